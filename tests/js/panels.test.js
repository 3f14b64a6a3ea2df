import assert from "node:assert/strict";
import { test } from "node:test";
import { codesOfRibbons, coloring } from "../../site/explorer/colors.js";
import { cell, csvOf } from "../../site/explorer/csv.js";
import { outline, placed, ribbonAt } from "../../site/explorer/flow.js";
import { countsOf, ribbonsOfSamples } from "../../site/explorer/flow_samples.js";
import { isUnstable, stabilityText } from "../../site/explorer/flow_words.js";
import { orders, sorted } from "../../site/explorer/gallery.js";
import { stamped } from "../../site/explorer/paint.js";
import { mixedOrder } from "../../site/explorer/points.js";
import { gridOf, inside, nearest, wholeView, zoomed } from "../../site/explorer/scatter.js";
import { createSprites } from "../../site/explorer/sprites.js";
import { createStore } from "../../site/explorer/store.js";
import { pathRows } from "../../site/explorer/table.js";
import { committedText, depthText, percent, summary, scoreText } from "../../site/explorer/words.js";
import { header, maskOf, samples } from "./run.js";

test("every sample is on the ribbon of its own ends and label", () => {
  const all = samples();
  const flow = header.flows.hidden;
  const places = ribbonsOfSamples(flow, header, all);
  assert.equal(places.length, 2);
  const everyone = countsOf(places, flow.ribbons.length, maskOf(...Array(10).keys()));
  assert.deepEqual([...everyone], flow.ribbons.map((ribbon) => ribbon[4]).map((n, i) => (i < 6 ? n : [3, 1, 1, 1, 1, 3][i - 6])));
});

test("a marked sample is counted once between every two stages", () => {
  const flow = header.flows.hidden;
  const places = ribbonsOfSamples(flow, header, samples());
  const counts = [...countsOf(places, flow.ribbons.length, maskOf(6))];
  assert.deepEqual(counts.map((n, i) => (n ? i : -1)).filter((i) => i >= 0), [4, 8]);
});

test("an unstable cluster is told from a stable one, and rounding makes it no other", () => {
  const { nodes } = placed(header.flows.hidden, { left: 0, right: 400, top: 0, bottom: 240 });
  assert.deepEqual(nodes.map((node) => isUnstable(node, header)), [false, false, false, false, true, false, false]);
  assert.deepEqual([0, 3, 4].map((i) => stabilityText(nodes[i], header)), [
    "", ", stability 0.60", ", unstable: stability 0.59, below 0.6",
  ]);
});

test("a ribbon is found where its outline is", () => {
  const { ribbons, nodes } = placed(header.flows.hidden, { left: 0, right: 400, top: 0, bottom: 240 });
  assert.equal(nodes[0].height, 80); // 4 samples of 12 in 240 pixels
  const { x0, x1, y0, y1, height } = ribbons[4]; // from the 7s up to cluster 0
  // The curve is symmetric: half-way across it is half-way down.
  assert.equal(ribbonAt(ribbons, (x0 + x1) / 2, (y0 + y1 + height) / 2), ribbons[4]);
  assert.equal(ribbonAt(ribbons, x0 + 1, y0 + 1), ribbons[4]);
  assert.equal(ribbonAt(ribbons, x0 + 1, 150), undefined);
  // A quarter of its parameter along, a Bézier curve with these control points is at 0.296875 of its
  // width and 0.15625 of its height.
  const [x, y] = [x0 + 0.296875 * (x1 - x0), y0 + 0.15625 * (y1 - y0)];
  assert.equal(ribbonAt([ribbons[4]], x, y + 1), ribbons[4]);
  assert.equal(ribbonAt([ribbons[4]], x, y + height - 1), ribbons[4]);
  assert.equal(ribbonAt([ribbons[4]], x, y - 1), undefined);
  assert.equal(ribbonAt(ribbons, 399, 10), undefined);
});

test("an outline is as thick as its share, and never thinner than what can be seen", () => {
  const [ribbon] = placed(header.flows.hidden, { left: 0, right: 400, top: 0, bottom: 240 }).ribbons;
  const thickness = (count) => {
    const [, y0, bottom] = outline(ribbon, count).match(/^M\S+ (\S+)C.*V(\S+)C/);
    return Number(bottom) - Number(y0) - (ribbon.y1 - ribbon.y0);
  };
  assert.equal(thickness(3), 60);
  assert.ok(Math.abs(thickness(1) - 20) < 1e-9);
  assert.ok(Math.abs(thickness(0.001) - 0.8) < 1e-9);
});


