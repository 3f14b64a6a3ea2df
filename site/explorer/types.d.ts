// What the explorer's modules hand to each other. docs/explorer.md has the header and the columns.
import type { createSprites } from "./sprites.js";
import type { createStore } from "./store.js";
import type { FlowPanel } from "./flow_panel.js";
import type { MapPanel } from "./scatter_panel.js";

export type Mask = Uint8Array; // a sample each: 1 for those meant
export type Column = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array;
export type Kind = "labels" | "roles"; // what is filtered by
export type Point = [x: number, y: number];

export interface Header {
  run: string;
  count: number;
  drawn?: Drawn; // where not all samples are shown
  encoding: Encoding;
  labels: number[];
  classes?: Classes; // of what is no digits
  unseen: number[];
  colors: string[];
  roles: string[];
  layers: Layer[];
  committed: string[];
  depth: string[];
  path_score: [lowest: number, highest: number, missing?: number];
  trusted: number;
  flows: Record<string, FlowData>;
  columns: [name: string, kind: string][];
  sprites: SpriteShape;
  learning?: Learning; // of a network that was looked at while it learned
  near?: { asked: number; nearest: number }; // of how many images neighbours are told, how many each
}

// An even sample of very many: what is true of all of one kind, or of none, is counted of all.
export interface Drawn {
  of: number; // samples that there are
  every: string[]; // of what all are shown
  exact: string[]; // names of conditions that are about kinds
}

// What a page knows of the kept epochs; docs/explorer.md has what is packed.
export interface Learning {
  epochs: number[];
  followed: number; // images
  steps: number; // coordinates run from 0 to this
  probability: number; // what 1 is written as
  columns: [name: string, kind: string][];
  curves: { accuracy: Curve; layers: Record<string, Curve> };
}

// A value an epoch, and the lowest and highest of the replicates, if there are any.
export interface Curve {
  own: number[];
  low?: number[];
  high?: number[];
}

export interface Classes {
  one: string; // `digit` or `class`
  names: string[];
  short: string[]; // where there is little room
  kinds: string[]; // what something is taken for or full of
}

export interface Encoding {
  steps: number;
  no_p_value: number;
  no_silhouette: number;
  probability: number;
  silhouette: number;
}

export interface Layer {
  name: string;
  title: string;
  hidden: boolean;
  majority: (number | null)[];
}

export interface Stage {
  name: string;
  title: string;
}

export interface FlowData {
  stages: Stage[];
  height: number;
  nodes: [stage: number, value: number, top: number, count: number, name: string, stability: number | null, short?: string][];
  ribbons: [source: number, target: number, label: number, unseen: number, count: number, from: number, to: number][];
}

export interface SpriteShape {
  height: number;
  width: number;
  channels: number;
  block: number;
  white: number;
}

