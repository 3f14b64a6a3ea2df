// A panel as a figure for a paper: its size, its letters, what of a flow has room on it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { coloring } from "../../site/explorer/colors.js";
import { contrast, laidOn, rimOf } from "../../site/explorer/contrast.js";
import { edges, outline, placed } from "../../site/explorer/flow.js";
import { flowShapes, opacityOf, paintRibbons } from "../../site/explorer/flow_picture.js";
import { onPaper } from "../../site/explorer/flow_size.js";
import { fileName, framed } from "../../site/explorer/frame.js";
import { legendOf } from "../../site/explorer/legend.js";
import { beginning, end, widthOf, wrapped } from "../../site/explorer/letters.js";
import { FINE, millimetresOf, pixelsOf } from "../../site/explorer/paper.js";
import { crc, withDensity } from "../../site/explorer/png.js";
import { pictureOf } from "../../site/explorer/save.js";
import { createStore } from "../../site/explorer/store.js";
import { LIGHT } from "../../site/explorer/theme.js";
import { scoreText, typeset } from "../../site/explorer/words.js";
import { header, maskOf, samples } from "./run.js";

const flow = header.flows.hidden;
const PALETTE = ["#a96b59", "#3f90da", "#b9ac70", "#bd1f01", "#717581", "#e76300", "#94a4a2", "#ffa90e", "#92dadd", "#832db6"];
const PAPERS = [LIGHT.paper, "#16181c"];

test("180 mm at 300 dots an inch are 2,126 dots, and letters of 12 pixels have 7.2 points", () => {
  assert.equal(Math.round(pixelsOf(180) * FINE), 2126);
  assert.ok(Math.abs(millimetresOf(pixelsOf(85)) - 85) < 1e-9);
  assert.ok(Math.abs((12 * 85 * 72) / (25.4 * pixelsOf(85)) - 7.2) < 1e-9);
});

