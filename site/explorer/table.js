// The table of paths: each distinct one with who takes it and how they look on average.
(function (chemins) {
  "use strict";

  const { rowsOf, howOf } = chemins.store;
  const { percent } = chemins.words;
  const { draw } = chemins.sprites;

  const PAGE = 50; // rows shown at once, and with each further click

  // What each path holds of the samples: [{path, rows, labels: counts by place}], most taken first.
  function pathRows(samples, labels, mask) {
    const found = samples.paths.map((_, path) => ({ path, rows: [], labels: Array.from({ length: labels }, () => 0) }));
    for (const i of rowsOf(mask)) {
      found[samples.path[i]].rows.push(i);
      found[samples.path[i]].labels[samples.label[i]]++;
    }
    return found
      .filter(({ rows }) => rows.length)
      .sort((a, b) => b.rows.length - a.rows.length || a.path - b.path);
  }

  // panel: an element. page: {store, header, sprites}.
  function createTable(panel, page) {
    const { store, header, sprites } = page;
    const body = panel.querySelector("tbody");
    const more = panel.querySelector("button.more");
    const buffer = document.createElement("canvas");
    const hidden = header.layers.filter((layer) => layer.hidden);
    let rows = [];
    let limit = PAGE;

    const heads = ["mean image", "path", "images", "share", "selected", "labels"];
    panel.querySelector("thead tr").append(...heads.map((name) => cell("th", name)));
    panel.querySelector(".path-layers").textContent = hidden.map(({ title }) => title).join(" → ");

    function gather() {
      rows = pathRows(store.samples, header.labels.length, store.visible);
      show();
    }

    function show() {
      const total = rows.reduce((sum, row) => sum + row.rows.length, 0);
      body.replaceChildren(...rows.slice(0, limit).map((row) => tableRow(row, total)));
      more.hidden = rows.length <= limit;
      more.textContent = `Show ${Math.min(PAGE, rows.length - limit)} more of ${rows.length.toLocaleString("en")} paths`;
      mark();
      paint();
    }

    function tableRow(row, total) {
      const { path, rows: own, labels } = row;
      const line = document.createElement("tr");
      const clusters = store.samples.paths[path];
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = clusters.join(" → ");
      button.title = "Select the images on this path";
      line.append(
        cell("td", document.createElement("canvas")),
        cell("td", button),
        cell("td", own.length.toLocaleString("en"), "number"),
        cell("td", percent(own.length / total), "number"),
        cell("td", "", "number selected"),
        cell("td", shares(labels, own.length)),
      );
      line.addEventListener("click", (event) => choose(row, event));
      return line;
    }

    // Who takes a path, as a bar and in words.
    function shares(labels, count) {
      const box = document.createElement("div");
      box.className = "shares";
      const bar = document.createElement("span");
      bar.className = "bar";
      const found = labels.map((own, place) => [place, own]).filter(([, own]) => own);
      found.sort((a, b) => b[1] - a[1]);
      for (const [place, own] of found) {
        const part = document.createElement("span");
        part.style.cssText = `width:${(100 * own) / count}%;background:${header.colors[place]}`;
        bar.append(part);
      }
      const words = found.slice(0, 4).map(([place, own]) => `${header.labels[place]}: ${own.toLocaleString("en")}`);
      if (found.length > 4) words.push("…");
      box.append(bar, words.join(", "));
      return box;
    }

    function choose({ path }, event) {
      const mask = store.visible.map((shown, i) => (shown && store.samples.path[i] === path ? 1 : 0));
      const filtered = store.hidden.labels.size + store.hidden.roles.size > 0;
      const condition = filtered ? "" : `path:${store.samples.paths[path].join("-")}`;
      store.select(mask, howOf(event), condition);
    }

    // How many of each shown path's images are selected.
    function mark() {
      const counts = new Uint32Array(store.samples.paths.length);
      if (store.marked) for (const i of rowsOf(store.marked)) counts[store.samples.path[i]]++;
      rows.slice(0, limit).forEach(({ path }, k) => {
        const line = body.rows[k];
        line.querySelector(".selected").textContent = store.marked ? counts[path].toLocaleString("en") : "";
        line.classList.toggle("chosen", counts[path] > 0);
      });
    }

    function paint() {
      rows.slice(0, limit).forEach((row, k) => {
        const canvas = body.rows[k].querySelector("canvas");
        if (canvas.dataset.drawn) return;
        const image = sprites.mean(row.rows);
        if (!image) return;
        [canvas.width, canvas.height] = [sprites.width, sprites.height];
        draw(canvas.getContext("2d"), image, 0, 0, sprites.width, sprites.height, buffer);
        canvas.dataset.drawn = "yes";
      });
    }

    more.addEventListener("click", () => {
      limit += PAGE;
      show();
    });
    sprites.listenWhole(paint);
    store.listen((what) => {
      if (what === "selection") mark();
      else if (what === "filter") gather();
    });
    return { gather };
  }

  function cell(tag, content, name = "") {
    const made = document.createElement(tag);
    if (tag === "th") made.scope = "col";
    made.className = name;
    made.append(content);
    return made;
  }

  chemins.table = { pathRows, createTable };
})((globalThis.chemins ??= {}));
