// Puts the page together: unpacks the data, makes the panels, keeps the address.
(function (chemins) {
  "use strict";

  const { createStore, rowsOf } = chemins.store;
  const { coloring, keysOf, rgb } = chemins.colors;
  const { fragmentOf, stateOf, samplesIn } = chemins.address;
  const { samplesWith } = chemins.condition;
  const { told, quoted, anchored } = chemins.fragment;
  const { counted } = chemins.words;

  const ADDRESS_AFTER = 150; // milliseconds
  const REST = 0xffd6d3d0; // points that are not selected while others are, as RGBA bytes

  // What goes wrong is said where the summary of the selection would be.
  async function open() {
    try {
      await build();
    } catch (error) {
      document.getElementById("summary").textContent = `The explorer could not open: ${error.message}`;
      throw error;
    }
  }

  async function build() {
    const header = JSON.parse(text("header"));
    const bytes = await chemins.bytes.unzipped(text("columns"));
    const samples = chemins.samples.samplesOf(header, chemins.bytes.columnsOf(bytes, header.columns, header.count));
    const known = knownOf(header, samples);
    const state = stateOf(anchored(location.hash) ? "" : location.hash, known);
    const page = {
      header,
      known,
      store: createStore(samples, state.view),
      sprites: chemins.sprites.createSprites(header.sprites),
      points: pointsOf(samples),
      coloring: coloring(state.view.color, header, samples),
      link: () => {
        keep(page);
        return location.href;
      },
    };
    // First of all listeners: the panels paint with what it works out.
    page.store.listen((what, keys) => {
      if (what === "view" && keys.includes("color")) page.coloring = coloring(page.store.view.color, header, samples);
      if (what !== "hover") recolor(page);
    });
    hide(page, state.hidden);
    panels(page);
    const controls = chemins.controls.createControls(page);
    restore(page, controls, state);
    // The address can wait until the panels are painted.
    let due;
    page.store.listen((what) => {
      if (what === "hover") return;
      clearTimeout(due);
      due = setTimeout(() => keep(page), ADDRESS_AFTER);
    });
    addEventListener("hashchange", () => follow(page, controls));
    document.documentElement.dataset.ready = "yes";
    await unpackSprites(page.sprites);
    document.documentElement.dataset.images = "yes";
  }

  // What an address can name: of the view the first is what the page opens with.
  const knownOf = (header, samples) => ({
    count: header.count,
    view: {
      color: keysOf(header),
      flow: Object.keys(header.flows),
      tool: ["lasso", "box", "pan"],
      sort: chemins.gallery.orders(header, samples).map(({ key }) => key),
      order: ["up", "down"],
    },
    labels: header.labels.map(String),
    roles: header.roles,
  });

  const text = (id) => document.getElementById(id).textContent;

  function panels(page) {
    const byId = (id) => document.getElementById(id);
    recolor(page);
    const flow = chemins.flowPanel.createFlow(byId("flow"), page);
    const scatters = [...document.querySelectorAll(".embedding")].map((panel, layer) =>
      chemins.scatterPanel.createScatter(panel, layer, page),
    );
    chemins.card.createCard(byId("card"), page);
    const gallery = chemins.gallery.createGallery(byId("gallery"), page);
    chemins.table.createTable(byId("paths"), page).gather();
    flow.lay();
    for (const scatter of scatters) scatter.lay();
    gallery.gather();
    document.documentElement.dataset.painter = scatters[0].kind;
    page.store.listen((what, keys) => {
      if (what === "view" && keys.includes("color")) for (const scatter of scatters) scatter.paint();
    });
  }

  // What the embeddings paint, all in one mixed order: colors as RGBA bytes, 0 where filtered out.
  function pointsOf(samples) {
    const order = chemins.scatter.mixedOrder(samples.count);
    const shapes = Uint8Array.from(order, (i) => samples.role[i]);
    return { order, shapes, colors: new Uint32Array(samples.count), front: null };
  }

  function recolor({ store, points, coloring: { codes, colors } }) {
    const table = Uint32Array.from(colors, (color) => {
      const [red, green, blue] = rgb(color);
      return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    });
    const { visible, marked } = store;
    points.front = marked && Uint8Array.from(points.order, (i) => marked[i]);
    for (let k = 0; k < points.order.length; k++) {
      const i = points.order[k];
      points.colors[k] = !visible[i] ? 0 : marked && !marked[i] ? REST : table[codes[i]];
    }
  }

  // Filters out these labels and roles, named as in the address, and no others.
  function hide({ store, header }, hidden) {
    for (const kind of ["labels", "roles"]) {
      header[kind].forEach((value, place) => {
        const shown = !hidden[kind].includes(String(value));
        if (shown === store.hidden[kind].has(place)) store.show(kind, place, shown);
      });
    }
  }

  function restore({ store, header }, controls, state) {
    const { mask, condition, odd } = selectionOf(state, header, store.samples);
    store.select(mask, "replace", condition);
    controls.say(told([...state.odd, ...odd]));
    controls.settle();
  }

  // What an address selects, mask null where it does not, and what is odd about that.
  function selectionOf({ condition, ids }, header, samples) {
    const nothing = { mask: null, condition: "", odd: [] };
    try {
      if (condition) return selectionWhere(condition, samplesWith(condition, header, samples));
    } catch (error) {
      return { ...nothing, odd: [error.message] };
    }
    if (!ids) return nothing;
    const { mask, missing } = samplesIn(ids, samples.id);
    return { mask, condition: "", odd: missing ? [`${counted(missing, "image")} of its ids are not here`] : [] };
  }

  const selectionWhere = (condition, mask) => ({
    mask,
    condition,
    odd: mask.includes(1) ? [] : [`no image meets ${quoted(condition)}`],
  });

  // The state in the address, which is no step in the browser's history.
  function keep({ store, header, known }) {
    const { mask, condition } = store.selection;
    const fragment = fragmentOf(
      {
        condition,
        ids: mask ? rowsOf(mask).map((i) => store.samples.id[i]) : null,
        view: store.view,
        hidden: {
          labels: [...store.hidden.labels].map((place) => String(header.labels[place])),
          roles: [...store.hidden.roles].map((place) => header.roles[place]),
        },
      },
      known,
    );
    if (fragment !== location.hash.slice(1)) history.replaceState(null, "", `#${fragment}`);
  }

  // An address typed or pasted while the page is open.
  function follow(page, controls) {
    if (anchored(location.hash)) return;
    const state = stateOf(location.hash, page.known);
    page.store.look(state.view);
    hide(page, state.hidden);
    restore(page, controls, state);
  }

  // The images stand last in the page: by then it may still be on its way.
  async function unpackSprites(sprites) {
    if (document.readyState === "loading") {
      await new Promise((arrived) => document.addEventListener("DOMContentLoaded", arrived));
    }
    const blocks = document.querySelectorAll("script.sprites");
    for (const [index, block] of blocks.entries()) {
      sprites.add(index, await chemins.bytes.unzipped(block.textContent), index === blocks.length - 1);
    }
  }

  chemins.page = { open, knownOf, selectionOf };
})((globalThis.chemins ??= {}));
