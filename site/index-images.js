// The parts of the index that show images: one in all the runs that have it, and those that two runs
// predict differently. What they show is unpacked when it is asked for first.
import { byId, contextOf, make, part } from "#site/dom.js";
import { unzipped } from "#site/explorer/bytes.js";
import { createSprites, draw } from "#site/explorer/sprites.js";
import { changedBetween, changedText, fatesAt, fatesOf, predictionText, predictionsText, toldText, untoldText } from "#site/index-fates.js";

/**
 * @import { About, Fate, Fates } from "./index-fates.js"
 * @import { Run } from "./index.js"
 * @typedef {{runs: Run[], fates: Fates, sprites: ReturnType<typeof createSprites>}} Images
 */

const SHOWN = 60; // images of a comparison
const buffer = make("canvas");

/** @param {Run[]} runs */
export function createImages(runs) {
  /** @type {Promise<Images> | undefined} */
  let unpacked;
  const images = () => (unpacked ??= unpack(runs));
  return {
    /** @param {HTMLElement} section @param {number | null} pin an image's number */
    async showPinned(section, pin) {
      section.hidden = pin === null;
      section.dataset.pin = String(pin);
      if (pin === null) return;
      const found = await images();
      if (section.dataset.pin === String(pin)) drawPinned(section, pin, found);
    },
    /** @param {HTMLElement} element @param {Run[]} pair @param {(pin: number) => string} addressOf */
    async showChanged(element, pair, addressOf) {
      const names = pair.map(({ name }) => name).join("\n");
      element.dataset.pair = names;
      const found = await images();
      if (element.dataset.pair === names) drawChanged(element, pair, found, addressOf);
    },
  };
}

/**
 * @param {Run[]} runs
 * @returns {Promise<Images>}
 */
async function unpack(runs) {
  /** @type {About} */
  const about = JSON.parse(byId("fates").textContent);
  const sprites = createSprites(about.sprites);
  const blocks = [...document.querySelectorAll("script.sprites")];
  const texts = [byId("images"), byId("rows"), ...blocks].map(({ textContent }) => unzipped(textContent ?? ""));
  const [images, rows, ...unpacked] = await Promise.all(texts);
  unpacked.forEach((bytes, index) => sprites.add(index, bytes, index === unpacked.length - 1));
  return { runs, fates: fatesOf(about, images, rows), sprites };
}

/** @param {HTMLElement} section @param {number} pin @param {Images} images */
function drawPinned(section, pin, images) {
  const { fates } = images;
  const place = fates.ids.indexOf(pin);
  const known = place >= 0;
  const found = known ? fatesAt(fates, place) : [];
  const { labels } = fates.about;
  const label = known ? labels[fates.label[place]] : "";
  byId("fate-title").textContent = known ? `Image ${pin}, ${label}` : `Image ${pin}`;
  part(section, ".predictions", HTMLElement).textContent = known ? predictionsText(found, labels) : untoldText(pin, fates.about);
  part(section, ".note", HTMLElement).textContent = toldText(fates.about);
  part(section, ".picture", HTMLElement).replaceChildren(...(known && fates.picture[place] ? [picture(images, place, 112)] : []));
  part(section, ".scroll", HTMLElement).hidden = !known;
  const lines = found.map((fate) => fateRow(fate, pin, fates.label[place], images));
  part(section, "tbody", HTMLElement).replaceChildren(...lines);
}

/** @param {Fate} fate @param {number} pin @param {number} label @param {Images} images */
function fateRow(fate, pin, label, { runs, fates: { about } }) {
  const { name } = runs[fate.run];
  const link = make("a", { href: `${encodeURIComponent(name)}.html#pin=${pin}` }, name);
  const texts = [
    predictionText(fate, label, about.labels),
    fate.probability.toFixed(2),
    fate.path,
    fate.travels < 0 ? "none" : about.labels[fate.travels],
    fate.committed,
    fate.role,
  ];
  return make("tr", {}, make("th", { scope: "row" }, link), ...texts.map((text) => make("td", {}, text)));
}

/**
 * @param {HTMLElement} element @param {Run[]} pair @param {Images} images
 * @param {(pin: number) => string} addressOf
 */
function drawChanged(element, pair, images, addressOf) {
  const { fates, runs } = images;
  const [first, second] = pair.map((run) => runs.indexOf(run));
  const found = changedBetween(fates, first, second);
  element.hidden = !found.both;
  const more = found.changed.length > SHOWN ? ` The first ${SHOWN} are shown.` : "";
  const told = changedText(found, pair.map(({ name }) => name), fates.about);
  part(element, ".note", HTMLElement).textContent = told + more;
  const shown = found.changed.slice(0, SHOWN).map((one) => changedLink(one, pair, images, addressOf));
  part(element, ".images", HTMLElement).replaceChildren(...shown);
}

/**
 * @param {{place: number, fates: [Fate, Fate]}} one @param {Run[]} pair @param {Images} images
 * @param {(pin: number) => string} addressOf
 */
function changedLink({ place, fates: [one, other] }, pair, images, addressOf) {
  const { ids, label, about: { labels } } = images.fates;
  const [name, before, after] = [label[place], one.prediction, other.prediction].map((of) => labels[of]);
  const told = `Image ${ids[place]}, ${name}: ${before} in ${pair[0].name}, ${after} in ${pair[1].name}`;
  const link = make("a", { href: addressOf(ids[place]), title: told, ariaLabel: told }, picture(images, place, 56));
  return make("li", {}, link, make("span", {}, `${name}: ${before}, ${after}`));
}

/** @param {Images} images @param {number} place @param {number} side */
function picture({ sprites, fates }, place, side) {
  const canvas = make("canvas", { width: side, height: side, role: "img", ariaLabel: `Image ${fates.ids[place]}` });
  const scale = side / Math.max(sprites.width, sprites.height);
  const shown = fates.picture[place];
  const image = shown ? sprites.image(shown - 1) : null;
  if (image) draw(contextOf(canvas), image, 0, 0, sprites.width * scale, sprites.height * scale, buffer);
  return canvas;
}
