// Between two epochs: what is shown is some of each; curves and their slider share their places.
import assert from "node:assert/strict";
import { test } from "node:test";
import { curveShapes, epochAt, linesOf, placeAt, valueText } from "../../site/explorer/epochs_curves.js";
import { mixed, namedAt, stacked, unionOf } from "../../site/explorer/epochs_flow.js";
import { meanOf, towards } from "../../site/explorer/epochs_motion.js";
import { createPlay } from "../../site/explorer/epochs_play.js";
import { followedOf, fromText, readingOf } from "../../site/explorer/epochs_words.js";
import { ribbonsOfSamples } from "../../site/explorer/flow_samples.js";
import { header, samples } from "./run.js";

const flow = header.flows.hidden;
const rows = Uint32Array.from({ length: 10 }, (_, i) => i);
const named = (union) => union.nodes.map(() => ["", null]);

/** The samples before they learned: all in cluster 0 of hidden_1, all taken for a 4, which nobody is at the end. */
const before = () => ({ ...samples(), prediction: new Uint16Array(10).fill(1), clusters: samples().clusters.map((of) => of.map(() => 0)) });
const union = unionOf(flow, header, rows, [before(), samples()]);

test("at the end each sample is on the ribbon that it is on in the page's own flow", () => {
  const { ribbons } = stacked(union, union.totals[1], named(union));
  const own = ribbonsOfSamples(flow, header, samples());
  const ends = (all, nodes, [source, target, label, unseen]) => [nodes[source].slice(0, 2), nodes[target].slice(0, 2), label, unseen];
  own.forEach((places, gap) => {
    for (const i of rows) {
      const { nodes } = stacked(union, union.totals[1], named(union));
      assert.deepEqual(ends(ribbons, nodes, ribbons[union.places[1][gap][i]]), ends(flow.ribbons, flow.nodes, flow.ribbons[places[i]]));
    }
  });
});

test("a prediction that there was only before stands among the others, by its label", () => {
  assert.deepEqual(union.nodes.filter(([stage]) => stage === 2), [[2, 1], [2, 4], [2, 7]]);
  const start = stacked(union, union.totals[0], named(union));
  assert.deepEqual(start.nodes.map((node) => node[3]), [4, 2, 4, 10, 0, 0, 10, 0]);
});

test("a cluster without any image of its class is empty, or holds only what was not taught", () => {
  const named = { ...flow, nodes: flow.nodes.map((node) => (node[0] === 1 ? node.with(4, `cluster ${node[1]}: 80 % ${node[1] ? 7 : 1}s`) : node)) };
  const own = unionOf(named, header, rows, [before(), samples()]);
  const names = (counts) => namedAt(own, header, counts).slice(3, 5).map(([name]) => name.replaceAll("\u00a0", " "));
  assert.deepEqual(names(own.totals[0]), ["cluster 0: 50 % 1s", "cluster 1: empty"]);
  assert.deepEqual(names(own.totals[1]), ["cluster 0: 75 % 1s", "cluster 1: 75 % 7s"]);
  assert.deepEqual(names(own.totals[1].map((count, i) => (own.threads[i].unseen ? count : 0))), Array.from("01", (n) => `cluster ${n}: none that was taught`));
});

test("between two epochs everything is between, and fills its nodes", () => {
  const [start, end] = [0, 1].map((epoch) => stacked(union, union.totals[epoch], named(union)));
  const counts = mixed(union.totals, new Map([[0, 0.75], [1, 0.25]]));
  const half = stacked(union, counts, named(union));
  const near = (value, from, to) => assert.ok(Math.abs(value - (0.75 * from + 0.25 * to)) < 1e-9, `${value}: ${from}, ${to}`);
  half.nodes.forEach((node, i) => [2, 3].forEach((k) => near(node[k], start.nodes[i][k], end.nodes[i][k])));
  half.ribbons.forEach((ribbon, i) => [4, 5, 6].forEach((k) => near(ribbon[k], start.ribbons[i][k], end.ribbons[i][k])));
  assert.equal(half.height, start.height);
});

test("on the way to an epoch its share grows, and what is hardly left goes", () => {
  const start = new Map([[3, 1]]);
  assert.deepEqual([...towards(start, 5, 0)], [[3, 1]]);
  assert.deepEqual([...towards(start, 5, 0.25)], [[3, 0.75], [5, 0.25]]);
  // Turned back before it was there.
  const turned = towards(towards(start, 5, 0.5), 3, 0.5);
  assert.deepEqual([...turned], [[3, 0.75], [5, 0.25]]);
  assert.deepEqual([...towards(start, 5, 0.9999)], [[5, 1]]);
  assert.equal(meanOf(turned, (epoch) => 10 * epoch), 35);
});

