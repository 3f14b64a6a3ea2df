// The flow: which samples pass its nodes and ribbons, what is said of them, how they look.
import assert from "node:assert/strict";
import { test } from "node:test";
import { coloring } from "../../site/explorer/colors.js";
import { samplesWith } from "../../site/explorer/condition.js";
import { boxOf, ending, fitting, hasRoom, neighbour, placed, roomOfTitle, titleRows } from "../../site/explorer/flow.js";
import { NODE_WIDTH, squaresOf } from "../../site/explorer/flow_room.js";
import { flowShapes, opacityOf, paintRibbons } from "../../site/explorer/flow_picture.js";
import { LIGHT } from "../../site/explorer/theme.js";
import {
  carrierOf,
  conditionThrough,
  countsOf,
  markedOf,
  ribbonColors,
  ribbonsOfSamples,
  samplesOn,
  samplesThrough,
} from "../../site/explorer/flow_samples.js";
import { linksOf } from "../../site/explorer/flow_table.js";
import { nodeText, placeText, ribbonText } from "../../site/explorer/flow_words.js";
import { createStore, rowsOf } from "../../site/explorer/store.js";
import { evenly, standIns, typicalOf } from "../../site/explorer/typical.js";
import { header, maskOf, samples } from "./run.js";

const flow = header.flows.hidden;
const layout = placed(flow, { left: 0, right: 412, top: 0, bottom: 240 });
const { nodes, ribbons } = layout; // 1, 4, 7; cluster 0, 1; 1, 7
const places = ribbonsOfSamples(flow, header, samples());
const store = () => createStore(samples(), {});

test("up and down lead along a stage and end at its ends", () => {
  assert.equal(neighbour("ArrowDown", nodes[0], nodes), nodes[1]);
  assert.equal(neighbour("ArrowDown", nodes[2], nodes), nodes[2]);
  assert.equal(neighbour("ArrowUp", nodes[4], nodes), nodes[3]);
  assert.equal(neighbour("ArrowUp", nodes[3], nodes), nodes[3]);
});

test("left and right lead to the node at about that height, and nowhere from the last stage", () => {
  assert.equal(neighbour("ArrowRight", nodes[0], nodes), nodes[3]);
  assert.equal(neighbour("ArrowRight", nodes[2], nodes), nodes[4]);
  assert.equal(neighbour("ArrowLeft", nodes[3], nodes), nodes[0]);
  assert.equal(neighbour("ArrowRight", nodes[5], nodes), undefined);
  assert.equal(neighbour("ArrowLeft", nodes[1], nodes), undefined);
});

test("other keys lead nowhere, whatever objects have by that name", () => {
  for (const key of ["Enter", "a", "constructor", "toString"]) assert.equal(neighbour(key, nodes[0], nodes), undefined);
});

test("a name stands beside its node where no other of the stage is near", () => {
  assert.deepEqual(nodes.map((node) => hasRoom(node, nodes)), Array(7).fill(true));
  const flat = placed(flow, { left: 0, right: 412, top: 0, bottom: 30 }).nodes; // the middles of labels are 10 and 7.5 apart
  assert.deepEqual(flat.map((node) => hasRoom(node, flat)), [false, false, false, true, true, true, true]);
});

test("samples through nodes are those that its condition selects", () => {
  const s = store();
  for (const chosen of [[0], [3], [4], [6], [2, 3], [4, 6]]) {
    const through = chosen.map((i) => nodes[i]);
    const condition = conditionThrough(through, flow, header);
    const mask = samplesThrough(through, flow, header, s);
    assert.deepEqual([...mask], [...samplesWith(condition, header, samples())], condition);
    assert.ok(mask.includes(1));
  }
  assert.equal(conditionThrough([nodes[2], nodes[3]], flow, header), "label:7 hidden_1:0");
});

test("samples on a ribbon are as many as it says, and of its label", () => {
  for (const ribbon of ribbons) {
    const mask = samplesOn(ribbon, flow, header, store());
    assert.equal(rowsOf(mask).length, ribbon.count);
    const condition = conditionThrough([ribbon.source, ribbon.target], flow, header, ribbon.label);
    assert.deepEqual([...mask], [...samplesWith(condition, header, samples())], condition);
  }
});

test("a condition names a label once", () => {
  assert.equal(conditionThrough([nodes[2], nodes[3]], flow, header, 7), "label:7 hidden_1:0");
  assert.equal(conditionThrough([nodes[3], nodes[5]], flow, header, 7), "hidden_1:0 prediction:1 label:7");
});