test("the whole view shows every coordinate, and zooming keeps the point under the pointer", () => {
  const view = wholeView({ width: 300, height: 200 }, 65_535);
  for (const coordinate of [0, 65_535]) {
    assert.ok(coordinate * view.scale + view.left > 0 && coordinate * view.scale + view.left < 300);
    assert.ok(coordinate * view.scale + view.top > 0 && coordinate * view.scale + view.top < 200);
  }
  const near = zoomed(view, 3, [120, 80], view);
  assert.ok(Math.abs((120 - near.left) / near.scale - (120 - view.left) / view.scale) < 1e-6);
  assert.ok(Math.abs((80 - near.top) / near.scale - (80 - view.top) / view.scale) < 1e-6);
  assert.deepEqual(zoomed(near, 0.01, [0, 0], view), view);
});

function randomPoints(count) {
  let seed = 11;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const column = () => Uint16Array.from({ length: count }, () => random() * 65_536);
  return { x: column(), y: column(), random };
}

test("the nearest point is the one that a search of all finds", () => {
  const { x, y, random } = randomPoints(3000);
  const visible = Uint8Array.from(x, () => (random() < 0.7 ? 1 : 0));
  const grid = gridOf(x, y, 65_535);
  for (let trial = 0; trial < 200; trial++) {
    const [atX, atY] = [random() * 70_000 - 2000, random() * 70_000 - 2000];
    let best = -1;
    for (let i = 0; i < x.length; i++) {
      const away = (k) => Math.hypot(x[k] - atX, y[k] - atY);
      if (visible[i] && away(i) <= 1500 && (best < 0 || away(i) < away(best))) best = i;
    }
    assert.equal(nearest(grid, [atX, atY], 1500, visible), best);
  }
});

test("a lasso holds the visible points inside it", () => {
  const { x, y } = randomPoints(2000);
  const visible = new Uint8Array(2000).fill(1);
  const [cx, cy, r] = [30_000, 30_000, 20_000];
  const unseen = x.findIndex((value, i) => Math.hypot(value - cx, y[i] - cy) < r / 2);
  visible[unseen] = 0;
  const circle = Array.from({ length: 400 }, (_, k) => [cx + r * Math.cos((k * Math.PI) / 200), cy + r * Math.sin((k * Math.PI) / 200)]);
  const found = inside(circle, x, y, visible);
  for (let i = 0; i < 2000; i++) {
    const distance = Math.hypot(x[i] - cx, y[i] - cy);
    if (Math.abs(distance - r) > 50) assert.equal(found[i], i !== unseen && distance < r ? 1 : 0);
  }
  // A lasso that crosses itself leaves out what it winds around twice.
  const star = [0, 2, 4, 1, 3].map((k) => [cx + r * Math.sin((k * 2 * Math.PI) / 5), cy - r * Math.cos((k * 2 * Math.PI) / 5)]);
  assert.equal(inside(star, Uint16Array.of(cx), Uint16Array.of(cy), Uint8Array.of(1))[0], 0);
});

test("points are painted in a mixed order, each once", () => {
  const order = mixedOrder(1000);
  assert.deepEqual([...order].sort((a, b) => a - b), [...Array(1000).keys()]);
  assert.notDeepEqual([...order], [...Array(1000).keys()]);
  assert.deepEqual(mixedOrder(1000), order);
});

test("points in front cover the others, and those filtered out are not painted", () => {
  const pixels = new Uint32Array(25);
  const points = {
    x: Uint16Array.of(2, 2, 2),
    y: Uint16Array.of(2, 2, 2),
    view: { scale: 1, left: 0, top: 0 },
    colors: Uint32Array.of(0xff0000aa, 0xff00bb00, 0),
    rims: Uint32Array.of(0xff0000aa, 0xff00bb00, 0),
    front: Uint8Array.of(1, 0, 0),
    shapes: new Uint8Array(3),
    radius: 1,
  };
  stamped(points, pixels, 5, 5);
  assert.equal(pixels[12], 0xff0000aa);
  stamped({ ...points, front: null }, pixels, 5, 5);
  assert.equal(pixels[12], 0xff00bb00);
});

