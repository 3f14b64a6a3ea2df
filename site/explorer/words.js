// Samples, selections and values as a reader reads them.
(function (chemins) {
  "use strict";

  const { rowsOf } = chemins.store;
  const { titleOf } = chemins.samples;

  const counted = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

  // A share as a percentage that says 100 only for all and 0 only for none.
  function percent(share) {
    const rounded = Math.round(100 * share);
    if (rounded === 100 && share < 1) return "> 99 %";
    if (rounded === 0 && share > 0) return "< 1 %";
    return `${rounded} %`;
  }

  // What is selected: `412 of 600 images: 400 × 1, 12 × 7; 3 paths`.
  function summary(store, header) {
    const { samples, marked, visible } = store;
    const all = rowsOf(visible).length;
    const filtered = all < samples.count ? ` (${counted(samples.count - all, "image")} filtered out)` : "";
    if (!marked) return `${counted(all, "image")}, none selected${filtered}`;
    const rows = rowsOf(marked);
    if (!rows.length) return `0 of ${counted(all, "image")} selected${filtered}`;
    const counts = header.labels.map(() => 0);
    const taken = new Set();
    for (const i of rows) {
      counts[samples.label[i]]++;
      taken.add(samples.path[i]);
    }
    const labels = header.labels
      .map((label, place) => [label, counts[place]])
      .filter(([, count]) => count)
      .map(([label, count]) => `${count.toLocaleString("en")} × ${label}`);
    return (
      `${rows.length.toLocaleString("en")} of ${counted(all, "image")} selected: ` +
      `${labels.join(", ")}; ${counted(taken.size, "path")}${filtered}`
    );
  }

  // From which layer on a sample's cluster stands for its prediction.
  function committedText(i, samples, header) {
    const name = header.committed[samples.committed[i]];
    return name === "never" ? name : `from ${titleOf(name, header)}`;
  }

  // From which layer on its neighbours vote for a sample's prediction.
  function depthText(i, samples, header) {
    const name = header.depth[samples.depth[i]];
    return name === "none" ? "of test images only" : titleOf(name, header);
  }

  // `−0.39, p = 0.019`: how typical a sample's path is, and the p-value if it has one.
  function typicalityText(i, samples) {
    const p = samples.pValue[i];
    const score = samples.typicality[i].toFixed(2).replace("-", "−");
    return Number.isNaN(p) ? score : `${score}, p = ${p.toPrecision(2)}`;
  }

  // One sample in a line, for those who do not see its picture.
  function sampleText(i, samples, header) {
    const label = (place) => header.labels[place];
    return (
      `image ${samples.id[i]}, a ${label(samples.label[i])} (${header.roles[samples.role[i]]}), ` +
      `predicted ${label(samples.prediction[i])} with probability ${samples.probability[i].toFixed(2)}, ` +
      `path ${samples.paths[samples.path[i]].join(" → ")}, committed ${committedText(i, samples, header)}, ` +
      `typicality ${typicalityText(i, samples)}`
    );
  }

  chemins.words = { counted, percent, summary, committedText, depthText, typicalityText, sampleText };
})((globalThis.chemins ??= {}));
