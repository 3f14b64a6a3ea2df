import assert from "node:assert/strict";
import { test } from "node:test";
import { flowBetween, laidOut, ROW, rowsIn } from "../../site/compare-layout.js";
import { byKind, decimals, decode, encode, estimateText, imagesOf, initial, kindsOf, meant, ofRole, predictionText } from "../../site/compare.js";
import { ahead } from "../../site/roving.js";
import { HEADER, IMAGES, pack } from "./compared.js";

test("columns are read back, of each network its own", () => {
  const images = imagesOf(HEADER, pack());
  assert.deepEqual([...images.ids], [5, 9, 12, 20, 21, 30]);
  assert.deepEqual([...images.label], [0, 0, 2, 2, 1, 0]);
  assert.deepEqual(images.sides.map(({ prediction }) => [...prediction]), [[0, 0, 2, 0, 2, 2], [0, 2, 2, 2, 0, 2]]);
  assert.deepEqual(images.sides.map(({ clusters }) => clusters.map((column) => [...column])), [
    [[0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0]],
    [[1, 1, 0, 0, 2, 0]],
  ]);
  assert.deepEqual([...images.sides[1].travels], [-1, -1, 2, 2, 1, 0]);
});

test("what became of an image is told by predictions, by right and wrong, and by main paths", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((image) => kindsOf(image, IMAGES)), [
    ["changed", "leaves", "all"],
    ["changed", "differently", "worse", "leaves", "all"],
    ["all"],
    ["changed", "differently", "better", "all"],
    ["changed", "differently", "all"], // of a class that only one was taught, neither path nor prediction can get better
    ["changed", "joins", "all"],
  ]);
});

test("of some images those that only one network is right about come first", () => {
  const found = byKind([0, 1, 2, 3, 4, 5], IMAGES);
  assert.deepEqual(found.changed, [1, 3, 4, 0, 5]);
  assert.deepEqual(byKind([5, 4, 3], IMAGES).changed, [3, 4, 5]);
  assert.deepEqual([found.worse, found.better, found.leaves, found.joins], [[1], [3], [1, 0], [5]]);
  assert.deepEqual(found.all, [1, 3, 4, 0, 5, 2]); // image 2 has no picture
  assert.deepEqual(byKind([2, 5], IMAGES).all, [5, 2]);
});