test("colours: categories have a name each, a ramp its ends", () => {
  const all = samples();
  const label = coloring("label", header, all);
  assert.deepEqual([...label.codes], [...all.label]);
  assert.deepEqual(label.names, ["1", "4", "7"]);
  const cluster = coloring("cluster hidden_2", header, all);
  assert.deepEqual(cluster.names, ["0 (1s)", "1 (7s)", "2 (7s)"]);
  const common = coloring("common", header, all);
  assert.equal(common.codes[0], Math.round(0.75 * 63));
  const silhouette = coloring("silhouette hidden_1", header, all);
  assert.equal(silhouette.colors[silhouette.codes[8]], "#c9ccd1"); // unseen: none
  assert.equal(silhouette.codes[0], 32); // 0, the middle of -1 to 1
  assert.deepEqual(coloring("cluster nowhere", header, all).names, label.names);
});

test("colours of the evidence: a colour for each layer, grey for what has no value", () => {
  const all = samples();
  const committed = coloring("committed", header, all);
  assert.deepEqual(committed.names, ["hidden 1", "hidden 2", "never"]);
  assert.deepEqual([...committed.codes], [...all.committed]);
  assert.equal(committed.colors[2], "#bd1f01");
  const depth = coloring("depth", header, all);
  assert.deepEqual(depth.names, ["pixels", "hidden 1", "hidden 2", "never", "no test image"]);
  assert.deepEqual(depth.colors.slice(2), ["#fde725", "#bd1f01", "#c9ccd1"]);
  assert.equal(new Set(depth.colors).size, 5);
  const pValue = coloring("p_value", header, all);
  assert.equal(pValue.colors[pValue.codes[0]], "#c9ccd1");
  assert.equal(pValue.codes[7], 63);
  assert.equal(pValue.codes[9], 16);
});

test("a ribbon has its samples' most frequent colour", () => {
  const place = Uint32Array.of(0, 0, 0, 2, 2);
  const codes = Uint8Array.of(1, 1, 0, 2, 2);
  assert.deepEqual(codesOfRibbons(place, { codes, colors: ["a", "b", "c"] }, 3), [1, 0, 2]);
});

test("along a ramp it has the middle one's, and what has no value does not count where something has one", () => {
  const place = Uint32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2);
  const codes = Uint8Array.of(1, 1, 3, 2, 2, 4, 4, 4, 4, 4, 0); // 4: none
  const ramp = { codes, colors: [..."abcde"], unknown: 4, ramp: { low: 0, high: 1, title: "" } };
  assert.deepEqual(codesOfRibbons(place, ramp, 3), [2, 4, 0]);
  assert.deepEqual(codesOfRibbons(place, { ...ramp, ramp: undefined }, 3), [1, 4, 0]);
  for (const key of ["p_value", "depth", "silhouette hidden_1"]) {
    const { unknown, colors } = coloring(key, header, samples());
    assert.equal(colors[unknown], "#c9ccd1", key);
  }
});

test("the gallery is sorted by a column, equal ones by number", () => {
  const all = samples();
  const by = (key) => orders(header, all).find((order) => order.key === key).value;
  assert.deepEqual(sorted([9, 3, 0], by("probability"), true), [9, 3, 0]);
  assert.deepEqual(sorted([5, 2, 9, 0], by("label"), false), [0, 2, 9, 5]);
  assert.deepEqual(sorted([5, 2, 4], by("common"), false), [2, 5, 4]);
});

test("what has no value comes last, whichever way the gallery is sorted", () => {
  const all = samples();
  const { value } = orders(header, all).find((order) => order.key === "p_value");
  assert.deepEqual(sorted([1, 7, 0, 8, 9], value, false), [8, 9, 7, 0, 1]);
  assert.deepEqual(sorted([1, 7, 0, 8, 9], value, true), [7, 9, 8, 0, 1]);
});

test("unseen images have no silhouette, and come last whichever way the gallery is sorted", () => {
  const all = samples();
  const { value } = orders(header, all).find(({ key }) => key === "silhouette hidden_1");
  assert.deepEqual([value(7), value(8)], [Math.fround(0.7), NaN]);
  assert.deepEqual(sorted([9, 7, 0, 8, 3], value, false), [0, 3, 7, 8, 9]);
  assert.deepEqual(sorted([9, 7, 0, 8, 3], value, true), [7, 3, 0, 8, 9]);
});

