// What a saved picture says of itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { coloring } from "../../site/explorer/colors.js";
import { fileName, framed } from "../../site/explorer/frame.js";
import { pictureOf } from "../../site/explorer/save.js";
import { createStore } from "../../site/explorer/store.js";
import { header, maskOf, samples } from "./run.js";

const store = (condition) => {
  const made = createStore(samples(), {});
  if (condition !== undefined) made.select(maskOf(3, 4), "replace", condition);
  return made;
};

test("a file's name tells run, panel and condition, and of a lasso no corners", () => {
  assert.equal(fileName("flow", header, store()), "1v7-flow");
  assert.equal(fileName("hidden 1", header, store("label:7 p_value<0.5")), "1v7-hidden-1-label-7-p_value-0.5");
  assert.equal(fileName("images", header, store("")), "1v7-images-selection");
  assert.equal(fileName("", header, store("lasso.hidden_1:1_2_3_4_5_6 role:test")), "1v7-lasso.hidden_1-role-test");
  assert.ok(fileName("images", header, store(`id:${"1|".repeat(900)}1`)).length <= 80);
});

test("a picture bears run, panel, what is selected and the legend", () => {
  const small = pictureOf(500, 100, '<circle r="3"/>', "1v7: flow");
  const all = samples();
  const of = (key, state) => framed(small, "flow", header, state, coloring(key, header, all));
  const { svg, height, width } = of("label", store("label:7"));
  for (const words of ["1v7 · flow", "2 of 10 images selected: 2 × 7", "where label:7", '<circle r="3"/>', ...header.colors]) assert.ok(svg.includes(words), words);
  assert.equal(width, 500);
  assert.ok(height > 100 + 4 * 17);
  const ramp = of("p_value", store()).svg;
  for (const words of ["10 images, none selected", "p-value; grey: none", "#440154", "#fde725"]) assert.ok(ramp.includes(words), words);
  assert.ok(!ramp.includes("where"));
});
