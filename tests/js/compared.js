// Two small networks and six images that both have.
import { imagesOf } from "../../site/compare.js";

const COLUMNS = {
  sample_id: [5, 4, 3, 8, 1, 9], // steps: 5, 9, 12, 20, 21, 30
  label: [0, 0, 2, 2, 1, 0], // places in [1, 4 of a kind, 7]; the first was never taught 4s
  role: [0, 1, 0, 1, 3, 3],
  picture: [1, 2, 0, 3, 4, 5],
  "first role": [0, 1, 0, 1, 2, 0],
  "first prediction": [0, 0, 2, 0, 2, 2],
  "first probability": [10_000, 9_000, 8_000, 7_000, 6_000, 5_000],
  "first travels": [0, 0, 2, 2, -1, -1],
  "first committed": [0, 1, 0, 1, 2, 2],
  "first cluster hidden_1": [0, 0, 1, 1, 1, 1],
  "first cluster hidden_2": [0, 0, 0, 0, 0, 0],
  "second role": [0, 1, 0, 1, 0, 1],
  "second prediction": [0, 2, 2, 2, 0, 2],
  "second probability": [10_000, 5_100, 8_100, 7_100, 6_100, 5_100],
  "second travels": [-1, -1, 2, 2, 1, 0],
  "second committed": [0, 1, 0, 0, 1, 0],
  "second cluster conv_1": [1, 1, 0, 0, 2, 0],
};
const ARRAYS = { u1: Uint8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array };
const KINDS = { sample_id: "u4", label: "i2", picture: "u2" };
const kindOf = (name) => KINDS[name] ?? (/role|committed/.test(name) ? "u1" : /travels|prediction/.test(name) ? "i2" : "u2");

export const HEADER = {
  runs: [
    {
      name: "a",
      layers: [{ name: "hidden_1", title: "hidden 1", clusters: 2 }, { name: "hidden_2", title: "hidden 2", clusters: 1 }],
      path: [0, 1],
      committed: ["hidden 1", "hidden 2", "never"],
    },
    { name: "b", layers: [{ name: "conv_1", title: "conv 1", clusters: 3 }], path: [0], committed: ["conv 1", "never"] },
  ],
  count: 6,
  one: "digit",
  labels: ["1", "4 of a kind", "7"],
  short: ["1", "4 of…", "7"],
  kinds: ["1s", "4s", "7s"],
  colors: ["#3f90da", "#717581", "#ffa90e"],
  unseen: [1],
  roles: ["train", "test", "unseen", "mixed"],
  probability: 10_000,
  chosen: [1, 0],
  similarity: { trained: [[[0.5, 0.4, 0.6, 0.55]], [[0.9, 0.8, 0.95, 0.91]]], untrained: [[[0.1, 0, 0.2, 0.15]], [null]] },
  agreement: [
    [{ ami: [0.5, 0.4, 0.6], matched: [0.75, 0.5, 0.9], pairs: [[0, 1], [1, 0]] }],
    [{ ami: [0, 0, 0.1], matched: [0.5, 0.3, 0.7], pairs: [[0, 0]] }],
  ],
  columns: Object.keys(COLUMNS).map((name) => [name, kindOf(name)]),
  sprites: { height: 1, width: 1, channels: 1, block: 10, white: 15 },
};

export const pack = () =>
  new Uint8Array(Buffer.concat(Object.entries(COLUMNS).map(([name, values]) => Buffer.from(ARRAYS[kindOf(name)].from(values).buffer))));

export const IMAGES = imagesOf(HEADER, pack());
