// What stands above and beside the panels, as far as it needs no page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "../../site/explorer/address.js";
import { commandOf, isOutOfSight, linkOf } from "../../site/explorer/controls.js";
import { fragmentFor, hide, knownOf, selectionOf } from "../../site/explorer/restore.js";
import { createStore, maskOf as maskOfOne } from "../../site/explorer/store.js";
import { takers, takersText } from "../../site/explorer/table.js";
import { factsOf } from "../../site/explorer/words.js";
import { header, maskOf, samples } from "./run.js";

const KNOWN = knownOf(header, samples());
const FIRST = { color: "label", flow: "hidden", tool: "lasso", sort: "id", order: "up", zoom: "", lesson: "", views: "" };

test("keys: undo, redo in both ways, clear", () => {
  assert.equal(commandOf({ key: "Escape" }), "clear");
  for (const held of [{ ctrlKey: true }, { metaKey: true }]) {
    assert.equal(commandOf({ key: "z", ...held }), "undo");
    assert.equal(commandOf({ key: "Z", shiftKey: true, ...held }), "redo");
    assert.equal(commandOf({ key: "y", ...held }), "redo");
    assert.equal(commandOf({ key: "a", ...held }), null);
  }
  for (const key of ["z", "y", "Enter"]) assert.equal(commandOf({ key }), null);
});

test("a store knows whether anything is filtered out", () => {
  const store = createStore(samples(), {});
  assert.equal(store.isFiltered(), false);
  for (const kind of ["labels", "roles"]) {
    store.show(kind, 0, false);
    assert.equal(store.isFiltered(), true);
    store.show(kind, 0, true);
    assert.equal(store.isFiltered(), false);
  }
});

test("a mask of one sample", () => {
  assert.deepEqual(maskOfOne(3, 10), maskOf(3));
});

test("who takes a path, most first, and only some by name", () => {
  assert.deepEqual(takers([3, 0, 1, 5]), [[3, 5], [0, 3], [2, 1]]);
  assert.equal(takersText([3, 0, 1], header.labels), "1: 3, 7: 1");
  assert.equal(takersText([1, 2, 3, 4, 5000], [0, 1, 2, 3, 4]), "4: 5,000, 3: 4, 2: 3, 1: 2, …");
});

test("what the card tells of a sample", () => {
  const told = (i) => Object.fromEntries(factsOf(i, samples(), header));
  assert.deepEqual(told(8), {
    image: "100, unseen",
    "is a": "4",
    predicted: "7, probability 0.90",
    path: "1 → 2",
    "shared by": "50\u00a0% of the unseen 4s",
    "main path of": "the 7s",
    committed: "never",
    depth: "test images only",
    "path score": "0.00, p = 0.019",
  });
  assert.equal(told(5)["main path of"], "no digit");
  assert.equal(told(0)["shared by"], "75\u00a0% of the 1s");
});

test("what is shown comes back from its address", () => {
  const store = createStore(samples(), FIRST);
  assert.equal(fragmentFor(store, header, KNOWN), "");
  store.select(maskOf(1, 2, 9));
  store.show("labels", 1, false);
  store.show("roles", 0, false);
  store.look({ color: "role" });
  const state = stateOf(fragmentFor(store, header, KNOWN), KNOWN);
  assert.deepEqual(state.odd, []);
  const other = createStore(samples(), state.view);
  hide({ store: other, header }, state.hidden);
  const { mask, condition } = selectionOf(state, header, samples());
  other.select(mask, "replace", condition);
  for (const key of ["view", "selection", "hidden", "visible", "marked"]) assert.deepEqual(other[key], store[key], key);
});

test("a selection with a condition is kept as its condition", () => {
  const store = createStore(samples(), FIRST);
  store.select(maskOf(5, 9), "replace", "travels:none");
  assert.equal(fragmentFor(store, header, KNOWN), "select=travels%3Anone");
});

test("an address filters out what it names, and nothing else", () => {
  const store = createStore(samples(), FIRST);
  store.show("labels", 0, false);
  hide({ store, header }, { labels: ["4"], roles: [] });
  assert.deepEqual([[...store.hidden.labels], [...store.hidden.roles]], [[1], []]);
});

test("a link to a page on disk leaves out its folders", () => {
  assert.equal(linkOf("file:///home/me/my%20runs/1v7.html#select=path%3A0-0&x=a/b"), "1v7.html#select=path%3A0-0&x=a/b");
  assert.equal(linkOf("file:///C:/runs/1v7.html"), "1v7.html");
  assert.equal(linkOf("https://example.org/runs/1v7.html#a/b"), "https://example.org/runs/1v7.html#a/b");
});

test("a selection that the filter hides is out of sight, until the filter is lifted", () => {
  const store = createStore(samples(), FIRST);
  store.show("labels", 2, false);
  assert.equal(isOutOfSight(store), false);
  store.select(maskOf(3, 4), "replace", "label:7 role:train");
  assert.equal(isOutOfSight(store), true);
  store.select(maskOf(0), "add");
  assert.equal(isOutOfSight(store), false);
  store.undo();
  hide({ store, header }, { labels: [], roles: [] });
  assert.equal(isOutOfSight(store), false);
  assert.deepEqual(store.marked, maskOf(3, 4));
});
