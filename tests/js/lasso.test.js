// Lassos as text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionOfLasso, either, samplesWith } from "../../site/explorer/condition.js";
import { cornersOf, cornersText, simpler } from "../../site/explorer/lasso.js";
import { createStore, rowsOf } from "../../site/explorer/store.js";
import { header, samples } from "./run.js";

const STEPS = 60_000;
const circle = (x, y, radius, corners) =>
  Array.from({ length: corners }, (_, i) => [x + radius * Math.cos((2 * Math.PI * i) / corners), y + radius * Math.sin((2 * Math.PI * i) / corners)]);

test("a lasso of thousands of corners has forty at most, near them", () => {
  const found = simpler(circle(30_000, 20_000, 9000, 5000));
  assert.ok(found.length >= 12 && found.length <= 40, `${found.length}`);
  for (const [x, y] of found) assert.ok(Math.abs(Math.hypot(x - 30_000, y - 20_000) - 9000) < 1);
  assert.ok(cornersText(circle(30_000, 20_000, 9000, 5000), STEPS).length < 450);
  // A scrawl, which no line follows.
  const scrawl = Array.from({ length: 3000 }, (_, i) => [(i * 7919) % STEPS, (i * 104_729) % STEPS]);
  assert.ok(simpler(scrawl).length <= 40);
});

test("corners keep three digits of a small lasso's extent, and four corners all", () => {
  const small = circle(30_000, 20_000, 30, 40);
  for (const [x, y] of cornersOf(cornersText(small, STEPS), STEPS)) {
    assert.ok(Math.abs(Math.hypot(x - 30_000, y - 20_000) - 30) < 0.4);
  }
  const box = [[0, -6000], [60_000, -6000], [60_000, 12_345], [0, 12_345]];
  assert.equal(cornersText(box, STEPS), "0_-100_1000_-100_1000_205.8_0_205.8");
});

test("what no lasso writes is none", () => {
  for (const text of ["", "1_2_3_4", "1_2_3_4_5", "1_2_3_4_5_x", "1_2_3_4_5_1e9", "_".repeat(9), Array(2000).fill(1).join("_")]) {
    assert.equal(cornersOf(text, STEPS), null, text.slice(0, 30));
  }
});

test("a lasso's condition selects what it did, and under a filter what was shown", () => {
  const store = createStore(samples(), {});
  const polygon = [[11_000, 61_000], [11_000, 1000], [49_000, 1000], [49_000, 61_000]]; // x of samples 2 to 8
  const chosen = () => {
    const condition = conditionOfLasso(polygon, 1, header, store);
    return rowsOf(samplesWith(condition, header, samples()));
  };
  assert.deepEqual(chosen(), [2, 3, 4, 5, 6, 7, 8]);
  store.show("labels", 0, false);
  assert.deepEqual(chosen(), [3, 4, 5, 6, 8]);
  store.show("roles", 2, false);
  assert.deepEqual(chosen(), [3, 4, 5, 6]);
});

test("several lassos on a map are one condition, which selects what each of them does", () => {
  const store = createStore(samples(), {});
  const box = (left, right) => [[left, 61_000], [left, 0], [right, 0], [right, 61_000]];
  const choose = (polygon, layer, how) => {
    const condition = conditionOfLasso(polygon, layer, header, store);
    store.select(samplesWith(condition, header, samples()), how, condition);
  };
  choose(box(0, 7000), 1);
  choose(box(29_000, 37_000), 1, "add");
  assert.match(store.selection.condition, /^lasso\.hidden_1:[\d_.]+\|[\d_.]+$/);
  assert.deepEqual(rowsOf(samplesWith(store.selection.condition, header, samples())), [0, 1, 5, 6]);
  assert.deepEqual(rowsOf(store.marked), [0, 1, 5, 6]);
  // On another map, or without some: no condition says that.
  choose(box(50_000, 61_000), 2, "add");
  assert.equal(store.selection.condition, "");
  store.undo();
  choose(box(0, 1000), 1, "remove");
  assert.equal(store.selection.condition, "");
});

test("lassos that are more than are read of one are none", () => {
  const [outline, other] = ["0_0", "1_1"].map((corner) => Array(200).fill(corner).join("_"));
  assert.equal(samplesWith(`lasso.hidden_1:${outline}|${other}`, header, samples()).length, 10);
  for (const text of [`${outline}|${other}|0_0_1_1_2_2`, "0_0_1_1_2_2|", "0_0_1_1_2_2|3", "|".repeat(1e6)]) {
    assert.throws(() => samplesWith(`lasso.hidden_1:${text}`, header, samples()), /no outline; a lasso writes it/);
  }
  assert.equal(either(`lasso.a:${outline}|${other}`, "lasso.a:0_0_1_1_2_2"), "");
});

test("either of two conditions is one where a single term is all they differ in", () => {
  assert.equal(either("label:1", "label:7"), "label:1|7");
  assert.equal(either("label:1|7 role:test", "role:test label:7|4"), "label:1|7|4 role:test");
  assert.equal(either("label:1", "label:1 role:test"), "label:1");
  assert.equal(either("label:1 role:test", "label:1"), "label:1");
  for (const [one, other] of [["label:1", "prediction:1"], ["label:1 role:test", "label:7 role:train"], ["p_value<0.1", "p_value<0.2"], ["label:1", "p_value<0.2"]]) {
    assert.equal(either(one, other), "", `${one}, ${other}`);
  }
  const many = Array.from({ length: 10 }, (_, i) => i).join("|");
  assert.equal(either(`id:${many}`, "id:7"), `id:${many}`);
  assert.equal(either(`id:${many}`, "id:11"), "");
});
