// One layer's embedding on the page: points, lasso, box, zoom, the point under the pointer.
(function (chemins) {
  "use strict";

  const { wholeView, zoomed, moved, gridOf, nearest, inside, radiusOf } = chemins.scatter;
  const { howOf } = chemins.store;
  const { createPainter } = chemins.paint;
  const { svgOf, escaped, saveButtons } = chemins.export;

  const REACH = 12; // pixels from the pointer to a point
  const MANY = 5_000; // points, above which a saved SVG holds them as a picture
  const STEP = 40; // pixels an arrow key moves
  const SHAPES = ["circle", "ring", "cross"];

  // layer: its place. panel: an element. page: {store, header, points: {order (of painting), colors,
  // front, shapes, in that order}}.
  function createScatter(panel, layer, page) {
    const { store, header } = page;
    const [x, y] = [store.samples.x[layer], store.samples.y[layer]];
    const { order } = page.points;
    const [paintedX, paintedY] = [order.map((i) => x[i]), order.map((i) => y[i])];
    const grid = gridOf(x, y);
    const canvas = panel.querySelector("canvas.points");
    const over = panel.querySelector("canvas.over");
    const painter = createPainter(canvas);
    const title = header.layers[layer].title;
    let size = { width: 0, height: 0, ratio: 1 };
    let view;

    function lay() {
      const { clientWidth: width, clientHeight: height } = panel.querySelector(".stage");
      const ratio = devicePixelRatio || 1;
      for (const target of [canvas, over]) {
        target.width = Math.round(width * ratio);
        target.height = Math.round(height * ratio);
      }
      size = { width, height, ratio };
      view = wholeView(width, height);
      paint();
    }

    function paint() {
      const { ratio } = size;
      painter.paint({
        ...page.points,
        x: paintedX,
        y: paintedY,
        view: { scale: view.scale * ratio, left: view.left * ratio, top: view.top * ratio },
        radius: radiusOf(store.samples.count, view.zoom) * ratio,
      });
      paintOver();
    }

    // The lasso or box being drawn, and a ring about the hovered point.
    function paintOver(outline) {
      const context = over.getContext("2d");
      context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      context.clearRect(0, 0, size.width, size.height);
      context.strokeStyle = "#22252a";
      if (outline) {
        context.beginPath();
        outline.forEach(([px, py]) => context.lineTo(px, py));
        context.closePath();
        context.setLineDash([5, 4]);
        context.stroke();
        context.setLineDash([]);
        context.fillStyle = "rgba(31, 95, 168, 0.12)";
        context.fill();
      }
      const i = store.hovered;
      if (i < 0 || !store.visible[i]) return;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(x[i] * view.scale + view.left, y[i] * view.scale + view.top, 8, 0, 2 * Math.PI);
      context.stroke();
    }

    const toCoordinates = ([px, py]) => [(px - view.left) / view.scale, (py - view.top) / view.scale];

    function pointAt(event) {
      const { left, top } = over.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    }

    function select(outline, event) {
      const polygon = outline.map(toCoordinates);
      const [px, py] = outline[0];
      const still = outline.every(([ox, oy]) => Math.hypot(ox - px, oy - py) < 4);
      if (!still) return store.select(inside(polygon, x, y, store.visible), howOf(event));
      const near = nearest(grid, ...polygon[0], REACH / view.scale, store.visible);
      if (near < 0) return howOf(event) === "replace" && store.clear();
      const mask = new Uint8Array(store.samples.count);
      mask[near] = 1;
      store.select(mask, howOf(event), `id:${store.samples.id[near]}`);
    }

    const fingers = new Map(); // pointers that are down
    let gesture = null; // {kind: lasso, box or pan, outline}

    over.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      over.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, pointAt(event));
      gesture = fingers.size > 1 ? { kind: "pinch" } : { kind: store.view.tool, outline: [pointAt(event)] };
    });
    over.addEventListener("pointermove", (event) => {
      if (!gesture) return hover(event);
      const [before, now] = [fingers.get(event.pointerId), pointAt(event)];
      if (!before) return undefined;
      if (gesture.kind === "pinch") pinch(event.pointerId, before, now);
      else if (gesture.kind === "pan") change(moved(view, now[0] - before[0], now[1] - before[1]));
      else {
        gesture.outline = gesture.kind === "box" ? boxOf(gesture.outline[0], now) : [...gesture.outline, now];
        paintOver(gesture.outline);
      }
      fingers.set(event.pointerId, now);
      return undefined;
    });
    over.addEventListener("pointerup", (event) => {
      fingers.delete(event.pointerId);
      const done = gesture;
      if (!fingers.size) gesture = null;
      if (!done?.outline || done.kind === "pinch") return;
      paintOver();
      if (done.kind === "pan" && distance(done.outline[0], pointAt(event)) >= 4) return;
      select(done.kind === "pan" ? [pointAt(event)] : done.outline, event);
    });
    over.addEventListener("pointercancel", () => {
      fingers.clear();
      gesture = null;
      paintOver();
    });
    over.addEventListener("pointerleave", () => store.hover(-1));
    over.addEventListener("dblclick", () => change(wholeView(size.width, size.height)));
    // A wheel zooms a panel that has the focus; over any other one it scrolls the page.
    over.addEventListener(
      "wheel",
      (event) => {
        if (document.activeElement !== over && !event.ctrlKey) return;
        event.preventDefault();
        zoom(Math.exp(-event.deltaY / 300), ...pointAt(event));
      },
      { passive: false },
    );
    over.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
      if (steps[event.key]) change(moved(view, ...steps[event.key]));
      else if (event.key === "+" || event.key === "=") zoom(1.5);
      else if (event.key === "-") zoom(1 / 1.5);
      else if (event.key === "0") change(wholeView(size.width, size.height));
      else return;
      event.preventDefault();
    });
    for (const button of panel.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
    }

    function zoom(factor, px = size.width / 2, py = size.height / 2) {
      change(zoomed(view, factor, px, py, size.width, size.height));
    }

    function change(next) {
      view = next;
      paint();
    }

    function hover(event) {
      const [cx, cy] = toCoordinates(pointAt(event));
      store.hover(nearest(grid, cx, cy, REACH / view.scale, store.visible));
    }

    // Two fingers: zoomed by how far they part, about their middle.
    function pinch(id, before, now) {
      const other = [...fingers].find(([key]) => key !== id)?.[1];
      if (!other) return;
      const factor = distance(now, other) / Math.max(distance(before, other), 1);
      zoom(factor, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    }

    function picture() {
      const { width, height } = size;
      const name = `<text x="8" y="18" font-size="13" font-weight="600">${escaped(title)}</text>`;
      const points =
        store.samples.count > MANY
          ? `<image href="${canvas.toDataURL()}" width="${width}" height="${height}"/>`
          : drawnPoints();
      return { svg: svgOf(width, height, points + name, `${header.run}: UMAP of ${title}`), width, height };
    }

    function drawnPoints() {
      const r = radiusOf(store.samples.count, view.zoom);
      const { colors, front, shapes } = page.points;
      const drawn = [[], []];
      for (let k = 0; k < colors.length; k++) {
        if (colors[k] === 0) continue;
        const cx = (paintedX[k] * view.scale + view.left).toFixed(1);
        const cy = (paintedY[k] * view.scale + view.top).toFixed(1);
        drawn[front?.[k] ?? 0].push(SVG[SHAPES[shapes[k]]](cx, cy, r, cssOf(colors[k])));
      }
      return drawn.flat().join("");
    }

    panel.querySelector(".saves").append(...saveButtons(`${header.run} ${title}`, picture));
    store.listen((what) => {
      if (what === "hover") paintOver();
      else if (what !== "view") paint();
    });
    new ResizeObserver(lay).observe(panel.querySelector(".stage"));
    return { lay, paint, kind: painter.kind };
  }

  const distance = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);

  const boxOf = ([left, top], [right, bottom]) => [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];

  const cssOf = (color) =>
    `#${[0, 8, 16].map((shift) => ((color >>> shift) & 255).toString(16).padStart(2, "0")).join("")}`;

  const SVG = {
    circle: (x, y, r, color) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${color}"/>`,
    ring: (x, y, r, color) =>
      `<circle cx="${x}" cy="${y}" r="${r * 0.78}" fill="none" stroke="${color}" stroke-width="${r * 0.45}"/>`,
    cross: (x, y, r, color) =>
      `<path d="M${x} ${y}m${-r} ${-r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}" stroke="${color}" stroke-width="${r * 0.5}"/>`,
  };

  chemins.scatterPanel = { createScatter };
})((globalThis.chemins ??= {}));
