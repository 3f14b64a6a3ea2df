// The colours of clusters are those of their labels.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterColors, rgb } from "../../site/explorer/colors.js";

const COLORS = ["#a96b59", "#3f90da", "#b9ac70", "#bd1f01", "#717581", "#e76300", "#94a4a2", "#ffa90e", "#92dadd", "#832db6"];
const DIGITS = { labels: [...COLORS.keys()], colors: COLORS };
const apart = (one, other) => rgb(one).reduce((sum, part, k) => sum + [2, 4, 3][k] * (part - rgb(other)[k]) ** 2, 0);

test("a cluster has its label's colour, and one of no label that of no value", () => {
  assert.deepEqual(clusterColors([6, 1, null, 0], DIGITS), ["#94a4a2", "#3f90da", "#c9ccd1", "#a96b59"]);
});

test("clusters of one label have shades of it, and none is nearer to another's colour", () => {
  for (const label of DIGITS.labels) {
    const found = clusterColors([label, label, label], DIGITS);
    assert.equal(new Set(found).size, 3, `${label}: ${found}`);
    for (const color of found) {
      const nearest = COLORS.reduce((best, other) => (apart(color, other) < apart(color, best) ? other : best));
      assert.equal(nearest, COLORS[label], `${label}: ${found}`);
    }
  }
});

test("shades go from dark to light", () => {
  const lights = clusterColors([7, 1, 7, 7], { labels: [1, 7], colors: ["#3f90da", "#ffa90e"] }).map((color) => rgb(color).reduce((a, b) => a + b));
  assert.ok(lights[0] < lights[2] && lights[2] < lights[3]);
});
