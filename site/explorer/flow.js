// The geometry of the flow diagram: where nodes and ribbons lie, which one is at a point.
(function (chemins) {
  "use strict";

  const NODE_WIDTH = 12;
  const THINNEST = 0.8; // pixels: what few samples are still seen with

  // flow: of the page's header. box: {left, right, top, bottom} in pixels. Lengths become pixels,
  // and nodes and ribbons objects.
  function placed(flow, box) {
    const scale = (box.bottom - box.top) / flow.height;
    const step = (box.right - box.left - NODE_WIDTH) / (flow.stages.length - 1);
    const nodes = flow.nodes.map(([stage, value, top, count, name, stability]) => ({
      stage,
      value,
      count,
      name,
      stability,
      x: box.left + stage * step,
      y: box.top + top * scale,
      height: Math.max(count * scale, 1),
    }));
    const ribbons = flow.ribbons.map(([source, target, label, unseen, count, from, to]) => ({
      source: nodes[source],
      target: nodes[target],
      label,
      unseen: unseen === 1,
      count,
      x0: nodes[source].x + NODE_WIDTH,
      x1: nodes[target].x,
      y0: box.top + from * scale,
      y1: box.top + to * scale,
      height: count * scale,
    }));
    return { stages: flow.stages.map((stage, i) => ({ ...stage, x: box.left + i * step })), nodes, ribbons, scale };
  }

  // Each sample's ribbon between every two neighbouring stages: [Uint32Array (samples)], one a gap.
  function ribbonsOfSamples(flow, header, samples) {
    const stages = flow.stages.map(({ name }) => valuesOf(name, header, samples));
    const places = flow.stages.slice(1).map(() => new Map());
    const key = (source, target, label, unseen) => ((source * 4096 + target) * 4096 + label) * 2 + unseen;
    const place = new Map(header.labels.map((label, i) => [label, i]));
    const code = (node) => {
      const value = flow.nodes[node][1];
      return isCluster(flow.stages[flow.nodes[node][0]].name) ? value : place.get(value);
    };
    flow.ribbons.forEach(([source, target, label, unseen], i) => {
      const gap = flow.nodes[source][0];
      places[gap].set(key(code(source), code(target), place.get(label), unseen), i);
    });
    return places.map((found, gap) => {
      const [from, to] = [stages[gap], stages[gap + 1]];
      const { UNSEEN } = chemins.samples;
      return Uint32Array.from(samples.label, (label, i) =>
        found.get(key(from[i], to[i], label, samples.role[i] === UNSEEN ? 1 : 0)),
      );
    });
  }

  const isCluster = (stage) => stage !== "label" && stage !== "prediction";

  function valuesOf(stage, header, samples) {
    if (!isCluster(stage)) return samples[stage];
    return samples.clusters[header.layers.findIndex(({ name }) => name === stage)];
  }

  // How many of the marked samples each ribbon carries. mask: null for none.
  function countsOf(places, ribbons, mask) {
    const counts = new Uint32Array(ribbons);
    for (const place of places) {
      for (let i = 0; i < place.length; i++) if (mask[i]) counts[place[i]]++;
    }
    return counts;
  }

  // A ribbon's outline as the text of a path, narrowed to so many samples from its top down.
  function outline(ribbon, count) {
    const height = Math.max((ribbon.height * count) / ribbon.count, THINNEST);
    const { x0, x1, y0, y1 } = ribbon;
    const middle = (x0 + x1) / 2;
    const curve = (from, to, start, end) => `C${middle} ${from} ${middle} ${to} ${end} ${to}`;
    return `M${x0} ${y0}${curve(y0, y1, x0, x1)}V${y1 + height}${curve(y1 + height, y0 + height, x1, x0)}Z`;
  }

  // The ribbon at a point, the thinnest where several lie; undefined where there is none.
  function ribbonAt(ribbons, x, y) {
    let found;
    for (const ribbon of ribbons) {
      if (x < ribbon.x0 || x > ribbon.x1) continue;
      const top = ribbon.y0 + (ribbon.y1 - ribbon.y0) * risen((x - ribbon.x0) / (ribbon.x1 - ribbon.x0));
      const height = Math.max(ribbon.height, 4);
      const inside = y >= top - (height - ribbon.height) / 2 && y <= top + (height + ribbon.height) / 2;
      if (inside && (!found || ribbon.height < found.height)) found = ribbon;
    }
    return found;
  }

  // How far the outline's curve has gone from one end's height to the other's, at a share of its
  // width: its control points lie at half the width.
  function risen(share) {
    let [low, high] = [0, 1];
    for (let i = 0; i < 24; i++) {
      const t = (low + high) / 2;
      const x = 1.5 * t * (1 - t) + t * t * t;
      if (x < share) low = t;
      else high = t;
    }
    return low * low * (3 - 2 * low);
  }

  // stability: null of what has none, such as a label.
  const isUnstable = ({ stability }, { trusted }) => stability !== null && stability < trusted;

  // `, stability 0.97` for a node; never 0.60 for what is below.
  function stabilityText(node, header) {
    const { stability } = node;
    if (stability === null) return "";
    if (!isUnstable(node, header)) return `, stability ${stability.toFixed(2)}`;
    return `, unstable: stability ${Math.min(stability, header.trusted - 0.01).toFixed(2)}, below ${header.trusted}`;
  }

  chemins.flow = { NODE_WIDTH, isUnstable, stabilityText, placed, ribbonsOfSamples, valuesOf, countsOf, outline, ribbonAt };
})((globalThis.chemins ??= {}));
