// The selected images, or all: as many rows as fit are drawn, the rest when scrolled to.
(function (chemins) {
  "use strict";

  const { rowsOf, howOf } = chemins.store;
  const { draw } = chemins.sprites;
  const { sampleText } = chemins.words;
  const { svgOf, saveButtons } = chemins.export;

  const CELL = 40; // pixels
  const PICTURE = 34;

  // What the gallery can be sorted by: [{key, title, value: sample -> number}].
  function orders(header, samples) {
    return [
      { key: "id", title: "image number", value: (i) => samples.id[i] },
      { key: "label", title: "label", value: (i) => samples.label[i] },
      { key: "prediction", title: "prediction", value: (i) => samples.prediction[i] },
      { key: "probability", title: "probability", value: (i) => samples.probability[i] },
      { key: "common", title: "how common the path is", value: (i) => samples.common[i] },
      { key: "typicality", title: "typicality", value: (i) => samples.typicality[i] },
      { key: "p_value", title: "p-value of typicality", value: (i) => samples.pValue[i] },
      ...header.layers.map(({ name, title }, layer) => ({
        key: `silhouette ${name}`,
        title: `silhouette in ${title}`,
        value: (i) => samples.silhouettes[layer][i],
      })),
    ];
  }

  // rows in the order of a value; equal ones stay in the order of their numbers, those without one
  // come last either way.
  function sorted(rows, value, descending) {
    const sign = descending ? -1 : 1;
    const key = (number) => (Number.isNaN(number) ? Infinity : sign * number);
    const keys = new Map(rows.map((i) => [i, key(value(i))]));
    return [...rows].sort((a, b) => keys.get(a) - keys.get(b) || a - b);
  }

  // panel: an element. page: {store, header, sprites, coloring}.
  function createGallery(panel, page) {
    const { store, header, sprites } = page;
    const scroller = panel.querySelector(".scroller");
    const canvas = panel.querySelector("canvas");
    const spacer = panel.querySelector(".spacer");
    const live = panel.querySelector("[aria-live]");
    const buffer = document.createElement("canvas");
    const choices = orders(header, store.samples);
    let rows = [];
    let columns = 1;
    let cursor = -1; // place in rows that the keyboard is at

    function gather() {
      const key = choices.find((choice) => choice.key === store.view.sort) ?? choices[0];
      const shown = rowsOf(store.marked ?? store.visible);
      const inOrder = key.key === "id" && store.view.order === "up";
      rows = inOrder ? shown : sorted(shown, key.value, store.view.order === "down");
      cursor = -1;
      scroller.scrollTop = 0;
      panel.querySelector("#images-count").textContent = rows.length.toLocaleString("en");
      lay();
    }

    function lay() {
      const ratio = devicePixelRatio || 1;
      const { clientWidth: width, clientHeight: height } = scroller;
      columns = Math.max(1, Math.floor(width / CELL));
      spacer.style.height = `${Math.ceil(rows.length / columns) * CELL}px`;
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      canvas.style.cssText = `width:${width}px;height:${height}px`;
      paint();
    }

    function paint() {
      const ratio = devicePixelRatio || 1;
      const context = canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      const first = Math.floor(scroller.scrollTop / CELL) * columns;
      const end = first + (Math.ceil(scroller.clientHeight / CELL) + 1) * columns;
      for (let place = first; place < Math.min(end, rows.length); place++) cell(context, place);
    }

    function cell(context, place) {
      const i = rows[place];
      const x = (place % columns) * CELL;
      const y = Math.floor(place / columns) * CELL - scroller.scrollTop;
      const image = sprites.image(i);
      const scale = PICTURE / Math.max(sprites.width, sprites.height);
      if (image) draw(context, image, x + 2, y + 1, sprites.width * scale, sprites.height * scale, buffer);
      context.fillStyle = page.coloring.colors[page.coloring.codes[i]];
      context.fillRect(x + 2, y + PICTURE + 2, PICTURE, 3);
      if (i !== store.hovered && place !== cursor) return;
      context.strokeStyle = "#22252a";
      context.lineWidth = 2;
      context.strokeRect(x + 1, y, PICTURE + 2, PICTURE + 6);
    }

    function placeAt(event) {
      const { left, top } = canvas.getBoundingClientRect();
      const column = Math.floor((event.clientX - left) / CELL);
      const row = Math.floor((event.clientY - top + scroller.scrollTop) / CELL);
      const place = row * columns + column;
      return column < columns && place < rows.length ? place : -1;
    }

    function choose(place, event) {
      if (place < 0) return;
      const mask = new Uint8Array(store.samples.count);
      mask[rows[place]] = 1;
      store.select(mask, howOf(event), `id:${store.samples.id[rows[place]]}`);
    }

    canvas.addEventListener("pointermove", (event) => store.hover(rows[placeAt(event)] ?? -1));
    canvas.addEventListener("pointerleave", () => store.hover(-1));
    canvas.addEventListener("click", (event) => choose(placeAt(event), event));
    scroller.addEventListener("scroll", paint);
    scroller.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
      if (event.key === "Enter") choose(cursor, event);
      else if (steps[event.key]) moveTo(cursor < 0 ? 0 : cursor + steps[event.key]);
      else return;
      event.preventDefault();
    });

    function moveTo(place) {
      if (place < 0 || place >= rows.length) return;
      cursor = place;
      const top = Math.floor(place / columns) * CELL;
      const { scrollTop, clientHeight } = scroller;
      if (top < scrollTop) scroller.scrollTop = top;
      if (top + CELL > scrollTop + clientHeight) scroller.scrollTop = top + CELL - clientHeight;
      live.textContent = sampleText(rows[place], store.samples, header);
      store.hover(rows[place]);
      paint();
    }

    for (const { key, title } of choices) panel.querySelector("select").append(new Option(title, key));

    const picture = () => {
      const { clientWidth: width, clientHeight: height } = scroller;
      const image = `<image href="${canvas.toDataURL()}" width="${width}" height="${height}"/>`;
      return { svg: svgOf(width, height, image, `${header.run}: images`), width, height };
    };
    panel.querySelector(".saves").append(...saveButtons(`${header.run} images`, picture));

    sprites.listen(paint);
    store.listen((what, keys) => {
      if (what === "hover") paint();
      else if (what !== "view" || keys.includes("sort") || keys.includes("order")) gather();
      else if (keys.includes("color")) paint();
    });
    new ResizeObserver(lay).observe(scroller);
    return { gather };
  }

  chemins.gallery = { orders, sorted, createGallery };
})((globalThis.chemins ??= {}));
