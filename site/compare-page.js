// The page of two networks and the same images. What is looked at is the state: it is kept in the page's address, and
// whatever changes it, the page is drawn from it anew.
import { byId, hasPicture, make, part } from "#site/dom.js";
import { decode, encode, imagesOf, ofRole } from "#site/compare.js";
import { knownOf } from "#site/compare-whole.js";
import { createFlow } from "#site/compare-flow.js";
import { createImages } from "#site/compare-images.js";
import { createMatrix } from "#site/compare-matrix.js";
import { unzipped } from "#site/explorer/bytes.js";
import { createSprites } from "#site/explorer/sprites.js";
import { countsIn } from "#site/explorer/whole.js";
import { anchored, told } from "#site/fragment.js";

/**
 * @import { Header, Images, State } from "./compare.js"
 * @import { Known } from "./compare-whole.js"
 * @typedef {{header: Header, images: Images, known: Known | null, sprites: ReturnType<typeof createSprites>, state: State}} Page
 * @typedef {(changes: Partial<State>) => void} Change
 */

async function start() {
  document.documentElement.classList.add("scripted"); // before anything is measured
  const page = await unpack();
  /** @type {Change} */
  const change = (changes) => {
    Object.assign(page.state, changes);
    byId("said").textContent = "";
    history.pushState(null, "", `#${encode(page.state, page.header, page.images)}`);
    draw();
  };
  const drawers = [
    createMatrix(byId("similarity"), page, change),
    createFlow(byId("flow"), page, change),
    createRoles(part(document, "#role", HTMLSelectElement), page, change),
    createLabels(part(document, ".labels", HTMLElement), page, change),
    createImages(byId("fates"), page, change),
  ];
  const draw = () => drawers.forEach((one) => one());
  const restore = () => {
    page.state = stateOf(page);
    byId("said").textContent = told(page.state.odd);
    draw();
  };
  addEventListener("hashchange", restore);
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") escape(page, change);
  });
  restore();
  byId("alone").hidden = await hasPicture(byId("alone").dataset.figure ?? "");
  document.documentElement.dataset.ready = "yes";
}

/** @returns {Promise<Page>} */
async function unpack() {
  /** @type {Header} */
  const header = JSON.parse(byId("header").textContent);
  const sprites = createSprites(header.sprites);
  const blocks = [...document.querySelectorAll("script.sprites")];
  const flows = header.flows ? [byId("flows")] : [];
  const [columns, ...unpacked] = await Promise.all([byId("columns"), ...blocks, ...flows].map(({ textContent }) => unzipped(textContent ?? "")));
  blocks.forEach((_, index) => sprites.add(index, unpacked[index], index === blocks.length - 1));
  const images = imagesOf(header, columns);
  const known = knownOf(header, unpacked[blocks.length]);
  return { header, images, known, sprites, state: stateOf({ header, images }) };
}

/** @param {Pick<Page, "header" | "images">} page */
const stateOf = ({ header, images }) => decode(anchored(location.hash) ? "" : location.hash, header, images);

/**
 * First what is pinned, then what is chosen.
 * @param {Page} page @param {Change} change
 */
function escape({ state: { pin, from, to, label } }, change) {
  if (pin !== null) change({ pin: null });
  else if (from !== null || to !== null || label !== null) change({ from: null, to: null, label: null });
}

/**
 * Which images both the flow and the pictures are of.
 * @param {HTMLSelectElement} field @param {Page} page @param {Change} change
 */
function createRoles(field, page, change) {
  field.addEventListener("change", () => change({ role: field.value }));
  return () => void (field.value = page.state.role);
}

/**
 * The legend, with how many images of each label there are; a press shows these only.
 * @param {HTMLElement} element @param {Page} page @param {Change} change
 */
function createLabels(element, page, change) {
  const { header, images } = page;
  const buttons = header.labels.map((name, label) => {
    const unseen = header.unseen.includes(label);
    const swatch = make("span", { className: unseen ? "swatch unseen" : "swatch" });
    swatch.style.setProperty("--color", header.colors[label]);
    const button = make("button", { type: "button", className: "chip" }, swatch, unseen ? `${name} (unseen) ` : `${name} `, make("span", { className: "count" }));
    button.addEventListener("click", () => change({ label: page.state.label === label ? null : label }));
    return button;
  });
  element.append(...buttons.filter((_, label) => images.label.includes(label)));
  return () => {
    const among = new Uint8Array(images.count);
    for (const image of ofRole(images, page.state.role, header)) among[image] = 1;
    const counts = countsIn(images.label, header.labels.length - 1, images.weights, among);
    buttons.forEach((button, label) => {
      button.setAttribute("aria-pressed", String(page.state.label === label));
      part(button, ".count", HTMLElement).textContent = counts[label].toLocaleString("en");
    });
  };
}

void start();