export interface Samples {
  count: number;
  id: Uint32Array;
  role: Column;
  label: Column;
  prediction: Column;
  travels: Column;
  committed: Column;
  depth: Column;
  probability: Float32Array;
  pathScore: Float32Array;
  pValue: Float32Array;
  unseen: Mask;
  clusters: Column[];
  silhouettes: Float32Array[];
  steps: number; // coordinates run from 0 to this
  x: Column[];
  y: Column[];
  path: Uint32Array;
  paths: number[][];
  common: Float32Array;
  drawn?: Drawn; // where not all are shown
  weights: Float64Array | null; // for how many images each stands then
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

// What stands beside a node, in pixels of the screen.
export interface Beside {
  room: number; // for the name
  nameX: number; // its left
  nameY: number; // its middle
  images: { x: number; y: number; size: number; small: number; count: number } | null; // the mean, and so many smaller ones
}

export interface FlowNode extends Beside {
  stage: number;
  value: number;
  count: number;
  name: string;
  short?: string; // where the name is too long beside it
  stability: number | null;
  x: number;
  y: number;
  height: number;
}

export interface Ribbon {
  source: FlowNode;
  target: FlowNode;
  label: number;
  unseen: boolean;
  count: number;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  height: number;
}

export interface Layout {
  down: boolean; // whether the flow goes down the screen instead of to the right
  stages: (Stage & { x: number })[];
  nodes: FlowNode[];
  ribbons: Ribbon[];
}

// A flow with what goes through it.
export interface Carrier {
  flow: FlowData;
  state: Pick<State, "samples" | "visible">;
  carried: (mask: Mask) => ArrayLike<number>; // how many of the marked samples each ribbon carries
  colors: (coloring: Coloring) => string[]; // of each ribbon: its samples' middle one or most frequent one
  way: (layout: Layout, sample: number) => Way[]; // that a sample takes, from ribbon to ribbon
  dashes?: (sample: number) => number[]; // of its way, pixels
}

export type Way = Pick<Ribbon, "x0" | "x1" | "y0" | "y1" | "height">;

export interface Size {
  width: number;
  height: number;
}

// pixel = coordinate * scale + left (or top)
export interface ScatterView {
  scale: number;
  left: number;
  top: number;
  zoom: number;
}

export interface Grid {
  x: Column;
  y: Column;
  starts: Uint32Array;
  order: Uint32Array;
  steps: number;
}

// What all embeddings paint, in one mixed order.
export interface Points {
  order: Uint32Array;
  shapes: Uint8Array<ArrayBuffer>; // places in the header's roles
  colors: Uint32Array<ArrayBuffer>; // RGBA bytes, 0 for points not shown
  rims: Uint32Array<ArrayBuffer>; // likewise: darker where a colour is too light to be seen on white
  front: Uint8Array<ArrayBuffer> | null; // a mask of those painted last
}

export interface Painted extends Omit<Points, "order"> {
  x: Column;
  y: Column;
  view: Omit<ScatterView, "zoom">;
  radius: number;
  crowded: boolean; // so many that what lies on each other is shown by how opaque it is
}

export interface Ramp {
  low: number;
  high: number;
  title: string;
}

// A sample's colour is colors[code]; a ramp has ends instead of a name for each code.
export interface Coloring {
  codes: Uint8Array;
  colors: string[];
  names: string[];
  title?: string; // what the names are
  unknown?: number; // the code of samples without a value
  ramp?: Ramp;
}

export interface Selection {
  mask: Mask | null;
  condition: string;
  whole?: boolean; // whether it takes kinds of images as wholes, so that all that are meant can be counted
}

export type How = "replace" | "add" | "remove" | "keep"; // keep: only what is in both
export type Change = "selection" | "filter" | "view" | "hover" | "pin";
export type View = Record<string, string>; // what the address keeps beside the selection, named views as one text

export interface State {
  samples: Samples;
  view: View;
  selection: Selection;
  hidden: Record<Kind, Set<number>>; // places of labels and roles filtered out
  visible: Mask;
  marked: Mask | null; // selected and visible; null where nothing is selected
  hovered: number; // the sample under the pointer, or -1
  lit: Mask | null; // the samples of the ribbon, node or cluster under the pointer
  pinned: number; // the sample that the card keeps, or -1
  when?: string; // `epoch 4 of 15`, if what is shown is not of the end of training
}

export type Store = ReturnType<typeof createStore>;
export type Sprites = ReturnType<typeof createSprites>;

// What an address can name: of the view the first is what the page opens with.
export interface Known {
  count: number;
  view: Record<string, string[]>;
  labels: string[];
  roles: string[];
  layers: string[]; // names
}

export interface Page {
  header: Header;
  known: Known;
  store: Store;
  sprites: Sprites;
  points: Points;
  coloring: Coloring;
  // Of a network that was looked at while it learned:
  moment?: Moment | null; // an epoch before the last one, if that is shown
  playing?: boolean; // through the epochs, or dragged: no steps until that ends
  told?: (sample: number) => string[][]; // name and value: what the card says besides
}

export interface Moment extends Pick<State, "samples" | "visible"> {
  inside: (outline: Point[], map: { x: Column; y: Column }) => Mask; // which samples are then
}

export interface Panels {
  flow: FlowPanel;
  maps: MapPanel[];
  card: () => void; // shows its image anew
}

export interface Picture extends Size {
  svg: string;
}
