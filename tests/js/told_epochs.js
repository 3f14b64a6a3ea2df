// What a page's scripts find in what build_page packs: JSON from and to tests/unit/test_learning_page.py.
import { columnsOf, unzipped } from "../../site/explorer/bytes.js";
import { createCarriers } from "../../site/explorer/epochs_carriers.js";
import { epochsIn, settledAt } from "../../site/explorer/epochs_data.js";
import { samplesOf } from "../../site/explorer/samples.js";
import { createStore } from "../../site/explorer/store.js";

let text = "";
for await (const part of process.stdin) text += part;
const { header, columns, learning } = JSON.parse(text);
const samples = samplesOf(header, columnsOf(await unzipped(columns), header.columns, header.count));
const data = epochsIn(await unzipped(learning), header, samples);
const carriers = createCarriers({ header, store: createStore(samples, {}) }, data);
const all = new Uint8Array(samples.count).fill(1);
const epochs = data.epochs.map((_, epoch) => {
  const { prediction, probability, clusters } = data.at(epoch);
  const flows = Object.keys(header.flows).map((name) => {
    const { flow, carried } = carriers.resting(name, epoch);
    return [name, { ...flow, carried: [...carried(all)] }];
  });
  return {
    flows: Object.fromEntries(flows),
    prediction: [...prediction],
    probability: [...probability],
    clusters: clusters.map((of) => [...of]),
    x: data.axes.x.map((of) => [...of[epoch]]),
    y: data.axes.y.map((of) => [...of[epoch]]),
  };
});
const settled = Array.from(all, (_, i) => settledAt(data, header, i));
process.stdout.write(JSON.stringify({ rows: [...data.rows], settled, epochs }));
