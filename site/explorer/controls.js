// What stands above the panels: colour, tool, filter and legend, undo, conditions, exports, claims.
(function (chemins) {
  "use strict";

  const { rowsOf, howOf } = chemins.store;
  const { samplesWith } = chemins.condition;
  const { choices } = chemins.colors;
  const { summary } = chemins.words;
  const { csvOf, download } = chemins.export;

  const SHAPES = { train: "disc", test: "ring", unseen: "cross" };

  const countOf = (values, place) => values.reduce((sum, value) => sum + (value === place ? 1 : 0), 0);

  // page: {store, header, coloring, link: () => the address of what is seen}.
  function createControls(page) {
    const { store, header } = page;
    const byId = (id) => document.getElementById(id);

    for (const { group, items } of choices(header)) {
      const options = document.createElement("optgroup");
      options.label = group;
      options.append(...items.map(({ key, title }) => new Option(title, key)));
      byId("color").append(options);
    }
    for (const name of ["color", "sort", "order"]) {
      byId(name).addEventListener("change", (event) => store.look({ [name]: event.target.value }));
    }
    for (const name of ["tool", "flow"]) {
      for (const input of document.querySelectorAll(`input[name=${name}]`)) {
        input.addEventListener("change", () => store.look({ [name]: input.value }));
      }
    }

    byId("labels").append(...header.labels.map((label, place) => labelChip(label, place)));
    byId("roles").append(...header.roles.map((role, place) => roleChip(role, place)).filter(Boolean));

    function chip(kind, place, mark, text, count) {
      const box = document.createElement("label");
      box.className = "chip";
      const input = document.createElement("input");
      input.type = "checkbox";
      Object.assign(input.dataset, { kind, place });
      input.addEventListener("change", () => store.show(kind, place, input.checked));
      const number = document.createElement("span");
      number.className = "count";
      number.textContent = count.toLocaleString("en");
      box.append(input, mark, text, number);
      return box;
    }

    function labelChip(label, place) {
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.background = header.colors[place];
      const unseen = header.unseen.includes(label) ? " (unseen)" : "";
      return chip("labels", place, swatch, `${label}${unseen}`, countOf(store.samples.label, place));
    }

    function roleChip(role, place) {
      const count = countOf(store.samples.role, place);
      if (!count) return null;
      const mark = document.createElement("span");
      mark.className = `mark ${SHAPES[role]}`;
      return chip("roles", place, mark, role, count);
    }

    byId("undo").addEventListener("click", store.undo);
    byId("redo").addEventListener("click", store.redo);
    byId("clear").addEventListener("click", store.clear);
    byId("condition").addEventListener("submit", (event) => {
      event.preventDefault();
      const field = byId("condition-text");
      try {
        const mask = samplesWith(field.value, header, store.samples);
        store.select(mask, "replace", field.value.trim());
        say(store.marked ? "" : "No image meets this condition.");
      } catch (error) {
        say(error.message);
      }
    });
    byId("csv").addEventListener("click", () => {
      const rows = rowsOf(store.marked ?? store.visible);
      const text = csvOf(rows, store.samples, header);
      download(`${header.run}-${store.marked ? "selection" : "all"}.csv`, new Blob([text], { type: "text/csv" }));
    });
    byId("link").addEventListener("click", async () => {
      const link = page.link();
      const done = await navigator.clipboard?.writeText(link).then(() => true, () => false);
      say(done ? "The link is on the clipboard." : "The address of this page is the link: copy it from the address bar.");
    });
    for (const link of document.querySelectorAll("a[data-condition]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const { condition } = link.dataset;
        store.select(samplesWith(condition, header, store.samples), howOf(event), condition);
      });
    }
    document.addEventListener("keydown", (event) => {
      if (event.target.matches("input[type=text], input[type=search], textarea, select")) return;
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (event.key === "Escape") store.clear();
      else if (command && key === "z" && event.shiftKey) store.redo();
      else if (command && key === "z") store.undo();
      else if (command && key === "y") store.redo();
      else return;
      event.preventDefault();
    });

    function say(text) {
      byId("said").textContent = text;
    }

    function legend() {
      const { colors, names, ramp, title } = page.coloring;
      const box = byId("legend");
      box.replaceChildren();
      if (ramp) {
        const bar = document.createElement("span");
        bar.className = "ramp";
        bar.style.background = `linear-gradient(to right, ${colors.slice(0, -1).join(",")})`;
        box.append(`${ramp.title}: ${ramp.low} `, bar, ` ${ramp.high}`);
      } else if (store.view.color !== "label") {
        if (title) box.append(`${title}:`);
        names.forEach((name, i) => {
          const swatch = document.createElement("span");
          swatch.className = "swatch";
          swatch.style.background = colors[i];
          const entry = document.createElement("span");
          entry.append(swatch, name);
          box.append(entry);
        });
      }
    }

    function follow(what) {
      if (what === "hover") return;
      byId("undo").disabled = !store.canUndo();
      byId("redo").disabled = !store.canRedo();
      byId("clear").disabled = !store.selection.mask;
      byId("csv").textContent = store.marked ? "Selection as CSV" : "All as CSV";
      byId("summary").textContent = summary(store, header);
      if (what === "selection") byId("condition-text").value = store.selection.condition;
      for (const link of document.querySelectorAll("a[data-condition]")) {
        const current = link.dataset.condition === store.selection.condition;
        if (current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      legend();
    }

    // The controls as the store's view has them.
    function settle() {
      for (const name of ["color", "sort", "order"]) byId(name).value = store.view[name];
      for (const name of ["tool", "flow"]) {
        for (const input of document.querySelectorAll(`input[name=${name}]`)) input.checked = input.value === store.view[name];
      }
      for (const input of document.querySelectorAll("input[data-kind]")) {
        input.checked = !store.hidden[input.dataset.kind].has(Number(input.dataset.place));
      }
      follow("selection");
    }

    store.listen(follow);
    return { settle, say };
  }

  chemins.controls = { createControls };
})((globalThis.chemins ??= {}));
