"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const zlib = require("node:zlib");
const { chemins, header, samples } = require("./explorer.js");

test("columns come out of gzip and base64 as they went in", async () => {
  const bytes = new Uint8Array([...new Uint8Array(Uint32Array.from([7, 70_000]).buffer), 255, 1]);
  const text = zlib.gzipSync(bytes).toString("base64");
  const found = chemins.bytes.columnsOf(await chemins.bytes.unzipped(text), [["a", "u4"], ["b", "i1"]], 2);
  assert.deepEqual([...found.a], [7, 70_000]);
  assert.deepEqual([...found.b], [-1, 1]);
});

test("data that was cut is told", () => {
  assert.throws(() => chemins.bytes.columnsOf(new Uint8Array(7), [["a", "u4"]], 2), /not whole/);
});

test("a sample's number is the sum of the steps to it", () => {
  assert.deepEqual([...samples().id], [3, 5, 6, 7, 8, 18, 19, 20, 100, 101]);
});

test("distinct paths go by the hidden layers alone", () => {
  const { path, paths } = samples();
  assert.deepEqual(paths.map((steps) => steps.join("-")).sort(), ["0-0", "0-2", "1-1", "1-2"]);
  assert.equal(paths[path[2]].join("-"), "1-1");
  assert.equal(path[5], path[8]); // a 7 and a 4
});

test("how common a path is among a label's samples", () => {
  const { common } = samples();
  // 1s: three of four take 0-0, one 1-1; 7s: two of four 1-1, one 1-2, one 0-0; 4s: one each.
  const expected = [0.75, 0.75, 0.25, 0.5, 0.5, 0.25, 0.25, 0.75, 0.5, 0.5];
  assert.deepEqual([...common], expected);
});

test("an exception is a known sample on another label's main path", () => {
  const all = samples();
  const found = [...Array(10).keys()].filter((i) => chemins.samples.isException(all, i));
  assert.deepEqual(found, [2, 6]);
});

test("a sample is among its own where its cluster's most frequent label is its label", () => {
  const all = samples();
  const found = [...Array(10).keys()].filter((i) => chemins.samples.isAmongItsOwn(header, all, 1, i));
  assert.deepEqual(found, [0, 1, 3, 4, 5, 7]);
});
