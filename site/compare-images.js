// The images that change fate: filtered, shown small, and one of them pinned with what became of it in both networks.
import { contextOf, make, part, parts } from "#site/dom.js";
import { KINDS, byKind, isRight, kindsOf, meant, predictionText } from "#site/compare.js";
import { countText, shownText } from "#site/compare-whole.js";
import { draw } from "#site/explorer/sprites.js";
import { counted } from "#site/explorer/words.js";
import { roving } from "#site/roving.js";

/**
 * @import { Change, Page } from "./compare-page.js"
 */

const BATCH = 120; // images that are shown at a time
const [SMALL, LARGE] = [56, 112]; // pixels
/** @type {Record<string, string>} */
const MARKS = { leaves: "leaves", joins: "joins" };
const buffer = make("canvas");

/**
 * A function that draws the section.
 * @param {HTMLElement} section @param {Page} page @param {Change} change
 */
export function createImages(section, page, change) {
  const list = part(section, ".images", HTMLElement);
  const more = part(section, ".more-images", HTMLButtonElement);
  const kinds = new Map(KINDS.map(([kind, words]) => [kind, kindButton(kind, words, page, change)]));
  part(section, ".kinds", HTMLElement).append(...kinds.values());
  const rove = roving(list, () => buttonsIn(list));
  /** @type {number[]} */
  let shown = [];
  const append = () => {
    const start = list.childElementCount;
    list.append(...shown.slice(start, start + BATCH).map((image) => make("li", {}, imageButton(image, page, change))));
    more.hidden = list.childElementCount >= shown.length;
    more.textContent = `Show ${Math.min(BATCH, shown.length - list.childElementCount)} more`;
    press(list, page);
  };
  more.addEventListener("click", () => {
    const start = list.childElementCount;
    append();
    buttonsIn(list)[start]?.focus();
  });
  return () => {
    const { images, header, state } = page;
    const found = byKind(meant(images, state, header), images);
    for (const [kind, button] of kinds) {
      part(button, ".count", HTMLElement).textContent = countText(found[kind], images, state, header);
      button.setAttribute("aria-pressed", String(kind === state.kind));
    }
    drawChosen(section, found[state.kind].length, page, change);
    part(section, ".shown", HTMLElement).textContent = toldOf(found[state.kind], page);
    if (!isSame(found[state.kind], shown) || !list.childElementCount) {
      shown = found[state.kind];
      list.replaceChildren();
      append();
      const [first] = buttonsIn(list);
      if (first) rove(first);
    }
    press(list, page);
    drawCard(part(section, "#both", HTMLElement), page, change);
  };
}

/** @param {number[]} one @param {number[]} other */
const isSame = (one, other) => one.length === other.length && one.every((image, place) => image === other[place]);

/** @param {HTMLElement} list */
const buttonsIn = (list) => [...list.querySelectorAll("button")];

/** @param {HTMLElement} list @param {Page} page */
function press(list, { images, state: { pin } }) {
  const pinned = pin === null ? "" : String(images.ids[pin]);
  for (const button of buttonsIn(list)) button.setAttribute("aria-pressed", String(button.dataset.image === pinned));
}

/** @param {string} kind @param {string} words @param {Page} page @param {Change} change */
function kindButton(kind, words, page, change) {
  const made = make("button", { type: "button", className: "chip" }, `${words} `, make("span", { className: "count" }));
  made.addEventListener("click", () => change({ kind }));
  return made;
}

/**
 * What is chosen, below the flow and above the images.
 * @param {HTMLElement} section @param {number} count of images that are shown @param {Page} page @param {Change} change
 */
function drawChosen(section, count, page, change) {
  for (const element of parts(document, ".meant", HTMLElement)) {
    const chips = chosenChips(page, (changes) => {
      change(changes);
      const next = element.querySelector("button") ?? part(section, ".kinds [aria-pressed=true]", HTMLElement);
      if (next instanceof HTMLElement) next.focus({ preventScroll: true }); // the button is gone
    });
    element.hidden = !chips.length;
    element.replaceChildren(...chips);
    if (section.contains(element) || !chips.length) continue;
    const see = make("button", { type: "button", className: "chip" }, count ? `See ${counted(count, "image")} ↓` : "None of them is shown below");
    see.addEventListener("click", () => part(section, ".shown", HTMLElement).scrollIntoView());
    element.append(see);
  }
}

/**
 * A button each of what the flow and the labels leave of the images: a press takes it back.
 * @param {Page} page @param {Change} change
 */
function chosenChips({ header, state: { layers, from, to, label } }, change) {
  const layer = (/** @type {0 | 1} */ of) => `${header.runs[of].layers[layers[of]].title} of ${header.runs[of].name}`;
  /** @type {[words: string, changes: Partial<Page["state"]>, holds: boolean][]} */
  const told = [
    [`cluster ${from} in ${layer(0)}`, { from: null }, from !== null],
    [`cluster ${to} in ${layer(1)}`, { to: null }, to !== null],
    [header.kinds[label ?? 0], { label: null }, label !== null],
  ];
  return told.filter(([, , holds]) => holds).map(([words, changes]) => {
    const chip = make("button", { type: "button", className: "chip taken", title: "Take this back" }, words, make("span", { ariaHidden: "true" }, " ✕"));
    chip.addEventListener("click", () => change(changes));
    return chip;
  });
}

