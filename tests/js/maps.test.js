// Maps: how large they are, what stands over their points, how the points are seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { outlineOf } from "../../site/explorer/contours.js";
import { contrast, seen } from "../../site/explorer/contrast.js";
import { rgb } from "../../site/explorer/colors.js";
import { thinned } from "../../site/explorer/crowd.js";
import { RESTING, dragged, lifted, pressed } from "../../site/explorer/gesture.js";
import { clusterShapes, clustersOf, placedNames } from "../../site/explorer/map_names.js";
import { neighboursIn } from "../../site/explorer/near.js";
import { gridOf, stripOf } from "../../site/explorer/maps_grid.js";
import { stamped } from "../../site/explorer/paint.js";
import { coordinatesAt, moved, pixelOf, refitted, wholeView, zoomed } from "../../site/explorer/scatter.js";
import { createStore } from "../../site/explorer/store.js";
import { header, maskOf, samples } from "./run.js";

const HEAD = 80;
const SCREENS = [[366, 844], [728, 1024], [900, 720], [948, 768], [1190, 1080], [1530, 1080], [2100, 1440]];

for (let count = 2; count <= 20; count++) {
  test(`${count} maps are never smaller on a larger screen, and none is alone in a row`, () => {
    const found = SCREENS.map(([width, height]) => ({ width, height, ...gridOf(count, { width, height }, HEAD) }));
    for (const { width, height, columns, side } of found) {
      for (const smaller of found.filter((one) => one.width <= width && one.height <= height)) {
        // From a phone, one column, to a tablet, two, a map loses a few pixels.
        assert.ok(side >= smaller.side * 0.97, `${side} at ${width} x ${height}, ${smaller.side} at ${smaller.width}`);
      }
      assert.ok(columns <= 2 || count === columns || count % columns !== 1);
      assert.ok(columns * side <= width);
    }
  });
}

test("the wider the place, the higher the screen: each alone makes maps no smaller", () => {
  for (const count of [3, 4, 5, 7, 8, 15]) {
    const sides = (rooms) => rooms.map((room) => gridOf(count, room, HEAD).side);
    for (const grown of [
      sides(Array.from({ length: 150 }, (_, i) => ({ width: 480 + 10 * i, height: 900 }))),
      sides(Array.from({ length: 150 }, (_, i) => ({ width: 1000, height: 400 + 10 * i }))),
    ]) assert.deepEqual(grown, [...grown].sort((a, b) => a - b));
  }
});

test("four maps are all on a screen of 1080 rows; in a strip there are three at a time", () => {
  const { columns, side } = gridOf(4, { width: 1190, height: 1080 }, HEAD);
  assert.equal(columns, 2);
  assert.ok(2 * (side + HEAD) <= 1080 && side > 400);
  assert.equal(stripOf({ width: 950, height: 768 }, HEAD).columns, 3);
  assert.equal(stripOf({ width: 370, height: 844 }, HEAD).columns, 1);
});

test("in a panel of another size the same is in the middle, as much magnified", () => {
  const [before, after] = [{ width: 300, height: 200 }, { width: 900, height: 640 }];
  const whole = wholeView(before, 1000);
  const view = moved(zoomed(whole, 5, [20, 30], whole), 7, -3);
  const next = refitted(view, before, after, 1000);
  assert.equal(next.zoom, 5);
  assert.ok(Math.abs(next.scale / wholeView(after, 1000).scale - 5) < 1e-9);
  const [x, y] = pixelOf(next, ...coordinatesAt(view, [150, 100]));
  assert.ok(Math.abs(x - 450) < 1e-9 && Math.abs(y - 320) < 1e-9);
  assert.deepEqual(refitted(wholeView({ width: 0, height: 0 }, 1000), { width: 0, height: 0 }, after, 1000), wholeView(after, 1000));
});

// Points of two discs of different sizes, by a generator of their own.
function discs() {
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const [x, y] = [new Uint16Array(4000), new Uint16Array(4000)];
  for (let i = 0; i < 4000; i++) {
    const [middle, radius] = i < 3000 ? [16_000, 9_000] : [50_000, 4_000];
    const [turn, away] = [2 * Math.PI * random(), radius * Math.sqrt(random())];
    [x[i], y[i]] = [middle + away * Math.cos(turn), middle + away * Math.sin(turn)];
  }
  return { x, y };
}

