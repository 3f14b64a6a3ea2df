import assert from "node:assert/strict";
import { test } from "node:test";
import { samplesWith, termOf } from "../../site/explorer/condition.js";
import { createStore, howOf, rowsOf as rows } from "../../site/explorer/store.js";
import { header, maskOf, samples } from "./run.js";

const store = () => createStore(samples(), { color: "label" });

test("shift adds, alt removes, neither replaces", () => {
  assert.equal(howOf({ shiftKey: true }), "add");
  assert.equal(howOf({ altKey: true }), "remove");
  const s = store();
  s.select(maskOf(1, 2));
  s.select(maskOf(2, 3), "add");
  assert.deepEqual(rows(s.marked), [1, 2, 3]);
  s.select(maskOf(1), "remove");
  assert.deepEqual(rows(s.marked), [2, 3]);
  s.select(maskOf(9));
  assert.deepEqual(rows(s.marked), [9]);
});

test("Ctrl keeps what is in both, with both conditions; where that is nothing, all stays", () => {
  for (const key of ["ctrlKey", "metaKey"]) assert.equal(howOf({ [key]: true }), "keep");
  const s = store();
  s.select(maskOf(1, 2, 3), "keep", "label:1");
  assert.deepEqual([rows(s.marked), s.selection.condition], [[1, 2, 3], "label:1"]);
  s.select(maskOf(2, 3, 4), "keep", "hidden_1:0");
  assert.deepEqual([rows(s.marked), s.selection.condition], [[2, 3], "label:1 hidden_1:0"]);
  s.select(maskOf(7), "keep", "id:7");
  assert.deepEqual(rows(s.marked), [2, 3]);
  s.select(maskOf(3), "keep");
  assert.deepEqual([rows(s.marked), s.selection.condition], [[3], ""]);
});

test("a selection of nothing is none, and removing from none changes nothing", () => {
  const s = store();
  s.select(maskOf(1), "remove");
  assert.equal(s.marked, null);
  assert.equal(s.canUndo(), false);
  s.select(maskOf(1));
  s.select(maskOf(1), "remove");
  assert.equal(s.marked, null);
});

test("undo and redo go through the selections, and a new one forgets what was undone", () => {
  const s = store();
  s.select(maskOf(1), "replace", "id:5");
  s.select(maskOf(2));
  s.undo();
  assert.deepEqual([rows(s.marked), s.selection.condition], [[1], "id:5"]);
  s.undo();
  assert.equal(s.marked, null);
  s.undo();
  s.redo();
  assert.deepEqual(rows(s.marked), [1]);
  s.select(maskOf(3));
  s.redo();
  assert.deepEqual(rows(s.marked), [3]);
});

test("what is selected already is no step that undo would go back", () => {
  const s = store();
  s.select(maskOf(1), "replace", "id:5");
  s.select(maskOf(1), "replace", "id:5");
  s.undo();
  assert.equal(s.marked, null);
  s.redo();
  s.select(maskOf(1));
  s.undo();
  assert.equal(s.selection.condition, "id:5");
});

test("what is filtered out is not marked, and comes back with the filter", () => {
  const s = store();
  s.select(maskOf(0, 3, 8));
  s.show("roles", 2, false);
  assert.deepEqual(rows(s.marked), [0, 3]);
  s.show("labels", 0, false);
  assert.deepEqual(rows(s.marked), [3]);
  assert.deepEqual(rows(s.visible), [3, 4, 5, 6]);
  s.show("labels", 0, true);
  s.show("roles", 2, true);
  assert.deepEqual(rows(s.marked), [0, 3, 8]);
});

test("listeners are told once of each change, and not of none", () => {
  const s = store();
  const told = [];
  s.listen((what, keys) => told.push(what + keys));
  s.clear();
  s.select(maskOf(1));
  s.hover(4);
  s.hover(4);
  s.look({ color: "role" });
  assert.deepEqual(told, ["selection", "hover", "viewcolor"]);
});

test("under the pointer is one sample, or those of a ribbon, or none", () => {
  const s = store();
  let told = 0;
  s.listen(() => told++);
  const mask = maskOf(1, 2);
  const hovered = (what) => {
    s.hover(what);
    return [s.hovered, s.lit, told];
  };
  assert.deepEqual(hovered(mask), [-1, mask, 1]);
  assert.deepEqual(hovered(mask), [-1, mask, 1]);
  assert.deepEqual(hovered(4), [4, null, 2]);
  assert.deepEqual(hovered(mask), [-1, mask, 3]);
  assert.deepEqual(hovered(null), [-1, null, 4]);
  assert.deepEqual(hovered(-1), [-1, null, 4]);
});

const select = (text) => rows(samplesWith(text, header, samples()));

test("conditions", () => {
  assert.deepEqual(select("label:7"), [3, 4, 5, 6]);
  assert.deepEqual(select("label:1|7 hidden_1:1"), [2, 3, 4, 5]);
  assert.deepEqual(select("correct:no role:train|test"), [2, 6]);
  assert.deepEqual(select("exception:yes"), [2, 6]);
  assert.deepEqual(select("travels:none"), [5, 9]);
  assert.deepEqual(select("path:1-2"), [5, 8]);
  assert.deepEqual(select("committed:never"), [5, 8, 9]);
  assert.deepEqual(select("committed:hidden_2 depth:none"), [2]);
  assert.deepEqual(select("depth:hidden_1|never"), [6, 7]);
  assert.deepEqual(select("id:18|101"), [5, 9]);
  assert.deepEqual(select("own.hidden_1:no label:1"), [2]);
  assert.deepEqual(select("hidden_2:9"), []);
});

test("a condition that cannot be is told with what can", () => {
  assert.throws(() => select("digit:7"), /“digit:7” is no condition.*label, prediction, role/);
  assert.throws(() => select("label:5"), /“5” is not one of 1, 4, 7/);
  assert.throws(() => select("hidden_1:x"), /“x” is not one of 0, 1, 2/);
  assert.throws(() => select("label"), /is no condition/);
  assert.throws(() => select("  "), /empty/);
  assert.throws(() => select("label:%"), /is not one of/);
});

test("names of any layer can be written in a condition", () => {
  const named = "block 1:0|a%";
  const other = structuredClone(header);
  other.layers[1].name = named;
  const term = termOf(named, 1);
  assert.ok(!/[ |]/.test(term));
  assert.deepEqual(rows(samplesWith(term, other, samples())), [2, 3, 4, 5, 8]);
});

test("a condition costs what its length does, and its errors stay short", () => {
  const many = Array.from({ length: 101 }, (_, i) => `id:${i}`).join(" ");
  assert.throws(() => select(many), /a condition has 100 terms at most, not 101/);
  assert.deepEqual(select(Array(100_000).fill("label:7").join(" ")), [3, 4, 5, 6]);
  assert.deepEqual(select(`label:${Array(100_000).fill("7").join("|")}`), [3, 4, 5, 6]);
  for (const text of ["x".repeat(1e6), `label:${"x".repeat(1e6)}`, `id:${"x".repeat(1e6)}`]) {
    assert.throws(() => select(text), ({ message }) => message.includes("…”") && message.length < 300);
  }
});

for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
  test(`${name} is no condition`, () => {
    assert.throws(() => select(`${name}:1`), /is no condition/);
    assert.throws(() => select(`label:${name}`), /is not one of 1, 4, 7/);
  });
}
