import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { columnsOf, unzipped } from "../../site/explorer/bytes.js";
import { isAmongItsOwn, isException, samplesOf } from "../../site/explorer/samples.js";
import { header, samples } from "./run.js";

test("columns come out of gzip and base64 as they went in", async () => {
  const bytes = new Uint8Array([...new Uint8Array(Uint32Array.from([7, 70_000]).buffer), 255, 1]);
  const text = zlib.gzipSync(bytes).toString("base64");
  const found = columnsOf(await unzipped(text), [["a", "u4"], ["b", "i1"]], 2);
  assert.deepEqual([...found.a], [7, 70_000]);
  assert.deepEqual([...found.b], [-1, 1]);
});

test("data that was cut is told", () => {
  assert.throws(() => columnsOf(new Uint8Array(7), [["a", "u4"]], 2), /not whole/);
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
  const found = [...Array(10).keys()].filter((i) => isException(all, i));
  assert.deepEqual(found, [2, 6]);
});

test("a sample is among its own where its cluster's most frequent label is its label", () => {
  const all = samples();
  const found = [...Array(10).keys()].filter((i) => isAmongItsOwn(header, all, 1, i));
  assert.deepEqual(found, [0, 1, 3, 4, 5, 7]);
});

test("the numbers in the columns stand for what the header says", () => {
  const all = samples();
  assert.deepEqual([...all.probability].map((value) => value.toFixed(2)), [
    "0.50", "0.55", "0.60", "0.65", "0.70", "0.75", "0.80", "0.85", "0.90", "0.95",
  ]);
  assert.deepEqual([...all.pathScore], [-8, -7, -6, -5, -4, -3, -2, -1, 0, 1]);
  assert.deepEqual([...all.unseen], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  assert.equal(all.steps, 60_000);
  // What stands for no value in other runs is a value where the header names another.
  const names = ["sample_id", "role", "label", "prediction", "probability", "travels", "committed", "depth", "path_score"];
  const ofLayers = ["cluster", "silhouette", "x", "y"].map((name) => `${name} pixels`);
  const columns = Object.fromEntries([...names, ...ofLayers].map((name) => [name, Int16Array.of(-128)]));
  const one = { ...header, count: 1, layers: header.layers.slice(0, 1) };
  const found = samplesOf(one, { ...columns, label: Uint8Array.of(0), p_value: Uint16Array.of(65_535) });
  assert.deepEqual([found.pValue[0], found.silhouettes[0][0]], [Math.fround(65_535 / 20_000), Math.fround(-2.56)]);
});
