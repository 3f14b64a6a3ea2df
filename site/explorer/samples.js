// The samples of a run as typed arrays, and what follows from them: paths, how common each is.
(function (chemins) {
  "use strict";

  const UNSEEN = 2; // place in the header's roles
  const NO_P_VALUE = 65_535;
  const NO_SILHOUETTE = -128;
  const STEPS = 65_535; // of typicality

  // header, columns: as docs/explorer.md has them.
  function samplesOf(header, columns) {
    const layers = header.layers.map((layer) => layer.name);
    const samples = {
      count: header.count,
      id: summed(columns.sample_id),
      role: columns.role,
      label: columns.label,
      prediction: columns.prediction,
      probability: Float32Array.from(columns.probability, (value) => value / 10_000),
      travels: columns.travels,
      committed: columns.committed,
      depth: columns.depth,
      typicality: typicalities(header.typicality, columns.typicality),
      pValue: Float32Array.from(columns.p_value, (value) => (value === NO_P_VALUE ? NaN : value / 10_000)),
      clusters: layers.map((name) => columns[`cluster ${name}`]),
      silhouettes: layers.map((name) => silhouettesOf(columns[`silhouette ${name}`])),
      x: layers.map((name) => columns[`x ${name}`]),
      y: layers.map((name) => columns[`y ${name}`]),
    };
    const hidden = samples.clusters.filter((_, i) => header.layers[i].hidden);
    const { path, paths } = pathsOf(hidden, header.count);
    return { ...samples, path, paths, common: commonness(samples, path, paths.length) };
  }

  const typicalities = ([low, high], steps) =>
    Float32Array.from(steps, (value) => low + (value / STEPS) * (high - low));

  const silhouettesOf = (hundredths) =>
    Float32Array.from(hundredths, (value) => (value === NO_SILHOUETTE ? NaN : value / 100));

  function summed(steps) {
    const sums = new Uint32Array(steps.length);
    for (let i = 0, sum = 0; i < steps.length; i++) sums[i] = sum += steps[i];
    return sums;
  }

  // The distinct paths through the hidden layers: each sample's, and each path's clusters.
  function pathsOf(hidden, count) {
    let path = new Uint32Array(count);
    let paths = [[]];
    for (const cluster of hidden) {
      const places = new Map();
      const longer = [];
      const next = new Uint32Array(count);
      for (let i = 0; i < count; i++) {
        const key = path[i] * 65_536 + cluster[i];
        let place = places.get(key);
        if (place === undefined) {
          places.set(key, (place = longer.length));
          longer.push([...paths[path[i]], cluster[i]]);
        }
        next[i] = place;
      }
      path = next;
      paths = longer;
    }
    return { path, paths };
  }

  // Of each sample: the share of its label's samples that take the same path.
  function commonness({ count, label }, path, paths) {
    const sizes = new Uint32Array(65_536);
    const together = new Map();
    const key = (i) => label[i] * paths + path[i];
    for (let i = 0; i < count; i++) {
      sizes[label[i]]++;
      together.set(key(i), (together.get(key(i)) ?? 0) + 1);
    }
    return Float32Array.from(label, (value, i) => together.get(key(i)) / sizes[value]);
  }

  const isCorrect = (samples, i) => samples.prediction[i] === samples.label[i];

  const isException = (samples, i) =>
    samples.role[i] !== UNSEEN && samples.travels[i] >= 0 && samples.travels[i] !== samples.label[i];

  // Whether a sample lies in a cluster of its own label, in the layer of that place.
  const isAmongItsOwn = (header, samples, layer, i) =>
    header.layers[layer].majority[samples.clusters[layer][i]] === header.labels[samples.label[i]];

  // A layer's name as a reader reads it; of what is no layer, such as `never`, the same.
  const titleOf = (name, header) => header.layers.find((layer) => layer.name === name)?.title ?? name;

  chemins.samples = { samplesOf, isCorrect, isException, isAmongItsOwn, titleOf, UNSEEN };
})((globalThis.chemins ??= {}));
