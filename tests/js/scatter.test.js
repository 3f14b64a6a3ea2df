// Embeddings: what pointers ask for, and how the points look.
import assert from "node:assert/strict";
import { test } from "node:test";
import { coloring } from "../../site/explorer/colors.js";
import { RESTING, dragged, lifted, pressed } from "../../site/explorer/gesture.js";
import { colorPoints, cssOf, pointsOf, radiusOf } from "../../site/explorer/points.js";
import { coordinatesAt, moved, pixelOf, wholeView, zoomed } from "../../site/explorer/scatter.js";
import { paintOutline, paintRing, pointShapes } from "../../site/explorer/scatter_picture.js";
import { createStore } from "../../site/explorer/store.js";
import { header, maskOf, samples } from "./run.js";

// A gesture of one finger: where it is pressed, drawn along and lifted, and what that asked for.
function drawn(tool, [first, ...others]) {
  let hand = pressed(RESTING, 1, first, tool);
  const asked = others.map((at) => {
    const step = dragged(hand, 1, at);
    hand = step.hand;
    return step.asked;
  });
  return { asked, ...lifted(hand, 1, others.at(-1) ?? first) };
}

test("a lasso is the way that the pointer went", () => {
  const way = [[0, 0], [10, 0], [10, 10]];
  const { asked, outline, hand } = drawn("lasso", way);
  assert.deepEqual(asked.map((one) => one.outline), [way.slice(0, 2), way]);
  assert.deepEqual(outline, way);
  assert.deepEqual(hand, RESTING);
});

test("a box has its corners where the pointer was first and last", () => {
  const { asked, outline } = drawn("box", [[5, 6], [1, 1], [20, 30]]);
  assert.deepEqual(outline, [[5, 6], [20, 6], [20, 30], [5, 30]]);
  assert.deepEqual(asked.at(-1), { outline });
});

test("a move goes as far as the pointer, step by step, and draws nothing", () => {
  const { asked, outline } = drawn("pan", [[5, 5], [8, 5], [8, 1]]);
  assert.deepEqual(asked, [{ move: [3, 0] }, { move: [0, -4] }]);
  assert.equal(outline, null);
});

for (const tool of ["lasso", "box", "pan"]) {
  test(`a ${tool} that hardly moves is a click`, () => {
    assert.deepEqual(drawn(tool, [[5, 5]]).outline, [[5, 5]]);
    assert.equal(drawn(tool, [[5, 5], [7, 6]]).outline.length, 1);
    assert.notEqual(drawn(tool, [[5, 5], [9, 5]]).outline?.length, 1);
  });
}

test("a lasso that comes back to where it began is no click", () => {
  assert.equal(drawn("lasso", [[5, 5], [50, 5], [5, 5]]).outline.length, 3);
});

test("two fingers zoom by how far they part, about their middle", () => {
  let hand = pressed(pressed(RESTING, 1, [100, 50], "lasso"), 2, [200, 50], "lasso");
  const first = dragged(hand, 2, [300, 50]);
  assert.deepEqual(first.asked, { zoom: 2, about: [200, 50] });
  const second = dragged(first.hand, 1, [200, 50]);
  assert.deepEqual(second.asked, { zoom: 0.5, about: [250, 50] });
  // What is left of it draws nothing, whichever finger is lifted first.
  const one = lifted(second.hand, 1, [200, 50]);
  assert.deepEqual([one.outline, one.hand.gesture.kind], [null, "pinch"]);
  assert.equal(dragged(one.hand, 2, [0, 0]).asked, null);
  hand = lifted(one.hand, 2, [0, 0]);
  assert.deepEqual(hand, { hand: RESTING, outline: null });
});

test("fingers that meet do not zoom without end", () => {
  const hand = pressed(pressed(RESTING, 1, [100, 50], "pan"), 2, [100, 50], "pan");
  assert.deepEqual(dragged(hand, 2, [110, 50]).asked, { zoom: 10, about: [105, 50] });
});

test("a finger that was not pressed here asks for nothing", () => {
  const hand = pressed(RESTING, 1, [5, 5], "lasso");
  assert.deepEqual(dragged(hand, 7, [50, 50]), { hand, asked: null });
  assert.deepEqual(dragged(RESTING, 1, [50, 50]), { hand: RESTING, asked: null });
  assert.deepEqual(lifted(RESTING, 1, [5, 5]), { hand: RESTING, outline: null });
});

