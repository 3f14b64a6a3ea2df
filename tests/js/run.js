// A small run to try the explorer's modules on. Its encoding is no run's: they have to read it.
import { samplesOf } from "../../site/explorer/samples.js";

// Eight images of 1s and 7s, and two 4s that were never taught; two hidden layers.
//                    1  1  1  7  7  7  7  1   4  4
const LABEL =      [0, 0, 0, 2, 2, 2, 2, 0, 1, 1]; // places in [1, 4, 7]
const PREDICTION = [0, 0, 2, 2, 2, 2, 0, 0, 2, 0];
const ROLE =       [0, 0, 0, 0, 0, 0, 1, 1, 2, 2];
const HIDDEN_1 =   [0, 0, 1, 1, 1, 1, 0, 0, 1, 0];
const HIDDEN_2 =   [0, 0, 1, 1, 1, 2, 0, 0, 2, 2];
const TRAVELS =    [0, 0, 2, 2, 2, -1, 0, 0, 2, -1];

const COMMITTED =  [0, 0, 1, 0, 0, 2, 0, 0, 2, 2]; // places in [hidden_1, hidden_2, never]
const DEPTH =      [4, 4, 4, 4, 4, 4, 1, 3, 4, 4]; // places in [pixels, hidden_1, hidden_2, never, none]
const P_VALUE = [NaN, NaN, NaN, NaN, NaN, NaN, NaN, 1, 0.0192, 0.25];

export const header = {
  run: "1v7",
  count: 10,
  encoding: { steps: 60_000, probability: 20_000, no_p_value: 65_000, silhouette: 50, no_silhouette: -100 },
  labels: [1, 4, 7],
  unseen: [4],
  colors: ["#3f90da", "#717581", "#ffa90e"],
  roles: ["train", "test", "unseen"],
  layers: [
    { name: "pixels", title: "pixels", hidden: false, majority: [1] },
    { name: "hidden_1", title: "hidden 1", hidden: true, majority: [1, 7] },
    { name: "hidden_2", title: "hidden 2", hidden: true, majority: [1, 7, 7] },
  ],
  committed: ["hidden_1", "hidden_2", "never"],
  depth: ["pixels", "hidden_1", "hidden_2", "never", "none"],
  path_score: [-8, 2],
  trusted: 0.6,
  flows: {
    hidden: {
      stages: ["label", "hidden_1", "prediction"].map((name) => ({ name, title: name })),
      height: 12,
      // stage, value, top, count, name, stability
      nodes: [
        [0, 1, 0, 4, "1", null], [0, 4, 5, 2, "4 (unseen)", null], [0, 7, 8, 4, "7", null],
        [1, 0, 0, 5, "cluster 0", 0.6], [1, 1, 7, 5, "cluster 1", 0.597],
        [2, 1, 0, 5, "1", null], [2, 7, 7, 5, "7", null],
      ],
      // source, target, label, unseen, count, source top, target top
      ribbons: [
        [0, 3, 1, 0, 3, 0, 0], [0, 4, 1, 0, 1, 3, 7], [1, 3, 4, 1, 1, 5, 3], [1, 4, 4, 1, 1, 6, 8],
        [2, 3, 7, 0, 1, 8, 4], [2, 4, 7, 0, 3, 9, 9],
        [3, 5, 1, 0, 3, 0, 0], [3, 5, 4, 1, 1, 3, 3], [3, 5, 7, 0, 1, 4, 4],
        [4, 6, 1, 0, 1, 7, 7], [4, 6, 4, 1, 1, 8, 8], [4, 6, 7, 0, 3, 9, 9],
      ],
    },
  },
};

export function samples() {
  const zeros = () => new Uint16Array(10);
  const columns = {
    sample_id: Uint32Array.from([3, 2, 1, 1, 1, 10, 1, 1, 80, 1]), // steps: 3, 5, 6, 7, 8, 18, …
    role: Uint8Array.from(ROLE),
    label: Uint16Array.from(LABEL),
    prediction: Uint16Array.from(PREDICTION),
    probability: Uint16Array.from(LABEL, (_, i) => 10_000 + 1000 * i),
    travels: Int16Array.from(TRAVELS),
    committed: Uint8Array.from(COMMITTED),
    depth: Uint8Array.from(DEPTH),
    path_score: Uint16Array.from(LABEL, (_, i) => 6000 * i), // -8 + i
    p_value: Uint16Array.from(P_VALUE, (value) => (Number.isNaN(value) ? 65_000 : Math.round(20_000 * value))),
    "cluster pixels": zeros(),
    "cluster hidden_1": Uint16Array.from(HIDDEN_1),
    "cluster hidden_2": Uint16Array.from(HIDDEN_2),
  };
  for (const { name } of header.layers) {
    columns[`silhouette ${name}`] = Int8Array.from(ROLE, (role, i) => (role === 2 ? -100 : 5 * i));
    columns[`x ${name}`] = Uint16Array.from(LABEL, (_, i) => 6000 * i);
    columns[`y ${name}`] = Uint16Array.from(LABEL, (_, i) => 60_000 - 6000 * i);
  }
  return samplesOf(header, columns);
}

export const maskOf = (...chosen) => Uint8Array.from({ length: 10 }, (_, i) => (chosen.includes(i) ? 1 : 0));

export const everyone = () => new Uint8Array(10).fill(1);