test("a curve's epoch is where the slider's step is, and the nearest is chosen", () => {
  const [last, width] = [4, 416];
  assert.deepEqual([0, 1, 4].map((epoch) => placeAt(epoch, last, width)), [8, 108, 408]);
  assert.deepEqual([-5, 57, 59, 308, 900].map((x) => epochAt(x, last, width)), [0, 0, 1, 3, 4]);
});

test("curves go from epoch to epoch, bands from the lowest to the highest replicate", () => {
  const curves = { accuracy: { own: [0, 0.5, 1], low: [0, 0.25, 1], high: [0.5, 0.75, 1] }, layers: { hidden_1: { own: [1, 0, 0.5] } } };
  const lines = linesOf({ ...header, learning: { curves } });
  const shapes = curveShapes(lines, [0, 1, 15], 216, 117);
  assert.match(shapes, /class="band accuracy" d="M8.0 54.0L108.0 29.0L208.0 4.0L208.0 4.0L108.0 79.0L8.0 104.0Z"/);
  assert.match(shapes, /class="curve accuracy" stroke-dasharray="none" d="M8.0 104.0L108.0 54.0L208.0 4.0"/);
  assert.match(shapes, /class="curve ami" stroke-dasharray="none" d="M8.0 4.0L108.0 104.0L208.0 54.0"/);
  assert.deepEqual([...shapes.matchAll(/class="number"[^>]*>(\d+)</g)].map(([, number]) => number), ["0", "1", "15"]);
  assert.deepEqual(lines.map((line) => valueText(line, 1)), ["AMI hidden 1 0.00", "accuracy 0.50"]);
  const untold = linesOf({ ...header, learning: { curves: { ...curves, accuracy: { own: [] } } } });
  assert.deepEqual(untold.map(({ name }) => name), ["AMI hidden 1"]);
  // Of many lines as many are named as there is room for; accuracy is.
  const many = linesOf({ ...header, learning: { curves: { ...curves, layers: Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`l${i}`, curves.accuracy])) } } });
  const told = [...curveShapes(many, [0, 1, 15], 216, 52).matchAll(/class="name (\w+)"/g)].map(([, kind]) => kind);
  assert.deepEqual(told.toSorted(), ["accuracy", "ami", "ami", "ami"]);
});

test("numbers of epochs stand where they have room, the last one always", () => {
  const epochs = Array.from({ length: 40 }, (_, i) => 3 * i);
  const numbers = [...curveShapes([], epochs, 216, 52).matchAll(/class="number"[^>]*>(\d+)</g)].map(([, number]) => Number(number));
  assert.equal(numbers.at(-1), 117);
  assert.ok(numbers.length >= 5 && numbers.length <= 9, String(numbers.length));
});

test("what is seen is said to be of those that are followed, where these are not all", () => {
  const data = { rows: Array(5000), epochs: [0, 4, 15], last: 2 };
  assert.equal(followedOf({ count: 70_000 }, data), "5,000 of 70,000 images followed.");
  assert.equal(followedOf({ count: 5000 }, data), "");
  assert.match(readingOf(data), /^Conditions, .* epoch 15;/);
  assert.deepEqual([0, 1].map((place) => fromText(place, data)), ["from the start", "from epoch 4 on"]);
});

test("play goes on when an epoch is reached, ends at the last one, and says so once", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.matchMedia = () => ({ matches: false });
  const [attributes, went, said] = [new Map([["aria-pressed", "false"]]), [], []];
  let now = 3;
  let press = () => {};
  const button = {
    addEventListener: (_, listener) => (press = listener),
    getAttribute: (name) => attributes.get(name),
    setAttribute: (name, value) => attributes.set(name, value),
  };
  const play = createPlay(button, 3, { now: () => now, go: (epoch) => went.push((now = epoch)), playing: (is) => said.push(is) });
  play.arrived(); // of what somebody chose
  press();
  for (let i = 0; i < 5; i++) {
    play.arrived();
    t.mock.timers.tick(1000);
  }
  assert.deepEqual(went, [0, 1, 2, 3]); // at the end it begins anew
  assert.deepEqual(said, [true, false]);
  press();
  play.stop();
  play.stop();
  t.mock.timers.tick(1000);
  assert.deepEqual([went.at(-1), went.length, said], [0, 5, [true, false, true, false]]);
});
