// How large a flow is: on the screen as there is room, on paper as wide as it is to be.
import { LABEL_SPACE, NARROWEST, placed } from "#site/explorer/flow.js";
import { NODE_WIDTH } from "#site/explorer/flow_room.js";
import { HIGHEST } from "#site/explorer/paper.js";

/** @import { FlowData, Layout, Size } from "./types.d.ts" */

const TOP = 32; // pixels: the stages' titles
const [FIRST, STEP, BELOW] = [18, 104, 52]; // pixels of a flow that goes down: its first title, a stage, the last names and images
const PICTURE = 33; // pixels of an image beside a node of the last stage
const LOWEST = 200; // pixels of a flow's height
const LETTER = 7; // pixels of a node's name
const CLOSEST = 75; // pixels between stages on paper, where a tip has no names: below, the flow goes down
const FLAT = 0.56; // of its width: how high a flow is on paper at least
const PICTURED = 90; // pixels between stages of a flow that goes down, for images to have room
const NAMES = 22; // pixels: the last names without images

/**
 * A flow as large as its room, or wider where there are many stages.
 * @param {FlowData} flow @param {Size} room @param {number} [larger] times, of the names
 */
export function wideIn(flow, room, larger = 1) {
  const beside = roomBeside(flow, larger);
  const width = Math.max(room.width, 4 + NODE_WIDTH + NARROWEST * (flow.stages.length - 1) + beside);
  const height = Math.max(room.height, LOWEST);
  return { width, height, box: { left: 4, right: width - beside, top: TOP, bottom: height - 8 } };
}

/**
 * A flow that goes down: as wide as its room. Its box is along and across the flow.
 * @param {FlowData} flow @param {number} width @param {number} [step] @param {number} [below]
 */
export function tallIn({ stages }, width, step = STEP, below = BELOW) {
  const end = FIRST + (stages.length - 1) * step + NODE_WIDTH;
  return { width, height: end + below, box: { left: FIRST, right: end, top: 2, bottom: width - 2 } };
}

/**
 * A flow so wide that all its stages have names; where they would be too close it goes down.
 * @param {FlowData} flow @param {number} width
 * @returns {Size & {layout: Layout}}
 */
export function onPaper(flow, width) {
  const [gaps, beside] = [flow.stages.length - 1, roomBeside(flow)];
  if ((width - 4 - NODE_WIDTH - beside) / gaps < CLOSEST) return downOnPaper(flow, width);
  const top = TOP + LABEL_SPACE / 2; // half a name reaches above its node
  const named = top + (flow.height * (LABEL_SPACE + 0.1)) / closest(flow) + 8;
  const height = Math.min(Math.max(FLAT * width, named), HIGHEST);
  const box = { left: 4, right: width - beside, top, bottom: height - 8 };
  return { width, height, layout: placed(flow, box, false, "named") };
}

/** @param {FlowData} flow @param {number} width */
function downOnPaper(flow, width) {
  const step = Math.min(STEP, (HIGHEST - FIRST - NODE_WIDTH - NAMES) / (flow.stages.length - 1));
  const pictured = step >= PICTURED;
  const { height, box } = tallIn(flow, width, step, pictured ? BELOW : NAMES);
  return { width, height, layout: placed(flow, box, true, pictured ? "any" : "none") };
}

/**
 * How far apart the middles of two nodes of the first or the last stage are at least, in samples.
 * @param {FlowData} flow
 */
function closest({ stages, nodes, height }) {
  const ends = [0, stages.length - 1].flatMap((end) => {
    const middles = nodes.filter(([stage]) => stage === end).map(([, , top, count]) => top + count / 2);
    return middles.slice(1).map((middle, i) => middle - middles[i]);
  });
  return Math.min(height, ...ends);
}

/**
 * What the names of the last stage's nodes need, in pixels.
 * @param {FlowData} flow @param {number} [larger] times, of the names
 */
function roomBeside({ stages, nodes }, larger = 1) {
  const names = nodes.filter(([stage]) => stage === stages.length - 1).map((node) => node[6] ?? node[4]);
  return Math.max(74, NODE_WIDTH + 12 + PICTURE + larger * LETTER * Math.max(...names.map((name) => name.length)));
}