// By the ray to the right, whatever the order of the segments.
function isInside(segments, x, y) {
  let crossed = 0;
  for (let k = 0; k < segments.length; k += 4) {
    const [x0, y0, x1, y1] = segments.slice(k, k + 4);
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) crossed++;
  }
  return crossed % 2 === 1;
}

test("an outline holds nine tenths of its points, and lies about where they are", () => {
  const { x, y } = discs();
  const members = Array.from({ length: 4000 }, (_, i) => i);
  const outline = outlineOf(x, y, members, 65_535);
  const held = members.filter((i) => isInside(outline, x[i], y[i])).length / 4000;
  assert.ok(held > 0.84 && held < 0.96, `${held}`);
  assert.ok(!isInside(outline, 33_000, 33_000) && !isInside(outline, 60_000, 5_000));
  assert.ok(isInside(outline, 16_000, 16_000));
  const ends = new Map();
  for (let k = 0; k < outline.length; k += 2) {
    const key = `${outline[k].toFixed(1)} ${outline[k + 1].toFixed(1)}`;
    ends.set(key, (ends.get(key) ?? 0) + 1);
  }
  assert.ok([...ends.values()].every((count) => count % 2 === 0)); // it is closed
});

test("an outline of few points, or of one, is there", () => {
  const [x, y] = [Uint16Array.of(100, 200, 65_535), Uint16Array.of(0, 0, 65_535)];
  assert.ok(isInside(outlineOf(x, y, [2], 65_535), 65_535, 65_535));
  assert.ok(isInside(outlineOf(x, y, [0, 1], 65_535), 150, 0));
});

test("a cluster has its number and what most of it are, at its median", () => {
  const found = clustersOf(samples(), 2, header);
  assert.deepEqual(found.map(({ text, count }) => [text, count]), [["0: 1s", 4], ["1: 7s", 3], ["2: 7s", 3]]);
  // The samples 0, 1, 6, 7 of cluster 0 are at x 0, 6,000, 36,000, 42,000; y falls as x rises.
  assert.deepEqual(found[0].middle, [36_000, 54_000]);
  const named = { ...header, classes: { one: "class", names: ["cat", "a dog", "<b>"], short: ["cat", "dog", "<b>"], kinds: ["cats", "dogs", "x"] } };
  assert.deepEqual(clustersOf(samples(), 2, named).map(({ text }) => text), ["0: cat", "1: <b>", "2: <b>"]);
});

test("of names that would lie on each other the larger cluster's stands, and all stand inside", () => {
  const cluster = (text, x, y) => ({ text, count: 1, middle: [x, y], outline: new Float32Array() });
  const view = { scale: 1, left: 0, top: 0, zoom: 1 };
  const clusters = [cluster("a", 50, 50), cluster("b", 60, 60), cluster("c", 50, 80), cluster("d", 1, 99), cluster("e", 130, 50)];
  const placed = placedNames(clusters, view, { width: 100, height: 100 }, () => 20);
  assert.deepEqual(placed.map(({ text, x, y }) => [text, x, y]), [["a", 50, 50], ["c", 50, 80], ["d", 13, 92]]);
});

test("saved clusters: names that are markup stay text, what is off is not there", () => {
  const clusters = [{ text: "0: <b>", count: 3, middle: [5, 5], outline: Float32Array.of(0, 0, 9, 9) }];
  const view = { scale: 1, left: 0, top: 0, zoom: 1 };
  const shapes = (names, outlines) => clusterShapes(clusters, view, { width: 90, height: 90 }, { names, outlines });
  assert.match(shapes(true, true), /<path d="M0.0 0.0L9.0 9.0" [^>]*\/><text [^>]*>0: &lt;b&gt;<\/text>/);
  assert.ok(!shapes(true, false).includes("<path") && !shapes(false, true).includes("<text"));
});

test("what is too light gets a darker rim, and no darker than it must be", () => {
  assert.equal(seen("#1f5fa8"), "#1f5fa8");
  for (const color of ["#ffa90e", "#addc30", "#fde725", "#ffffff"]) {
    const found = contrast(rgb(seen(color)));
    assert.ok(found >= 3 && found < 3.5, `${color}: ${found}`);
  }
  assert.ok(Math.abs(contrast([0, 0, 0]) - 21) < 1e-9);
});

