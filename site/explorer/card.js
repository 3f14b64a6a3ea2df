// The image under the pointer: large, with what the network made of it.
(function (chemins) {
  "use strict";

  const { draw } = chemins.sprites;
  const { percent, committedText, depthText, typicalityText } = chemins.words;

  // panel: an element. page: {store, header, sprites}.
  function createCard(panel, page) {
    const { store, header, sprites } = page;
    const canvas = panel.querySelector("canvas");
    const list = panel.querySelector("dl");
    const hint = panel.querySelector(".hint");
    const buffer = document.createElement("canvas");

    function show() {
      const i = store.hovered;
      hint.hidden = i >= 0;
      list.hidden = canvas.hidden = i < 0;
      if (i < 0) return;
      const context = canvas.getContext("2d");
      context.clearRect(0, 0, canvas.width, canvas.height);
      const image = sprites.image(i);
      const scale = canvas.width / Math.max(sprites.width, sprites.height);
      if (image) draw(context, image, 0, 0, sprites.width * scale, sprites.height * scale, buffer);
      list.replaceChildren(...facts(i).flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
    }

    function facts(i) {
      const { samples } = store;
      const label = (place) => header.labels[place];
      const travels = samples.travels[i] < 0 ? "no digit" : `the ${label(samples.travels[i])}s`;
      const group = header.roles[samples.role[i]] === "unseen" ? "unseen " : "";
      return [
        ["image", `${samples.id[i]}, ${header.roles[samples.role[i]]}`],
        ["is a", `${label(samples.label[i])}`],
        ["predicted", `${label(samples.prediction[i])}, probability ${samples.probability[i].toFixed(2)}`],
        ["path", samples.paths[samples.path[i]].join(" → ")],
        ["shared by", `${percent(samples.common[i])} of the ${group}${label(samples.label[i])}s`],
        ["main path of", travels],
        ["committed", committedText(i, samples, header)],
        ["depth", depthText(i, samples, header)],
        ["typicality", typicalityText(i, samples)],
      ];
    }

    store.listen((what) => {
      if (what === "hover") show();
    });
    sprites.listen(() => {
      if (store.hovered >= 0) show();
    });
    show();
  }

  function element(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  chemins.card = { createCard };
})((globalThis.chemins ??= {}));
