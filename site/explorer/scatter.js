// The geometry of an embedding: from coordinates to pixels and back, which points lie where.
(function (chemins) {
  "use strict";

  const STEPS = 65_535; // coordinates run from 0 to this
  const CELLS = 96; // of the grid of points, each way
  const MARGIN = 0.04; // of the panel's shorter side
  const DEEPEST = 64; // times magnified

  // A view: pixel = coordinate * scale + left (or top).
  function wholeView(width, height) {
    const side = Math.min(width, height) * (1 - 2 * MARGIN);
    return { scale: side / STEPS, left: (width - side) / 2, top: (height - side) / 2, zoom: 1 };
  }

  // Zoomed by a factor about a pixel; never out beyond the whole.
  function zoomed(view, factor, x, y, width, height) {
    const zoom = Math.min(Math.max(view.zoom * factor, 1), DEEPEST);
    if (zoom === 1) return wholeView(width, height);
    const by = zoom / view.zoom;
    return { scale: view.scale * by, left: x - (x - view.left) * by, top: y - (y - view.top) * by, zoom };
  }

  const moved = (view, x, y) => ({ ...view, left: view.left + x, top: view.top + y });

  // Points by grid cell: those of cell c are order[starts[c]] … order[starts[c + 1] - 1].
  function gridOf(x, y) {
    const cell = (i) => Math.floor((y[i] * CELLS) / (STEPS + 1)) * CELLS + Math.floor((x[i] * CELLS) / (STEPS + 1));
    const starts = new Uint32Array(CELLS * CELLS + 1);
    for (let i = 0; i < x.length; i++) starts[cell(i) + 1]++;
    for (let c = 0; c < CELLS * CELLS; c++) starts[c + 1] += starts[c];
    const order = new Uint32Array(x.length);
    const next = starts.slice();
    for (let i = 0; i < x.length; i++) order[next[cell(i)]++] = i;
    return { x, y, starts, order };
  }

  // The nearest visible point to a coordinate, within a radius; -1 if there is none.
  function nearest({ x, y, starts, order }, atX, atY, radius, visible) {
    const clamp = (value) => Math.min(Math.max(Math.floor((value * CELLS) / (STEPS + 1)), 0), CELLS - 1);
    let best = -1;
    let least = radius * radius;
    for (let row = clamp(atY - radius); row <= clamp(atY + radius); row++) {
      const from = starts[row * CELLS + clamp(atX - radius)];
      const to = starts[row * CELLS + clamp(atX + radius) + 1];
      for (let k = from; k < to; k++) {
        const i = order[k];
        const distance = (x[i] - atX) ** 2 + (y[i] - atY) ** 2;
        if (visible[i] && distance <= least) [best, least] = [i, distance];
      }
    }
    return best;
  }

  // A mask of the visible points inside a polygon of coordinates [[x, y]], by the even-odd rule.
  function inside(polygon, x, y, visible) {
    const mask = new Uint8Array(x.length);
    const [xs, ys] = [polygon.map((corner) => corner[0]), polygon.map((corner) => corner[1])];
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    for (let i = 0; i < x.length; i++) {
      if (!visible[i] || x[i] < left || x[i] > right || y[i] < top || y[i] > bottom) continue;
      mask[i] = crossings(xs, ys, x[i], y[i]) % 2;
    }
    return mask;
  }

  // How many edges of the polygon a ray from a point to the right meets.
  function crossings(xs, ys, x, y) {
    let count = 0;
    for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
      const apart = ys[i] > y !== ys[j] > y;
      if (apart && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) count++;
    }
    return count;
  }

  // The radius of a point in pixels: many points are small, magnified ones larger.
  function radiusOf(count, zoom) {
    const base = count <= 1_500 ? 3.4 : count <= 12_000 ? 2.2 : 1.15;
    return Math.min(base * zoom ** 0.35, 6);
  }

  // An order in which no label covers another: the same random one each time.
  function mixedOrder(count) {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    let seed = 1;
    for (let i = count - 1; i > 0; i--) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const j = Math.floor((seed / 2 ** 32) * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  chemins.scatter = { wholeView, zoomed, moved, gridOf, nearest, inside, radiusOf, mixedOrder };
})((globalThis.chemins ??= {}));