test("on a dark page what is too dark gets a lighter rim, and no lighter than it must be", () => {
  const paper = "#16181c";
  assert.equal(seen("#92dadd", paper), "#92dadd");
  for (const color of ["#832db6", "#440154", "#bd1f01", "#000000"]) {
    const found = contrast(rgb(seen(color, paper)), paper);
    assert.ok(found >= 3 && found < 3.6, `${color}: ${found}`);
  }
});

test("a point of a light colour is rimmed, its middle is its own", () => {
  const pixels = new Uint32Array(17 * 17);
  const [own, rim] = [0xff0ea9ff, 0xff087aaa];
  const point = {
    x: Uint16Array.of(8), y: Uint16Array.of(8), view: { scale: 1, left: 0, top: 0 }, colors: Uint32Array.of(own),
    rims: Uint32Array.of(rim), front: null, shapes: new Uint8Array(1), radius: 7, crowded: false,
  };
  stamped(point, pixels, 17, 17);
  assert.equal(pixels[8 * 17 + 8], own);
  assert.equal(pixels[8 * 17 + 14], rim);
  stamped({ ...point, rims: point.colors }, pixels, 17, 17);
  assert.equal(pixels[8 * 17 + 14], own);
});

test("a test image is a hollow ring", () => {
  const pixels = new Uint32Array(225);
  stamped({
    x: Uint16Array.of(7), y: Uint16Array.of(7), view: { scale: 1, left: 0, top: 0 }, colors: Uint32Array.of(0xff000001),
    rims: Uint32Array.of(0xff000001), front: null, shapes: Uint8Array.of(1), radius: 5, crowded: false,
  }, pixels, 15, 15);
  assert.equal(pixels[7 * 15 + 7], 0);
  assert.equal(pixels[7 * 15 + 11], 0xff000001);
});

test("the more points lie on a pixel, the less is seen through it; where none do they are whole", () => {
  const opacity = (...counts) => {
    const pixels = new Uint32Array(counts.length).fill(0xff332211);
    thinned(pixels, Uint16Array.from(counts));
    assert.ok(pixels.every((pixel) => (pixel & 0xffffff) === 0x332211));
    return Array.from(pixels, (pixel) => pixel >>> 24);
  };
  assert.deepEqual(opacity(1, 1, 1), [255, 255, 255]);
  const found = opacity(1, 2, 4, 8, 16, 16);
  assert.deepEqual(found, [...found].sort((a, b) => a - b));
  assert.ok(new Set(found).size === 5 && found[0] > 80 && found[0] < 100 && found[5] === 255);
  const pixels = new Uint32Array(1);
  thinned(pixels, new Uint16Array(1));
  assert.equal(pixels[0], 0);
});

test("a finger that taps may tremble; one that swipes chooses nothing", () => {
  const tap = (x) => {
    const { hand, asked } = dragged(pressed(RESTING, 1, [5, 5], "tap"), 1, [x, 5]);
    assert.equal(asked, null);
    return lifted(hand, 1, [x, 5]).outline;
  };
  assert.deepEqual(tap(14), [[14, 5]]);
  assert.equal(tap(40), null);
});

test("a pin leaves the selection alone, and is told once", () => {
  const store = createStore(samples(), {});
  store.select(maskOf(1, 2));
  const told = [];
  store.listen((what) => told.push(what));
  store.pin(5);
  store.pin(5);
  assert.deepEqual([store.pinned, told, [...store.marked].indexOf(1)], [5, ["pin"], 1]);
  store.select(maskOf(3));
  assert.equal(store.pinned, 5);
});

test("neighbours are those of the layer, in its order, and of whom they are told", () => {
  // Two samples, 4 and 70,000, in three layers two neighbours each.
  const numbers = [4, 70_000, 1, 2, 3, 5, 11, 12, 13, 15, 21, 22, 23, 25];
  const bytes = new Uint8Array(4 + 4 * numbers.length).subarray(4);
  const view = new DataView(bytes.buffer, 4);
  numbers.forEach((number, i) => view.setUint32(4 * i, number, true));
  const neighbours = neighboursIn(bytes, { asked: 2, nearest: 2 }, 3);
  assert.deepEqual(neighbours(4), [[1, 2], [11, 12], [21, 22]]);
  assert.deepEqual(neighbours(70_000), [[3, 5], [13, 15], [23, 25]]);
  assert.equal(neighbours(5), null);
});