test("a figure has its width in millimetres, and its file's name says it", () => {
  const store = createStore(samples(), {});
  store.select(maskOf(3), "replace", `id:${"7|".repeat(400)}7 label:7`);
  const small = pictureOf(pixelsOf(85), 100, "<circle/>", "1v7: flow");
  const { svg, width, height } = framed(small, "flow", header, store, coloring("label", header, samples()), 85);
  const [, wide, high] = svg.match(/^<svg [^>]*width="([\d.]+)mm" height="([\d.]+)mm"/).map(Number);
  assert.equal(wide, 85);
  assert.ok(Math.abs(high / wide - height / width) < 1e-4);
  const lines = [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map((found) => found[1]);
  assert.ok(lines.every((line) => widthOf(line) <= width), "a line leaves the picture");
  assert.ok(lines.length < 14 && lines.some((line) => line.endsWith("…"))); // so long a condition is cut
  assert.equal(fileName("flow", header, createStore(samples(), {}), 85), "1v7-flow-85mm");
});

test("texts are cut where they tell least, and lines end between words", () => {
  const room = widthOf("1234567");
  assert.equal(beginning("1234567", room), "1234567");
  assert.equal(beginning("12345678", room), "123456…");
  assert.equal(beginning("12345678", room, 7), "");
  assert.equal(end("/layer1/relu_1", room), "…relu_1");
  assert.deepEqual(wrapped("12 345 67 8", room), ["12 345", "67 8"]);
  assert.deepEqual(wrapped("1234567890123 4", room), ["1234567", "890123", "4"]);
});

test("a PNG says how many dots a metre has, and is else the same", () => {
  const file = Uint8Array.from({ length: 60 }, (_, i) => i);
  const made = Buffer.from(withDensity(file, 300));
  assert.deepEqual([...made.subarray(0, 33), ...made.subarray(54)], [...file]);
  assert.equal(made.readUInt32BE(33), 9);
  assert.equal(made.toString("latin1", 37, 41), "pHYs");
  assert.deepEqual([made.readUInt32BE(41), made.readUInt32BE(45), made[49]], [11_811, 11_811, 1]);
  assert.equal(made.readUInt32BE(50), crc32(made.subarray(37, 50)));
  assert.equal(crc(Buffer.from("IEND")), 0xae426082);
});

test("a flow for one column goes down where its stages would be close, and is no wider or higher than asked", () => {
  const [wide, narrow] = [onPaper(flow, 850), onPaper(flow, 400)];
  assert.deepEqual([wide.layout.down, narrow.layout.down], [false, false]);
  const stages = Array.from({ length: 17 }, (_, i) => ({ name: `s${i}`, title: `s${i}` }));
  const nodes = stages.flatMap((_, i) => [[i, 0, 0, 5, "0", null], [i, 1, 7, 5, "1", null]]);
  const many = onPaper({ ...flow, stages, nodes, ribbons: [] }, 400);
  assert.ok(many.layout.down);
  for (const { layout, width, height } of [wide, narrow, many]) {
    assert.ok(width <= 850 && height <= 851, `${width} ${height}`);
    for (const { x, y, height: long } of layout.nodes) assert.ok(x >= 0 && y >= 0 && (layout.down ? y + long <= width : y + long <= height));
  }
});

test("at the ends of a flow on paper all have their names, however small they are", () => {
  const small = structuredClone(flow);
  small.nodes = flow.nodes.map((node) => (node[0] ? node : [0, node[1], [0, 0.6, 1.2][[1, 4, 7].indexOf(node[1])], 0.1, node[4], null]));
  const { layout, width } = onPaper(small, 400);
  const told = flowShapes(layout, [], [], false, header, "", width);
  for (const name of ["1", "4 (unseen)", "7"]) assert.ok(told.includes(`>${name}</text>`), name);
  const low = placed(small, { left: 0, right: 400, top: 0, bottom: 100 });
  assert.ok(!flowShapes(low, [], [], false, header).includes(">4 (unseen)</text>"));
});

test("every ribbon is seen on the page, light or dark, by its own colour or its rim", () => {
  let rimmed = 0;
  for (const paper of PAPERS) {
    for (const color of [...PALETTE, "#440154", "#fde725", "#c9ccd1"]) {
      for (const opacity of [opacityOf({ unseen: false }, false), opacityOf({ unseen: true }, false), opacityOf({ unseen: false }, true), 0.95]) {
        const rim = rimOf(color, opacity, paper);
        const found = rim ? contrast([1, 3, 5].map((at) => parseInt(rim.slice(at, at + 2), 16)), paper) : contrast(laidOn(color, opacity, paper), paper);
        assert.ok(found >= 3 - 0.02, `${color} on ${paper}, ${opacity}: ${found}`);
        rimmed += rim ? 1 : 0;
      }
    }
  }
  assert.ok(rimmed > 10);
  assert.equal(rimOf("#832db6", 0.72), "");
});

test("a rim lies inside its ribbon, and is painted in the page and in what is saved", () => {
  globalThis.Path2D = class {
    constructor(text) {
      this.text = text;
    }
  };
  const layout = placed(flow, { left: 0, right: 412, top: 0, bottom: 240 });
  const ribbon = layout.ribbons[0]; // 3 images, 60 pixels
  assert.equal(outline(ribbon, 3).match(/^M\d+ (\d+)/)[1], "0");
  const { path, width } = edges(ribbon, 3);
  assert.deepEqual([...path.matchAll(/M\d+ ([\d.]+)/g)].map((found) => Number(found[1])), [width / 2, 60 - width / 2]);
  assert.ok(edges({ ...ribbon, height: 0.1 }, 3).width <= 0.4);
  const painted = [];
  let dashes = 0;
  const context = { fill() {}, save() {}, restore() {}, stroke: () => painted.push([context.strokeStyle, context.globalAlpha, dashes]), setLineDash: (to) => (dashes = to.length) };
  const colors = layout.ribbons.map((_, i) => (i ? "#832db6" : "#ffa90e"));
  const only = layout.ribbons.map(({ unseen }, i) => (i < 2 && !unseen ? 1 : 0));
  paintRibbons(context, layout, only, (i) => colors[i], () => 0.72);
  assert.deepEqual(painted, []);
  paintRibbons(context, layout, only, (i) => colors[i], () => 0.72, LIGHT.paper);
  assert.deepEqual(painted, [[rimOf("#ffa90e", 0.72), 1, 0]]);
  // What is unseen has dashed edges: in grey nothing else tells it.
  const unseen = layout.ribbons.map((ribbon) => Number(ribbon.unseen));
  paintRibbons(context, layout, unseen, () => "#832db6", () => 0.4, LIGHT.paper);
  assert.deepEqual(painted.slice(1), Array(4).fill([rimOf("#832db6", 0.4), 1, 2]));
  assert.equal(flowShapes(layout, unseen, colors, false, header).match(/stroke-width="[\d.]+" stroke-dasharray="6 3"/g).length, 4);
  const saved = flowShapes(layout, only, colors, false, header);
  assert.deepEqual([...saved.matchAll(/<path [^>]*stroke="(#\w+)"/g)].map((found) => found[1]), [rimOf("#ffa90e", 0.72)]);
});

test("numbers keep their units, and minus signs are minus signs; names and paths stay", () => {
  assert.equal(typeset("95 % of the taught, 85 mm, -0.39 [-1, 2]"), "95\u00a0% of the taught, 85\u00a0mm, −0.39 [−1, 2]");
  for (const text of ["1v7-cnn", "p-value", "0-1", "mean-3", "a % b", "85 mmm"]) assert.equal(typeset(text), text);
  assert.match(scoreText(0, samples()), /^−8\.00/);
  globalThis.document = { createElement: () => ({ style: {}, append() {} }) };
  const told = legendOf(coloring("silhouette hidden_1", header, samples())).filter((part) => typeof part === "string");
  delete globalThis.document;
  assert.deepEqual(told, ["silhouette; grey: unseen: −1 ", " 1"]);
});
