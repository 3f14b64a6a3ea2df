// What the page of two networks says where it shows a sample: JSON from and to tests/unit/test_compared_sample.py.
import { byKind, decode, imagesOf, meant, ofRole } from "../../site/compare.js";
import { flowBetween, rowsIn } from "../../site/compare-layout.js";
import { countText, knownOf, rowsBetween, shownText } from "../../site/compare-whole.js";
import { unzipped } from "../../site/explorer/bytes.js";

let text = "";
for await (const part of process.stdin) text += part;
const { header, columns, flows, states } = JSON.parse(text);
const images = imagesOf(header, await unzipped(columns));
const known = knownOf(header, flows ? await unzipped(flows) : new Uint8Array());

function told(fragment) {
  const state = decode(fragment, header, images);
  const found = byKind(meant(images, state, header), images);
  const among = ofRole(images, state.role, header);
  const rows = known ? rowsBetween(known, state.layers, state.role, header) : rowsIn(among, images, state.layers);
  return {
    odd: state.odd,
    counts: Object.fromEntries(Object.entries(found).map(([kind, shown]) => [kind, countText(shown, images, state, header)])),
    shown: shownText(found[state.kind], state.kind, images, state, header),
    ways: flowBetween(rows, state.layers, header).ways.map(({ from, to, label, count }) => [from, to, label, count]),
  };
}

process.stdout.write(JSON.stringify(Object.fromEntries(states.map((fragment) => [fragment, told(fragment)]))));
