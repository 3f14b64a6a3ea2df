// How samples are coloured: by a category with a colour each, or by a number along a ramp.
(function (chemins) {
  "use strict";

  const { isCorrect, titleOf } = chemins.samples;

  // viridis (Smith and van der Walt 2015), from 0 to 1.
  const RAMP = ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"];
  const RAMP_STEPS = 64;
  const UNKNOWN = "#c9ccd1"; // no value
  const ROLE_COLORS = ["#3f90da", "#e76300", "#717581"];
  const NEVER = "#bd1f01";
  const RIGHT_WRONG = ["#bd1f01", "#94a4a2"];

  // Every colouring that the run offers, in groups: [{group, items: [{key, title}]}].
  function choices(header) {
    const each = (key, group) => ({
      group,
      items: header.layers.map(({ name, title }) => ({ key: `${key} ${name}`, title: `${group} ${title}` })),
    });
    const plain = [
      ["label", "label"],
      ["prediction", "prediction"],
      ["correct", "right or wrong"],
      ["role", "role"],
      ["common", "how common the path is"],
      ["committed", "commitment layer"],
      ["depth", "prediction depth"],
      ["p_value", "p-value of typicality"],
    ];
    return [
      { group: "Samples", items: plain.map(([key, title]) => ({ key, title })) },
      each("cluster", "cluster in"),
      each("silhouette", "silhouette in"),
    ];
  }

  const keysOf = (header) => choices(header).flatMap(({ items }) => items.map(({ key }) => key));

  // key: of `choices`; others are as `label`. Returns {codes: Uint8Array (samples), colors, names, counted, ramp}: a
  // sample's colour is colors[code]; a ramp has ends [low, high] instead of a name for each code. A
  // title says what the names are.
  function coloring(key, header, samples) {
    if (!keysOf(header).includes(key)) return coloring("label", header, samples);
    const [kind, layerName] = key.includes(" ") ? split(key) : [key];
    return OF[kind](header, samples, header.layers.findIndex(({ name }) => name === layerName));
  }

  const split = (key) => [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];

  const OF = {
    label: (header, samples) => category(samples.label, header.colors, header.labels.map(String)),
    prediction: (header, samples) => category(samples.prediction, header.colors, header.labels.map(String)),
    role: (header, samples) => category(samples.role, ROLE_COLORS, header.roles),
    correct: (header, samples) =>
      category(
        samples.label.map((_, i) => Number(isCorrect(samples, i))),
        RIGHT_WRONG,
        ["wrong", "right"],
      ),
    cluster: (header, samples, layer) => {
      const { majority } = header.layers[layer];
      const names = majority.map((label, cluster) => `${cluster}${label === null ? "" : ` (${label}s)`}`);
      return category(samples.clusters[layer], header.cluster_colors, names);
    },
    common: (header, samples) => ramp(samples.common, 0, 1, "share of its digit's images on the same path"),
    committed: (header, samples) =>
      ({
      ...category(samples.committed, layerColors(header.committed, 1), titles(header.committed, header)),
      title: "first layer from which on the image's cluster stands for the prediction",
    }),
    depth: (header, samples) => ({
      ...category(samples.depth, layerColors(header.depth, 2), [...titles(header.depth.slice(0, -1), header), "no test image"]),
      title: "first layer from which on the nearest training images vote for the prediction",
    }),
    p_value: (header, samples) => ramp(samples.pValue, 0, 1, "how typical the path is among known images: p-value; grey: none"),
    silhouette: (header, samples, layer) => ramp(samples.silhouettes[layer], -1, 1, "silhouette; grey: unseen"),
  };

  const category = (values, colors, names) => ({
    codes: Uint8Array.from(values),
    colors: names.map((_, i) => colors[i % colors.length]),
    names,
  });

  const titles = (names, header) => names.map((name) => titleOf(name, header));

  // Layers along the ramp, from where names on it can be read; then the last `others`: never, and
  // not known.
  function layerColors(names, others) {
    const last = Math.max(names.length - others - 1, 1);
    const layers = names.slice(0, -others).map((_, i) => along(0.3 + (0.7 * i) / last));
    return [...layers, NEVER, UNKNOWN];
  }

  function ramp(values, low, high, title) {
    const colors = Array.from({ length: RAMP_STEPS }, (_, i) => along(i / (RAMP_STEPS - 1)));
    const code = (value) => Math.round(((value - low) / (high - low)) * (RAMP_STEPS - 1));
    return {
      codes: Uint8Array.from(values, (value) => (Number.isNaN(value) ? RAMP_STEPS : code(value))),
      colors: [...colors, UNKNOWN],
      ramp: { low, high, title },
    };
  }

  function along(share) {
    const place = share * (RAMP.length - 1);
    const below = Math.min(Math.floor(place), RAMP.length - 2);
    const [from, to] = [rgb(RAMP[below]), rgb(RAMP[below + 1])];
    return hex(from.map((part, i) => part + (to[i] - part) * (place - below)));
  }

  const rgb = (color) => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
  const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

  // For each ribbon, the code that most of its samples have. place: sample -> ribbon.
  function commonest(place, codes, ribbons, colors) {
    const counts = new Uint32Array(ribbons * colors);
    for (let i = 0; i < place.length; i++) counts[place[i] * colors + codes[i]]++;
    return Array.from({ length: ribbons }, (_, ribbon) => {
      const own = counts.subarray(ribbon * colors, (ribbon + 1) * colors);
      return own.indexOf(Math.max(...own));
    });
  }

  chemins.colors = { choices, keysOf, coloring, commonest, rgb };
})((globalThis.chemins ??= {}));