test("what is filtered out passes nothing", () => {
  const s = store();
  s.show("roles", 2, false);
  assert.deepEqual(rowsOf(samplesThrough([nodes[4]], flow, header, s)), [2, 3, 4, 5]);
  assert.deepEqual(rowsOf(samplesOn(ribbons[3], flow, header, s)), []);
});

test("of each node as many are told as are marked in it", () => {
  const counts = (...chosen) => markedOf(nodes, flow, header, samples(), maskOf(...chosen));
  assert.deepEqual(counts(0, 6, 8), [1, 1, 1, 2, 1, 2, 1]);
  assert.deepEqual(counts(), Array(7).fill(0));
  assert.deepEqual(counts(...Array(10).keys()), nodes.map(({ count }) => count));
});

test("a flow carries what is marked, else what is not filtered out", () => {
  const s = store();
  const carrier = carrierOf(flow, s, places);
  const shown = () => [...carrier.carried(s.marked ?? s.visible)];
  assert.deepEqual(shown(), ribbons.map(({ count }) => count));
  s.show("roles", 2, false);
  assert.deepEqual(shown(), [...countsOf(places, ribbons.length, maskOf(0, 1, 2, 3, 4, 5, 6, 7))]);
  s.select(maskOf(6, 8));
  assert.deepEqual(shown(), [...countsOf(places, ribbons.length, maskOf(6))]);
  // The 7 that goes with the 1s; the ribbons' colours are those of their labels.
  assert.deepEqual(carrier.way(layout, 6), [ribbons[4], ribbons[8]]);
  assert.deepEqual(carrier.colors(coloring("label", header, samples())), ribbonColors(flow, places, coloring("label", header, samples())));
});

test("a ribbon has the colour of most of its samples", () => {
  const labels = ribbonColors(flow, places, coloring("label", header, samples()));
  assert.deepEqual(labels, ribbons.map(({ label }) => header.colors[header.labels.indexOf(label)]));
  const correct = ribbonColors(flow, places, coloring("correct", header, samples()));
  // The 7 in cluster 0 is taken for a 1, and so is the 4; of the other 7s none.
  assert.deepEqual([correct[4], correct[8], correct[5]], ["#bd1f01", "#bd1f01", "#94a4a2"]);
});

test("a node and a ribbon in words", () => {
  assert.equal(nodeText(nodes[1], layout, header), "label · 4 (unseen), 2 images");
  assert.equal(nodeText(nodes[4], layout, header), 
    "hidden_1 · cluster 1: 75\u00a0% of the taught are 7s, 60\u00a0% of all 5 images, unstable: stability 0.59, below 0.6");
  // Where all were taught, the name says it.
  const taught = { ...flow, ribbons: flow.ribbons.filter(([, , , unseen]) => !unseen), nodes: structuredClone(flow.nodes) };
  taught.nodes[4].splice(3, 3, 4, "cluster 1: 75 % 7s", null);
  const other = placed(taught, { left: 0, right: 412, top: 0, bottom: 240 });
  assert.equal(nodeText(other.nodes[4], other, header), "hidden_1 · cluster 1: 75\u00a0% 7s, 4 images");
  assert.equal(ribbonText(ribbons[2], layout, header), "4s (unseen): 1 image, label 4 → hidden_1, cluster 0 (50\u00a0% of label 4)");
  assert.equal(ribbonText(ribbons[5], layout, header), "7s: 3 images, label 7 → hidden_1, cluster 1 (75\u00a0% of label 7)");
  assert.equal(ribbonText(ribbons[9], layout, header), "1s: 1 image, hidden_1, cluster 1 → prediction 7 (20\u00a0% of hidden_1, cluster 1)");
});

test("unseen samples are paler, unless they are marked", () => {
  const [known, unseen] = [{ unseen: false }, { unseen: true }];
  assert.ok(opacityOf(unseen, false) < opacityOf(known, false));
  assert.equal(opacityOf(unseen, true), opacityOf(known, true));
});

test("a saved flow: the ribbons that are shown, all nodes and titles", () => {
  const counts = countsOf(places, ribbons.length, maskOf(6));
  const colors = ribbons.map((_, i) => `#00000${i}`);
  const saved = flowShapes(layout, counts, colors, false, header);
  assert.deepEqual([...saved.matchAll(/<path [^>]*fill="#(\w+)"/g)].map((found) => Number(found[1])), [4, 8]);
  assert.equal(saved.match(/<rect /g).length, 7);
  assert.deepEqual([...saved.matchAll(/>([^<>]+)<\/text>/g)].map((found) => found[1]), [
    "1", "4 (unseen)", "7", "cluster 0", "cluster 1, unstable ?", "1", "7", "label", "hidden_1", "prediction",
  ]);
  // The unstable one is dashed; the last title ends where its nodes do.
  assert.equal(saved.match(/stroke-dasharray/g).length, 1);
  assert.match(saved, new RegExp(`<text x="${nodes[6].x + NODE_WIDTH}" y="16" [^>]*text-anchor="end"[^>]*>prediction`));
});

