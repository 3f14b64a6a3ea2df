// What a page that shows a sample says of selections: JSON from and to tests/unit/test_page_sample.py.
import { columnsOf, unzipped } from "../../site/explorer/bytes.js";
import { samplesWith } from "../../site/explorer/condition.js";
import { carrierOf, markedOf, ribbonsOfSamples } from "../../site/explorer/flow_samples.js";
import { samplesOf } from "../../site/explorer/samples.js";
import { createStore } from "../../site/explorer/store.js";
import { pathRows } from "../../site/explorer/table.js";
import { summary } from "../../site/explorer/words.js";

let text = "";
for await (const part of process.stdin) text += part;
const { header, columns, conditions } = JSON.parse(text);
const samples = samplesOf(header, columnsOf(await unzipped(columns), header.columns, header.count));
const store = createStore(samples, {});
const flow = header.flows.all;
const carrier = carrierOf(flow, store, ribbonsOfSamples(flow, header, samples), samples.weights);
const nodes = flow.nodes.map(([stage, value]) => ({ stage, value }));

function told(condition) {
  if (condition) store.select(samplesWith(condition, header, samples), "replace", condition);
  const mask = store.marked ?? store.visible;
  return {
    summary: summary(store, header),
    carried: Array.from(carrier.carried(mask)),
    marked: Array.from(markedOf(nodes, flow, header, samples, mask, samples.weights)),
    paths: pathRows(samples, header.labels.length, mask).map(({ path, count, labels }) => [samples.paths[path], count, labels]),
  };
}

const found = { nothing: told(""), common: [...samples.common] };
for (const condition of conditions) found[condition] = told(condition);
store.select(samplesWith("label:1", header, samples), "replace", "label:1");
store.select(samplesWith("hidden_1:0", header, samples), "keep", "", true);
found.kept = summary(store, header);
store.select(samplesWith("probability<0.6", header, samples), "add", "probability<0.6");
found.added = summary(store, header);
store.select(samplesWith("label:7", header, samples), "add", "label:7");
found.more = summary(store, header);
store.undo();
store.undo();
found.undone = summary(store, header);
process.stdout.write(JSON.stringify(found));