test("a step leaves the hand before it as it was", () => {
  const before = pressed(RESTING, 1, [5, 5], "lasso");
  const kept = structuredClone(before);
  dragged(before, 1, [50, 50]);
  lifted(before, 1, [50, 50]);
  pressed(before, 2, [0, 0], "lasso");
  assert.deepEqual(before, kept);
  assert.equal(RESTING.fingers.size, 0);
});

test("a pixel's coordinates lie at that pixel, however it is zoomed and moved", () => {
  const whole = wholeView({ width: 300, height: 200 }, 1000);
  assert.deepEqual([pixelOf(whole, 500, 500), pixelOf(whole, 0, 0)[1], pixelOf(whole, 0, 1000)[1]], [[150, 100], 8, 192]);
  const view = moved(zoomed(whole, 5, [20, 30], whole), 7, -3);
  const [x, y] = pixelOf(view, ...coordinatesAt(view, [120, 80]));
  assert.ok(Math.abs(x - 120) < 1e-9 && Math.abs(y - 80) < 1e-9);
  assert.deepEqual(moved(whole, 7, -3), { ...whole, left: whole.left + 7, top: whole.top - 3 });
});

test("points: filtered out ones have no colour, those beside a selection are grey and lie behind", () => {
  const all = samples();
  const store = createStore(all, {});
  const points = pointsOf(all);
  const inOrder = (values) => Array.from({ length: 10 }, (_, i) => values[points.order.indexOf(i)]);
  const color = () => {
    colorPoints(points, store, coloring("label", header, all));
    return inOrder(points.colors).map((value) => value && cssOf(value));
  };
  assert.deepEqual(color(), [...all.label].map((place) => header.colors[place]));
  assert.equal(points.front, null);
  store.show("roles", 2, false);
  assert.deepEqual(color().slice(8), [0, 0]);
  store.select(maskOf(3, 8));
  assert.deepEqual(color(), color().map((_, i) => (i > 7 ? 0 : i === 3 ? "#ffa90e" : "#d0d3d6")));
  assert.deepEqual(inOrder(points.front), [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(inOrder(points.shapes), [...all.role]);
});

test("many points are small, magnified ones larger, up to a size", () => {
  const sizes = [1_000, 10_000, 70_000].map((count) => radiusOf(count, 1));
  assert.deepEqual(sizes, [...sizes].sort((a, b) => b - a));
  assert.ok(radiusOf(70_000, 4) > radiusOf(70_000, 1));
  assert.equal(radiusOf(10, 64), 6);
});

test("saved points: a shape a role, those in front last, those filtered out not", () => {
  const points = {
    shapes: Uint8Array.of(0, 1, 2, 0),
    colors: Uint32Array.of(0xff0000ff, 0xff00ff00, 0xffff0000, 0),
    rims: Uint32Array.of(0xff0000ff, 0xff00ff00, 0xffff0000, 0),
    front: Uint8Array.of(1, 0, 0, 0),
  };
  const [x, y] = [Uint16Array.of(10, 20, 30, 40), Uint16Array.of(1, 2, 3, 4)];
  const saved = pointShapes(points, x, y, { scale: 0.5, left: 1, top: 2 }, 2);
  assert.deepEqual([...saved.matchAll(/#\w+/g)].map(String), ["#00ff00", "#0000ff", "#ff0000"]);
  assert.match(saved, /<circle cx="6.0" cy="2.5" r="2" fill="#ff0000"\/>$/);
  assert.match(saved, /^<circle cx="11.0" cy="3.0" [^>]*fill="none"/);
  assert.match(saved, /<path d="M16.0 3.5/);
  const behind = pointShapes({ ...points, front: null }, x, y, { scale: 0.5, left: 1, top: 2 }, 2);
  assert.match(behind, /^<circle [^>]*fill="#ff0000"/);
});

test("over the points: a lasso is closed and dashed, a ring whole and not", () => {
  const done = [];
  const record = (name) => (...values) => done.push([name, ...values]);
  const names = ["beginPath", "lineTo", "closePath", "setLineDash", "stroke", "fill", "arc"];
  const context = Object.fromEntries(names.map((name) => [name, record(name)]));
  paintOutline(context, [[1, 2], [3, 4]]);
  assert.deepEqual(done.map(([name]) => name), [
    "beginPath", "lineTo", "lineTo", "closePath", "setLineDash", "stroke", "setLineDash", "fill",
  ]);
  assert.deepEqual(done.filter(([name]) => name === "setLineDash").map(([, dashes]) => dashes.length), [2, 0]);
  done.length = 0;
  paintRing(context, [5, 6]);
  assert.deepEqual(done, [["beginPath"], ["arc", 5, 6, 8, 0, 2 * Math.PI], ["stroke"]]);
});