test("in a saved flow all that is not marked is pale, and lies behind", () => {
  const counts = countsOf(places, ribbons.length, maskOf(6));
  const saved = flowShapes(layout, counts, ribbons.map(() => "#123456"), true, header);
  const fills = [...saved.matchAll(/<path [^>]*fill="([^"]+)"/g)].map((found) => found[1]);
  assert.deepEqual(fills, [...ribbons.map(() => LIGHT.pale), "#123456", "#123456"]);
});

test("names that are markup stay text in a saved flow", () => {
  const strange = structuredClone(layout);
  strange.nodes[0].name = strange.stages[0].title = "<script>&\"";
  const saved = flowShapes(strange, [], [], false, header);
  assert.equal(saved.match(/&lt;script&gt;&amp;&quot;/g).length, 2);
  assert.ok(!saved.includes("<script"));
});

test("ribbons of no sample are not painted, the others in their colour", () => {
  globalThis.Path2D = class {
    constructor(text) {
      this.text = text;
    }
  };
  const painted = [];
  const context = { fill: () => painted.push([context.fillStyle, context.globalAlpha]), save() {}, restore() {} };
  const counts = countsOf(places, ribbons.length, maskOf(8));
  paintRibbons(context, layout, counts, (i) => i, (ribbon) => (ribbon.unseen ? 0.4 : 0.7));
  assert.deepEqual(painted, [[3, 0.4], [10, 0.4]]);
});

test("a class that has a name is called by it: in tips and conditions whole, beside its node cut", () => {
  const classes = {
    one: "class",
    names: ["Ankle boot", "Bag", "none"],
    short: ["Ankle…", "Bag", "none"],
    kinds: ["Ankle boot", "Bag", "none"],
  };
  const named = { ...header, classes };
  assert.match(ribbonText(ribbons[2], layout, named), /^Bag \(unseen\): 1 image,/);
  const boots = conditionThrough([nodes[0], nodes[3]], flow, named);
  assert.equal(boots, "label:Ankle%20boot hidden_1:0");
  // A class that is called as none is, is meant by its label.
  assert.equal(conditionThrough([nodes[2]], flow, named), "label:7");
  for (const [through, condition] of [[[nodes[0], nodes[3]], boots], [[nodes[2]], "label:7"]]) {
    const mask = samplesThrough(through, flow, named, store());
    assert.deepEqual([...mask], [...samplesWith(condition, named, samples())]);
  }
  const cut = { ...flow, nodes: [[...flow.nodes[0].slice(0, 4), "Ankle boot", null, "Ankle…"], ...flow.nodes.slice(1)] };
  const [first, second] = placed(cut, { left: 0, right: 412, top: 0, bottom: 240 }).nodes;
  assert.deepEqual([first.name, first.short, second.name, second.short], ["Ankle boot", "Ankle…", "4 (unseen)", undefined]);
});

test("a name is cut to what there is room for, without its number first", () => {
  assert.equal(fitting("cluster 2: 98 % 7s", 150), "cluster 2: 98 % 7s");
  assert.equal(fitting("cluster 2: 98 % 7s", 60), "98 % 7s");
  assert.equal(fitting("cluster 2: 98 % Sneaker", 60), "98 % Sne…");
  assert.equal(fitting("cluster 2: 98 % Sneaker", 50), "");
  assert.equal(fitting("T-shirt/top", 60), "T-shirt/…");
  assert.equal(fitting("cluster 2: 98 % 7s", 40), "");
  assert.equal(fitting("7 (unseen)", 150), "7 (unseen)");
  const named = structuredClone(flow);
  for (const node of named.nodes) node[4] = `cluster ${node[1]}: 98 % 1s`;
  const narrow = placed(named, { left: 0, right: 176, top: 0, bottom: 240 }).nodes; // stages 82 apart
  assert.deepEqual(narrow.map(({ short }) => short), ["", "", "", "98 % 1s", "98 % 1s", undefined, undefined]); // beside an image, above it
  const wide = placed(named, { left: 0, right: 412, top: 0, bottom: 240 }).nodes;
  assert.deepEqual(wide.map(({ short }) => short), Array(7).fill(undefined));
  // Both clusters hold 4s, which were not taught: where there is room, that is said of the share.
  const widest = placed(named, { left: 0, right: 812, top: 0, bottom: 240 }).nodes;
  const told = (cluster) => `cluster ${cluster}: 98 % 1s (of the taught)`;
  assert.deepEqual(widest.map(({ short }) => short), [undefined, undefined, undefined, told(0), told(1), undefined, undefined]);
});