/** @param {number[]} shown @param {Page} page */
function toldOf(shown, { images, header, state }) {
  const kind = KINDS.find(([name]) => name === state.kind)?.[1] ?? "";
  const all = shownText(shown, kind, images, state, header);
  const without = shown.filter((image) => !images.picture[image]).length;
  const told = without ? ` ${counted(without, "has", "have")} no picture on this page.` : "";
  return shown.length ? `${all}${told} Below each: what it is, what ${header.runs[0].name} and ${header.runs[1].name} predict.` : all;
}

// --- one image ------------------------------------------------------------------------------------

/** @param {number} image @param {Page} page @param {Change} change */
function imageButton(image, page, change) {
  const { images, header } = page;
  const label = images.label[image];
  const marks = kindsOf(image, images).flatMap((kind) => (MARKS[kind] ? [`${MARKS[kind]} main path`] : []));
  const says = (/** @type {0 | 1} */ of) => {
    const right = isRight(images.sides[of], label, image, header);
    const name = header.short[images.sides[of].prediction[image]];
    return make("span", { className: right === false ? "wrong" : "" }, right === false ? `${name} ✗` : name);
  };
  const made = make("button", { type: "button", className: "image", ariaLabel: imageText(image, page), title: imageText(image, page) },
    picture(image, SMALL, page), make("b", {}, header.short[label]), make("span", { className: "says" }, says(0), " → ", says(1)),
    ...marks.map((mark) => make("i", {}, mark)));
  made.dataset.image = String(images.ids[image]);
  made.addEventListener("click", () => change({ pin: page.state.pin === image ? null : image }));
  return made;
}

/** @param {number} image @param {Page} page */
function imageText(image, { images, header }) {
  const says = ([0, 1]).map((of) => `${header.runs[of].name}: ${predictionText(/** @type {0 | 1} */ (of), image, images, header)}`);
  return `Image ${images.ids[image]}, ${header.labels[images.label[image]]}; ${says.join("; ")}`;
}

/** @param {number} image @param {number} side @param {Page} page */
function picture(image, side, { images, sprites }) {
  const place = images.picture[image];
  if (!place) return make("span", { className: "unpictured" }, "no picture");
  const canvas = make("canvas", { width: side, height: side });
  canvas.setAttribute("aria-hidden", "true");
  const found = sprites.image(place - 1);
  const scale = side / Math.max(sprites.width, sprites.height);
  const [width, height] = [sprites.width * scale, sprites.height * scale];
  if (found) draw(contextOf(canvas), found, (side - width) / 2, (side - height) / 2, width, height, buffer);
  return canvas;
}

/** @param {HTMLElement} card @param {Page} page @param {Change} change */
function drawCard(card, page, change) {
  const { images, header, state: { pin } } = page;
  card.hidden = pin === null;
  if (pin === null || card.dataset.image === String(pin)) return;
  card.dataset.image = String(pin);
  const close = make("button", { type: "button", className: "unpin" }, "Close");
  close.addEventListener("click", () => {
    const image = document.querySelector(`.image[data-image="${images.ids[pin]}"]`) ?? document.querySelector(".kinds [aria-pressed=true]");
    change({ pin: null });
    if (image instanceof HTMLElement) image.focus({ preventScroll: true });
  });
  const title = make("h3", { id: "both-title" }, `Image ${images.ids[pin]}, ${header.labels[images.label[pin]]}`);
  card.replaceChildren(make("div", { className: "top" }, title, close), make("div", { className: "facts-of" }, picture(pin, LARGE, page), factsTable(pin, page)));
}

/** @param {number} image @param {Page} page */
function factsTable(image, { images, header }) {
  const { runs, labels, roles } = header;
  const sides = /** @type {const} */ ([0, 1]);
  const each = (/** @type {(of: 0 | 1) => Node | string} */ told) => sides.map((of) => make("td", {}, told(of)));
  const rows = [
    ["predicted", each((of) => predictionText(of, image, images, header))],
    ["probability", each((of) => (images.sides[of].probability[image] / header.probability).toFixed(2))],
    ["path", each((of) => pathText(of, image, images, header))],
    ["main path of", each((of) => (images.sides[of].travels[image] < 0 ? `no ${header.one}` : labels[images.sides[of].travels[image]]))],
    ["committed", each((of) => runs[of].committed[images.sides[of].committed[image]])],
    ["role", each((of) => roles[images.sides[of].role[image]])],
    ["its page", each((of) => make("a", { href: `../../${encodeURIComponent(runs[of].name)}.html#pin=${images.ids[image]}` }, `in ${runs[of].name}`))],
  ];
  const head = make("tr", {}, make("td"), ...runs.map(({ name }) => make("th", { scope: "col" }, name)));
  const body = rows.map(([what, cells]) => make("tr", {}, make("th", { scope: "row" }, /** @type {string} */ (what)), .../** @type {Node[]} */ (cells)));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

/**
 * `0 → 1 → 1`: the clusters of the hidden layers.
 * @param {0 | 1} of @param {number} image @param {Page["images"]} images @param {Page["header"]} header
 */
function pathText(of, image, { sides }, { runs }) {
  return runs[of].path.map((layer) => sides[of].clusters[layer][image]).join(" → ");
}
