"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { chemins, header, samples, rows } = require("./explorer.js");

const { createStore, howOf } = chemins.store;
const maskOf = (...chosen) => Uint8Array.from({ length: 10 }, (_, i) => (chosen.includes(i) ? 1 : 0));
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

const select = (text) => rows(chemins.condition.samplesWith(text, header, samples()));

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
  const term = chemins.condition.termOf(named, 1);
  assert.ok(!/[ |]/.test(term));
  assert.deepEqual(rows(chemins.condition.samplesWith(term, other, samples())), [2, 3, 4, 5, 8]);
});

const { fragmentOf, stateOf, packed, unpacked } = chemins.address;
const VIEW = { color: "label", flow: "hidden" };

test("a state survives its way through the address", () => {
  const state = {
    condition: "label:1|7 own.hidden_1:no",
    ids: null,
    view: { color: "cluster hidden_1", flow: "hidden" },
    hidden: { labels: ["4"], roles: ["unseen", "test"] },
  };
  const fragment = fragmentOf(state, VIEW);
  assert.ok(!fragment.includes("flow"));
  assert.deepEqual(stateOf(`#${fragment}`, VIEW), state);
});

test("an empty address is the page as it opens", () => {
  const state = stateOf("", VIEW);
  assert.deepEqual(state, { condition: "", ids: null, view: VIEW, hidden: { labels: [], roles: [] } });
  assert.equal(fragmentOf(state, VIEW), "");
});

test("any ids survive packing, and runs are short", () => {
  let seed = 5;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (const share of [0.01, 0.3, 0.9, 1]) {
    const ids = [...Array(5000).keys()].filter(() => random() < share).map((id) => id * 3 + 60_000);
    assert.deepEqual(unpacked(packed(ids)), ids);
    const dense = [...Array(5000).keys()].filter(() => random() < share);
    assert.deepEqual(unpacked(packed(dense)), dense);
  }
  assert.ok(packed([...Array(70_000).keys()]).length < 10);
  assert.deepEqual(unpacked(packed([])), []);
});

test("an address that no page wrote does no harm", () => {
  assert.equal(unpacked("!!"), null);
  assert.ok(unpacked("_____w").length <= 1e7);
});