test("titles of many stages stand in two rows, and none reaches into the next of its row", () => {
  const wide = [0, 200, 400, 600].map((x) => ({ x }));
  const narrow = [0, 80, 160, 240].map((x) => ({ x }));
  assert.equal(titleRows(wide), 1);
  assert.equal(titleRows(narrow), 2);
  assert.equal(roomOfTitle(wide, 0, 1), 194);
  assert.equal(roomOfTitle(wide, 2, 1), 126);
  assert.equal(roomOfTitle(narrow, 0, 2), 154);
  assert.equal(roomOfTitle(narrow, 1, 2), 86);
});

test("of a title that is too long its end is shown", () => {
  assert.equal(ending("hidden 3", 76), "hidden 3");
  assert.equal(ending("/layer1/layer1.0/relu_1", 76), "….0/relu_1");
  assert.equal(ending("/layer1/layer1.0/relu_1", 8), "…");
});

test("a flow that goes down lies on the screen with its sides exchanged, and so do the keys", () => {
  const down = placed(flow, { left: 18, right: 238, top: 2, bottom: 242 }, true);
  const [first, , , cluster] = down.nodes;
  assert.deepEqual(boxOf(first, true), { left: 2, top: 18, width: 80, height: NODE_WIDTH });
  assert.deepEqual(boxOf(first, false), { left: 18, top: 2, width: NODE_WIDTH, height: 80 });
  assert.equal(neighbour("ArrowDown", first, down.nodes, true), cluster);
  assert.equal(neighbour("ArrowRight", first, down.nodes, true), down.nodes[1]);
  // Images and names stand below it, and end with it.
  const { images, nameX, room } = cluster;
  assert.ok(nameX + room <= cluster.y + cluster.height && images.y > cluster.x + NODE_WIDTH);
  for (const [x, y, size] of squaresOf(images)) {
    assert.ok(x >= cluster.y && x + size <= cluster.y + cluster.height && y + size <= images.y + images.size);
  }
});

test("what stands beside a node ends before the next stage, and thin nodes have no images", () => {
  for (const right of [112, 212, 412, 812]) {
    for (const bottom of [30, 120, 240, 900]) {
      const { nodes: all, stages } = placed(flow, { left: 0, right, top: 0, bottom });
      const next = stages[1].x - stages[0].x;
      for (const { x, height, nameX, room, images, stage } of all) {
        assert.equal(height < 17 && images !== null, false);
        if (stage === 2) continue;
        assert.ok(nameX + room <= x + next);
        for (const [left, , size] of images ? squaresOf(images) : []) assert.ok(left >= x + NODE_WIDTH && left + size < x + next);
      }
    }
  }
  assert.ok(squaresOf(placed(flow, { left: 0, right: 812, top: 0, bottom: 240 }).nodes[3].images).length > 3);
});

test("typical images are of each label as many as it has its share, the best silhouettes first", () => {
  const [seven] = standIns(flow, 1, header, samples(), 5).slice(1); // 2 to 5, and 8, a 4 without a silhouette
  assert.deepEqual(seven, { few: [2, 3, 4, 5, 8], typical: [5, 4, 2, 3, 8] });
  const label = [0, 0, 0, 0, 0, 0, 1, 1, 2];
  const rows = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  assert.deepEqual(typicalOf(rows, label, (i) => (i * 4) % 9, 5), [2, 4, 1, 6, 3]);
  assert.deepEqual(typicalOf([8], label, (i) => i, 5), [8]);
  assert.deepEqual(evenly(rows, 4), [0, 2, 4, 6]);
  assert.deepEqual(evenly(rows, 9), rows);
});

test("the table has each way between two nodes once, with what goes there", () => {
  const links = linksOf(layout).map(({ source, target, count, labels }) => [placeText(source, layout), placeText(target, layout), count, labels]);
  assert.equal(links.length, 8);
  assert.deepEqual(links[0], ["label 1", "hidden_1, cluster 0", 3, [[1, false, 3]]]);
  assert.deepEqual(links.at(-1), ["hidden_1, cluster 1", "prediction 7", 5, [[7, false, 3], [1, false, 1], [4, true, 1]]]);
});
