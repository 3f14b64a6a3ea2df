// The flow diagram on the page: ribbons on a canvas, nodes as buttons over it.
(function (chemins) {
  "use strict";

  const { NODE_WIDTH, isUnstable, stabilityText, placed, ribbonsOfSamples, valuesOf, countsOf, outline, ribbonAt } =
    chemins.flow;
  const { howOf } = chemins.store;
  const { termOf } = chemins.condition;
  const { commonest } = chemins.colors;
  const { counted, percent } = chemins.words;
  const { svgOf, escaped, saveButtons } = chemins.export;

  const TOP = 30; // pixels: the stages' titles
  const PALE = "#e4e6e9"; // ribbons while others are marked
  const OPACITY = { known: 0.72, unseen: 0.4, marked: 0.85 };
  const LABEL_SPACE = 13; // pixels a node needs to have its name beside it

  // panel: an element. page: {store, header, palette}. Follows the store by itself.
  function createFlow(panel, page) {
    const { store, header } = page;
    const base = panel.querySelector("canvas.base");
    const over = panel.querySelector("canvas.over");
    const nodes = panel.querySelector(".nodes");
    const tip = panel.querySelector(".tip");
    const cache = new Map(); // name of a flow -> each sample's ribbons
    let drawn; // {flow, places, layout, colors}
    let preview = null; // the mask under the pointer

    function lay() {
      const name = store.view.flow;
      const flow = header.flows[name];
      if (!cache.has(name)) cache.set(name, ribbonsOfSamples(flow, header, store.samples));
      const most = Math.max(...flow.stages.map((_, stage) => flow.nodes.filter((node) => node[0] === stage).length));
      const width = panel.querySelector(".stage").clientWidth;
      const height = Math.min(Math.max(330, 26 * most + TOP), 620);
      for (const canvas of [base, over]) resized(canvas, width, height);
      panel.querySelector(".stage").style.height = `${height}px`;
      const box = { left: 4, right: width - 74, top: TOP, bottom: height - 8 };
      drawn = { flow, places: cache.get(name), layout: placed(flow, box), width, height };
      drawn.pale = paleRibbons();
      recolor();
      nodes.replaceChildren(...titles(drawn.layout), ...buttons(drawn.layout));
      panel.querySelector(".unstable-note").hidden = !drawn.layout.nodes.some((node) => isUnstable(node, header));
      paint();
    }

    // All ribbons in a picture of their own: what lies behind those that are marked.
    function paleRibbons() {
      const canvas = document.createElement("canvas");
      resized(canvas, drawn.width, drawn.height);
      ribbons(canvas.getContext("2d"), full(), () => PALE, 1);
      return canvas;
    }

    // A ribbon has its samples' most frequent colour.
    function recolor() {
      const { codes, colors } = page.coloring;
      drawn.colors = [];
      drawn.places.forEach((place, gap) => {
        const own = commonest(place, codes, drawn.flow.ribbons.length, colors.length);
        drawn.flow.ribbons.forEach(([source], ribbon) => {
          if (drawn.flow.nodes[source][0] === gap) drawn.colors[ribbon] = colors[own[ribbon]];
        });
      });
    }

    const full = () => drawn.flow.ribbons.map((ribbon) => ribbon[4]);

    function shownCounts() {
      if (store.marked) return countsOf(drawn.places, drawn.flow.ribbons.length, store.marked);
      const filtered = store.hidden.labels.size + store.hidden.roles.size > 0;
      return filtered ? countsOf(drawn.places, drawn.flow.ribbons.length, store.visible) : full();
    }

    function paint() {
      const counts = shownCounts();
      const context = base.getContext("2d");
      context.clearRect(0, 0, drawn.width, drawn.height);
      if (store.marked) context.drawImage(drawn.pale, 0, 0, drawn.width, drawn.height);
      ribbons(context, counts, (i) => drawn.colors[i]);
      paintOver();
      nodeCounts();
    }

    // What is under the pointer, in full colour over everything else made pale.
    function paintOver() {
      const context = over.getContext("2d");
      context.clearRect(0, 0, drawn.width, drawn.height);
      const mask = preview ?? maskOfOne(store.hovered);
      base.classList.toggle("faded", mask !== null && preview !== null);
      if (!mask) return;
      const counts = countsOf(drawn.places, drawn.flow.ribbons.length, mask);
      if (preview) ribbons(context, counts, (i) => drawn.colors[i], 0.95);
      else ribbons(context, counts, () => "#22252a", 1);
    }

    function maskOfOne(sample) {
      if (sample < 0) return null;
      const mask = new Uint8Array(store.samples.count);
      mask[sample] = 1;
      return mask;
    }

    function ribbons(context, counts, color, opacity) {
      drawn.layout.ribbons.forEach((ribbon, i) => {
        if (!counts[i]) return;
        context.globalAlpha = opacity ?? opacityOf(ribbon);
        context.fillStyle = color(i);
        context.fill(new Path2D(outline(ribbon, counts[i])));
      });
      context.globalAlpha = 1;
    }

    function opacityOf({ unseen }) {
      if (store.marked) return OPACITY.marked;
      return unseen ? OPACITY.unseen : OPACITY.known;
    }

    const titles = (layout) =>
      layout.stages.map((stage, i) => {
        const title = document.createElement("span");
        title.className = "stage-title";
        title.textContent = stage.title;
        const last = i === layout.stages.length - 1;
        title.style.left = `${last ? stage.x + NODE_WIDTH : stage.x}px`;
        if (last) title.classList.add("last");
        return title;
      });

    // One tab stop for all nodes; arrow keys move among them.
    const buttons = (layout) =>
      layout.nodes.map((node, i) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = isUnstable(node, header) ? "node unstable" : "node";
        button.tabIndex = i ? -1 : 0;
        button.style.cssText = `left:${node.x}px;top:${node.y}px;height:${node.height}px`;
        button.dataset.stage = layout.stages[node.stage].name;
        button.dataset.value = node.value;
        const space = Math.min(...layout.nodes.filter((n) => n.stage === node.stage && n !== node)
          .map((n) => Math.abs(n.y + n.height / 2 - node.y - node.height / 2)));
        const name = document.createElement("span");
        name.textContent = node.name + (isUnstable(node, header) ? " ?" : "");
        name.hidden = space < LABEL_SPACE;
        button.append(name);
        button.addEventListener("pointerenter", () => look(nodeMask(node), nodeText(node), node.x, node.y));
        button.addEventListener("pointerleave", () => look(null));
        button.addEventListener("focus", () => look(nodeMask(node), nodeText(node), node.x, node.y));
        button.addEventListener("blur", () => look(null));
        button.addEventListener("click", (event) => choose([node], event));
        button.addEventListener("keydown", (event) => move(event, node));
        return button;
      });

    function nodeText(node) {
      const stage = drawn.layout.stages[node.stage].title;
      return `${stage} · ${node.name}, ${counted(node.count, "image")}${stabilityText(node, header)}`;
    }

    // Says of each node how many of its images are selected.
    function nodeCounts() {
      const all = nodes.querySelectorAll(".node");
      const counts = store.marked && drawn.flow.stages.map(({ name }) => markedByValue(stageValues(name)));
      drawn.layout.nodes.forEach((node, i) => {
        const selected = counts ? `; ${counted(counts[node.stage][placeOf(node)] ?? 0, "selected image")}` : "";
        all[i].setAttribute("aria-label", nodeText(node) + selected);
      });
    }

    function markedByValue(values) {
      const counts = [];
      for (let i = 0; i < values.length; i++) if (store.marked[i]) counts[values[i]] = (counts[values[i]] ?? 0) + 1;
      return counts;
    }

    const stageValues = (name) => valuesOf(name, header, store.samples);

    // A node's value as the samples' columns have it: of a label its place.
    function placeOf({ stage, value }) {
      const { name } = drawn.flow.stages[stage];
      return name === "label" || name === "prediction" ? header.labels.indexOf(value) : value;
    }

    // The visible samples that pass a node, or all of several.
    function nodeMask(...passed) {
      const tests = passed.map((node) => [stageValues(drawn.flow.stages[node.stage].name), placeOf(node)]);
      return store.visible.map((shown, i) => (shown && tests.every(([values, value]) => values[i] === value) ? 1 : 0));
    }

    function ribbonMask(ribbon) {
      const mask = nodeMask(ribbon.source, ribbon.target);
      const label = header.labels.indexOf(ribbon.label);
      return mask.map((value, i) => (value && store.samples.label[i] === label ? 1 : 0));
    }

    function choose(passed, event, ribbon) {
      const terms = passed.map((node) => termOf(drawn.layout.stages[node.stage].name, node.value));
      const label = `label:${ribbon?.label}`;
      if (ribbon && !terms.includes(label)) terms.push(label);
      const filtered = store.hidden.labels.size + store.hidden.roles.size > 0;
      const mask = ribbon ? ribbonMask(ribbon) : nodeMask(...passed);
      store.select(mask, howOf(event), filtered ? "" : terms.join(" "));
    }

    function look(mask, text, x, y) {
      preview = mask;
      tip.hidden = !mask;
      if (mask) {
        tip.textContent = text;
        tip.style.left = `${Math.min(x + 16, drawn.width - tip.offsetWidth - 4)}px`;
        tip.style.top = `${Math.max(y - tip.offsetHeight - 6, 0)}px`;
      }
      paintOver();
    }

    // Arrow keys: up and down a stage, left and right to the node at about that height.
    function move(event, node) {
      const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
      const [across, down] = steps[event.key] ?? [0, 0];
      if (!across && !down) return;
      event.preventDefault();
      const column = drawn.layout.nodes.filter((n) => n.stage === node.stage + across);
      if (!column.length) return;
      const away = (n) => Math.abs(n.y + n.height / 2 - node.y - node.height / 2);
      const target = across
        ? column.reduce((best, n) => (away(n) < away(best) ? n : best))
        : column[Math.min(Math.max(column.indexOf(node) + down, 0), column.length - 1)];
      const all = nodes.querySelectorAll(".node");
      all.forEach((button) => (button.tabIndex = -1));
      const button = all[drawn.layout.nodes.indexOf(target)];
      button.tabIndex = 0;
      button.focus();
    }

    function under(event) {
      const { left, top } = over.getBoundingClientRect();
      const [x, y] = [event.clientX - left, event.clientY - top];
      return { ribbon: ribbonAt(drawn.layout.ribbons, x, y), x, y };
    }

    let last;
    over.addEventListener("pointermove", (event) => {
      const { ribbon, x, y } = under(event);
      over.style.cursor = ribbon ? "pointer" : "";
      if (ribbon === last) return;
      last = ribbon;
      if (ribbon) look(ribbonMask(ribbon), ribbonText(ribbon), x, y);
      else look(null);
    });
    over.addEventListener("pointerleave", () => look((last = null)));
    over.addEventListener("click", (event) => {
      const { ribbon } = under(event);
      if (ribbon) choose([ribbon.source, ribbon.target], event, ribbon);
      else if (howOf(event) === "replace") store.clear();
    });

    function ribbonText(ribbon) {
      const { source, target, label, unseen, count } = ribbon;
      const name = (node) => `${drawn.layout.stages[node.stage].title} ${node.value}`;
      const share = percent(count / source.count);
      return `${label}s${unseen ? " (unseen)" : ""}: ${counted(count, "image")}, ${name(source)} → ${name(target)} (${share} of ${name(source)})`;
    }

    function picture() {
      const { layout, width, height } = drawn;
      const counts = shownCounts();
      const shape = (ribbon, count, color, opacity) =>
        `<path d="${outline(ribbon, count)}" fill="${color}" fill-opacity="${opacity}"/>`;
      const pale = store.marked ? layout.ribbons.map((r) => shape(r, r.count, PALE, 1)) : [];
      const colored = layout.ribbons.map((r, i) =>
        counts[i] ? shape(r, counts[i], drawn.colors[i], opacityOf(r)) : "",
      );
      const text = (x, y, words, more = "") => `<text x="${x}" y="${y}" font-size="12" ${more}>${escaped(words)}</text>`;
      const marks = layout.nodes.map((n) => {
        const unstable = isUnstable(n, header);
        const look = unstable ? ' fill="#fff" stroke="#22252a" stroke-width="1.5" stroke-dasharray="3 2"' : "";
        const name = unstable ? `${n.name}, unstable ?` : n.name;
        return (
          `<rect x="${n.x}" y="${n.y}" width="${NODE_WIDTH}" height="${n.height}"${look}/>` +
          text(n.x + NODE_WIDTH + 4, n.y + n.height / 2 + 4, name, 'stroke="#fff" stroke-width="3" paint-order="stroke"')
        );
      });
      const names = layout.stages.map((s, i) => {
        const end = i === layout.stages.length - 1;
        return text(end ? s.x + NODE_WIDTH : s.x, 16, s.title, `font-weight="600" text-anchor="${end ? "end" : "start"}"`);
      });
      return { svg: svgOf(width, height, [...pale, ...colored, ...marks, ...names].join(""), `${header.run}: flow`), width, height };
    }

    panel.querySelector(".saves").append(...saveButtons(`${header.run} flow`, picture));
    store.listen((what, keys) => {
      if (what === "hover") paintOver();
      else if (what === "view" && keys.includes("flow")) lay();
      else if (what === "view" && keys.includes("color")) {
        recolor();
        paint();
      } else if (what !== "view") paint();
    });
    new ResizeObserver(([{ contentRect }]) => {
      if (drawn && Math.floor(contentRect.width) !== Math.floor(drawn.width)) lay();
    }).observe(panel.querySelector(".stage"));
    return { lay };
  }

  function resized(canvas, width, height) {
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.cssText = `width:${width}px;height:${height}px`;
    canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  chemins.flowPanel = { createFlow };
})((globalThis.chemins ??= {}));