test("a sample's evidence in words", () => {
  const all = samples();
  assert.deepEqual([2, 8].map((i) => committedText(i, all, header)), ["from hidden 2", "never"]);
  assert.deepEqual([6, 7, 0].map((i) => depthText(i, all, header)), ["hidden 1", "never", "test images only"]);
  assert.equal(scoreText(2, all), "−6.00");
  assert.equal(scoreText(8, all), "0.00, p = 0.019");
  all.pathScore[8] = NaN; // of a large run not all are asked for theirs
  assert.equal(scoreText(8, all), "–");
});

test("the table of paths counts who takes each, the most taken first", () => {
  const all = samples();
  const table = pathRows(all, 3, new Uint8Array(10).fill(1));
  assert.deepEqual(table.map(({ path, rows: own }) => [all.paths[path].join("-"), own.length]), [["0-0", 4], ["1-1", 3], ["1-2", 2], ["0-2", 1]]);
  assert.deepEqual(table[0].labels, [3, 0, 1]);
  assert.deepEqual(pathRows(all, 3, maskOf(9)).map(({ rows: own }) => own), [[9]]);
});

test("CSV: what a spreadsheet would compute stays text, numbers stay numbers", () => {
  assert.equal(cell("=1+1"), "'=1+1");
  assert.equal(cell("@cmd"), "'@cmd");
  assert.equal(cell("-x"), "'-x");
  assert.equal(cell(-0.25), "-0.25");
  assert.equal(cell("a,b"), '"a,b"');
  assert.equal(cell('say "hi"'), '"say ""hi"""');
});

test("CSV: a line for each row, with every layer's cluster", () => {
  const lines = csvOf([2, 8], samples(), header).split("\r\n");
  assert.equal(lines[0], "sample_id,role,label,prediction,probability,travels_as,path_share,committed,depth,path_score,p_value,path,pixels,hidden_1,hidden_2,silhouette_pixels,silhouette_hidden_1,silhouette_hidden_2,x_pixels,y_pixels,x_hidden_1,y_hidden_1,x_hidden_2,y_hidden_2");
  assert.equal(lines[1], "6,train,1,7,0.6000,7,0.2500,hidden_2,,-6.0000,,1 → 1,0,1,1,0.20,0.20,0.20,0.20000,0.20000,0.20000,0.20000,0.20000,0.20000");
  assert.equal(lines[2], "100,unseen,4,7,0.9000,7,0.5000,never,,0.0000,0.0192,1 → 2,0,1,2,,,,0.80000,0.80000,0.80000,0.80000,0.80000,0.80000");
  assert.equal(lines.length, 4);
});

test("the summary counts labels and paths, and says what is filtered out", () => {
  const store = createStore(samples(), {});
  assert.equal(summary(store, header), "10 images, none selected");
  store.select(maskOf(0, 2, 3, 8));
  assert.equal(summary(store, header), "4 of 10 images selected: 2 × 1, 1 × 4, 1 × 7; 3 paths");
  store.show("roles", 2, false);
  assert.equal(summary(store, header), "3 of 8 images selected: 2 × 1, 1 × 7; 2 paths (2 images filtered out)");
});

test("percentages say 100 only for all and 0 only for none", () => {
  assert.deepEqual([0, 0.001, 0.5, 0.999, 1].map(percent), ["0 %", "< 1 %", "50 %", "> 99 %", "100 %"].map((text) => text.replaceAll(" ", "\u00a0")));
});

test("the mean image is the mean of the images", () => {
  globalThis.ImageData = class {
    constructor(width, height) {
      Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
    }
  };
  const sprites = createSprites({ height: 1, width: 3, channels: 1, block: 2, white: 15 });
  assert.equal(sprites.image(0), null);
  // Two images of levels 15, 0, 3 and 5, 10, 3: two a byte, each image from a whole byte.
  sprites.add(0, Uint8Array.of(0xf0, 0x30, 0x5a, 0x30));
  const grey = (image) => [0, 4, 8].map((k) => image.data[k]);
  assert.deepEqual(grey(sprites.image(0)), [0, 255, 204]);
  assert.deepEqual(grey(sprites.mean([0, 1])), [Math.round(255 / 3), 170, 204]);
  assert.equal(sprites.mean([0, 2]), null);
});