test("a cluster, a ribbon, a label and a role narrow the images down", () => {
  const all = { layers: [0, 0], from: null, to: null, label: null, role: "all" };
  const of = (changes) => meant(IMAGES, { ...all, ...changes }, HEADER);
  assert.deepEqual(of({}), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(of({ from: 1 }), [2, 3, 4, 5]);
  assert.deepEqual(of({ from: 1, to: 0 }), [2, 3, 5]);
  assert.deepEqual(of({ from: 1, to: 0, label: 2 }), [2, 3]);
  assert.deepEqual(of({ from: 0, layers: [1, 0] }), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(of({ role: "test" }), [1, 3]);
  assert.deepEqual(ofRole(IMAGES, "mixed", HEADER), [4, 5]);
});

test("an address says what is seen, and nothing of what is as at first", () => {
  const start = initial(HEADER);
  assert.deepEqual(start.layers, [1, 0]);
  assert.equal(encode(start, HEADER, IMAGES), "");
  const state = { ...start, network: "untrained", layers: [0, 0], from: 0, to: 2, label: 1, role: "test", kind: "worse", pin: 3 };
  const text = encode(state, HEADER, IMAGES);
  assert.equal(text, "first=hidden_1&network=untrained&role=test&kind=worse&from=0&to=2&label=4+of+a+kind&pin=20");
  assert.deepEqual(decode(`#${text}`, HEADER, IMAGES), state);
  assert.deepEqual(decode("", HEADER, IMAGES), start);
});

test("what no page writes into an address is as if it were not there, and is told", () => {
  const odd = "first=hidden_9&from=2&to=3&label=8&role=unseen&kind=x&network=y&pin=7&select=1";
  const state = decode(`#${odd}`, HEADER, IMAGES);
  assert.equal(state.odd.length, 9);
  assert.deepEqual({ ...state, odd: [] }, initial(HEADER));
  assert.deepEqual(decode("pin=-5&pin=9", HEADER, IMAGES).odd, ["pin stands in it 2 times"]);
  assert.equal(decode(`label=${"4".repeat(5_000)}`, HEADER, IMAGES).odd.length, 1);
});

test("numbers have their interval, and no minus before nothing", () => {
  assert.equal(estimateText([0.5, 0.25, 0.75, 0.6]), "0.50 [0.25,\u00a00.75]");
  assert.equal(estimateText(null), "none");
  assert.deepEqual([-0.004, -0.25, 1].map(decimals), ["0.00", "−0.25", "1.00"]);
});

test("a prediction is right or wrong, unless the network was never taught the class", () => {
  assert.equal(predictionText(0, 1, IMAGES, HEADER), "1, right");
  assert.equal(predictionText(1, 1, IMAGES, HEADER), "7, wrong");
  assert.equal(predictionText(0, 4, IMAGES, HEADER), "7, never taught its class");
});

// --- the flow -----------------------------------------------------------------------------------

const FLOW = flowBetween(rowsIn([0, 1, 2, 3, 4, 5], IMAGES, [0, 0]), [0, 0], HEADER);

test("the ways between two layers' clusters count every image once", () => {
  assert.deepEqual(FLOW.ways.map(({ from, to, label, unseen, count }) => [from, to, label, unseen, count]), [
    [0, 1, 0, false, 2], [1, 0, 2, false, 2], [1, 2, 1, true, 1], [1, 0, 0, false, 1],
  ]);
  const told = FLOW.clusters.map((side) => side.map(({ value, count, label, share }) => [value, count, label, share]));
  assert.deepEqual(told[0], [[0, 2, 0, 1], [1, 4, 2, 2 / 3]]); // of the three that were taught
  assert.deepEqual(told[1].slice(0, 2), [[0, 3, 2, 2 / 3], [1, 2, 0, 1]]);
  assert.deepEqual(told[1][2].slice(0, 3), [2, 1, null]);
});

test("clusters that stand for each other have a row of their own, what has no counterpart comes last", () => {
  assert.deepEqual(FLOW.rows, [[0, 1], [1, 0], [null, 2]]);
  assert.deepEqual(FLOW.clusters.map((side) => side.map(({ row }) => row)), [[0, 1], [1, 0, 2]]);
});

test("what has no counterpart comes last, whatever it is full of", () => {
  const agreement = [[{ ...HEADER.agreement[0][0], pairs: [[1, 0]] }], HEADER.agreement[1]];
  const { rows } = flowBetween(rowsIn([0, 1, 2, 3, 4, 5], IMAGES, [0, 0]), [0, 0], { ...HEADER, agreement });
  assert.deepEqual(rows, [[1, 0], [0, null], [null, 1], [null, 2]]);
});

test("matched clusters lie opposite each other, ribbons fill their nodes, rows have room for names", () => {
  const { nodes, ribbons, height } = laidOut(FLOW, 600, 300, 100);
  const at = (side, value) => nodes.find((node) => node.side === side && node.value === value);
  assert.equal(at(0, 0).middle, at(1, 1).middle);
  assert.equal(at(0, 1).middle, at(1, 0).middle);
  assert.deepEqual(nodes.map(({ x }) => x), [100, 100, 490, 490, 490]);
  for (const [end, top] of [["source", "y0"], ["target", "y1"]]) {
    for (const node of nodes.filter(({ side }) => side === Number(end === "target"))) {
      const own = ribbons.filter((ribbon) => ribbon[end] === node).sort((a, b) => a[top] - b[top]);
      let bottom = node.y;
      for (const ribbon of own) {
        assert.ok(Math.abs(ribbon[top] - bottom) < 1e-9);
        bottom += ribbon.height;
      }
      assert.ok(Math.abs(bottom - node.y - node.height) < 1e-9);
    }
  }
  const middles = [...new Set(nodes.map(({ middle }) => middle))].sort((a, b) => a - b);
  middles.slice(1).forEach((middle, i) => assert.ok(middle - middles[i] >= ROW));
  assert.ok(height >= Math.max(...nodes.map(({ y, height: own }) => y + own)));
});

test("ribbons leave a cluster in the order of the rows they go to, of each what was not taught last", () => {
  const cluster = (side, value, count, row) => ({ side, value, count, row, label: 0, share: 1 });
  const way = (to, label, unseen, count) => ({ from: 0, to, label, unseen, count });
  const clusters = [[cluster(0, 0, 1002, 0)], [cluster(1, 0, 1, 1), cluster(1, 1, 1000, 0), cluster(1, 2, 1, 2)]];
  const ways = [way(0, 0, false, 1), way(1, 1, true, 400), way(1, 2, false, 600), way(2, 0, false, 1)];
  const { ribbons, nodes } = laidOut({ clusters, ways, rows: [[0, 1], [null, 0], [null, 2]] }, 600, 300, 100);
  const ordered = [...ribbons].sort((a, b) => a.y0 - b.y0);
  assert.deepEqual(ordered.map(({ to, label }) => [to, label]), [[1, 2], [1, 1], [0, 0], [2, 0]]);
  const [small, , other] = nodes.slice(1);
  assert.ok(other.middle - small.middle >= ROW); // names of the smallest have room
});

// --- keys ---------------------------------------------------------------------------------------

test("an arrow leads to what lies straight ahead, and nowhere from the edge", () => {
  const places = [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1]].map(([x, y]) => ({ left: 50 * x, top: 30 * y, width: 40, height: 20 }));
  const from = (at) => ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Enter"].map((key) => ahead(key, at, places));
  assert.deepEqual(from(0), [-1, 1, -1, 3, -1]);
  assert.deepEqual(from(1), [0, 2, -1, 4, -1]);
  assert.deepEqual(from(4), [3, 2, 1, -1, -1]); // aslant, where nothing is straight ahead
  const far = [[0, 0], [1, 1], [3, 0]].map(([x, y]) => ({ left: 50 * x, top: 30 * y, width: 40, height: 20 }));
  assert.equal(ahead("ArrowRight", 0, far), 2);
});
