import assert from "node:assert/strict";
import { test } from "node:test";
import { changedBetween, changedText, fatesAt, fatesOf, predictionText, predictionsText, toldText, untoldText } from "../../site/index-fates.js";

// Three images: 5 in the runs 0 and 2, 9 in all, 12 in 1 and 2.
const IMAGES = { sample_id: [5, 4, 3], label: [0, 1, 1], runs: [2, 3, 2], picture: [1, 0, 2] };
const ROWS = {
  run: [0, 2, 0, 1, 2, 1, 2],
  role: [0, 1, 1, 1, 2, 0, 0],
  prediction: [0, 1, 1, 1, 0, 1, 1],
  probability: [9_000, 5_100, 10_000, 7_500, 6_000, 8_000, 8_100],
  travels: [0, -1, 1, 1, 0, 1, 1],
  committed: [0, 1, 0, 2, 1, 0, 0],
  path: [0, 1, 1, 0, 0, 0, 1],
};
const KINDS = { sample_id: "u4", label: "u2", runs: "u2", role: "u1", travels: "i2", committed: "u1", path: "u4" };
const ARRAYS = { u1: Uint8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array };

function packed(values) {
  const columns = Object.keys(values).map((name) => [name, KINDS[name] ?? "u2"]);
  const parts = columns.map(([name, kind]) => Buffer.from(ARRAYS[kind].from(values[name]).buffer));
  return { bytes: new Uint8Array(Buffer.concat(parts)), described: { count: Object.values(values)[0].length, columns } };
}

const [images, rows] = [IMAGES, ROWS].map(packed);
const ABOUT = {
  of: 3,
  probability: 10_000,
  roles: ["train", "test", "unseen"],
  labels: ["1", "7"],
  committed: [["hidden 1", "never"], ["conv 1", "hidden 1", "never"], ["hidden 1", "never"]],
  paths: [["0-1", "1-1"], ["2"], ["0-0", "12-3"]],
  images: images.described,
  rows: rows.described,
};
const FATES = fatesOf(ABOUT, images.bytes, rows.bytes);

test("an image has what became of it in each of its runs", () => {
  assert.deepEqual([...FATES.ids], [5, 9, 12]);
  assert.deepEqual([...FATES.picture], [1, 0, 2]);
  assert.deepEqual(fatesAt(FATES, 0), [
    { run: 0, role: "train", prediction: 0, probability: 0.9, travels: 0, committed: "hidden 1", path: "0 → 1" },
    { run: 2, role: "test", prediction: 1, probability: 0.51, travels: -1, committed: "never", path: "12 → 3" },
  ]);
  assert.deepEqual(fatesAt(FATES, 1).map(({ run, committed }) => [run, committed]), [
    [0, "hidden 1"], [1, "never"], [2, "never"],
  ]);
  assert.deepEqual(fatesAt(FATES, 2).map(({ run, probability }) => [run, probability]), [[1, 0.8], [2, 0.81]]);
});

test("two runs have so many images in common, and predict some of them differently", () => {
  const between = (one, other) => {
    const { both, changed } = changedBetween(FATES, one, other);
    return [both, changed.map(({ place, fates }) => [place, ...fates.map(({ run }) => run)])];
  };
  assert.deepEqual(between(0, 2), [2, [[0, 0, 2], [1, 0, 2]]]);
  assert.deepEqual(between(2, 0), [2, [[0, 2, 0], [1, 2, 0]]]);
  assert.deepEqual(between(0, 1), [1, []]);
  assert.deepEqual(between(1, 2), [2, [[1, 1, 2]]]);
});

test("a prediction is right or wrong, unless the network was never taught the class", () => {
  const [right, , , , unseen] = [0, 1, 2, 3, 4].map((row) => ({ role: ABOUT.roles[ROWS.role[row]], prediction: ROWS.prediction[row] }));
  assert.equal(predictionText(right, 0, ABOUT.labels), "1, right");
  assert.equal(predictionText(right, 1, ABOUT.labels), "1, wrong");
  assert.equal(predictionText(unseen, 1, ABOUT.labels), "1, never taught its class");
});

test("predictions are counted over the runs, the most frequent first", () => {
  assert.equal(predictionsText(fatesAt(FATES, 1), ABOUT.labels), "In 3 runs: predicted 7 in 2, 1 in 1.");
  assert.equal(predictionsText(fatesAt(FATES, 0), ABOUT.labels), "In 2 runs: predicted 1 in 1, 7 in 1.");
  assert.equal(predictionsText(fatesAt(FATES, 2), ABOUT.labels), "In 2 runs: predicted 7 in all.");
});

test("of which images is told, and why not of one", () => {
  assert.equal(toldText(ABOUT), "Told of all 3 images that two runs or more have.");
  assert.equal(untoldText(4, ABOUT), "No two of these runs have image 4.");
  const cut = { ...ABOUT, of: 4_000 };
  assert.equal(toldText(cut), "Told of 3 of the 4,000 images that two runs or more have: those that are predicted differently first.");
  assert.equal(untoldText(4, cut), "Image 4 is in no two of these runs, or not among those told of.");
  assert.equal(toldText({ ...ABOUT, of: 0, images: { count: 0 } }), "No two runs have an image in common.");
});

test("what two runs have in common is told in words", () => {
  const text = (one, other, about = ABOUT) => changedText(changedBetween(FATES, one, other), ["a", "b"], about);
  assert.equal(text(1, 2), "1 of 2 images that both have: label, then a and b.");
  assert.equal(text(0, 1), "They predict no image differently, of 1 that both have.");
  assert.equal(text(1, 2, { ...ABOUT, of: 9 }), "1 of 2 images that both have and this page tells of: label, then a and b.");
});
