// Elements of the page: found, of the kind that is meant, or made.

/** @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * The one element inside another that a selector finds.
 * @template {Element} E
 * @param {ParentNode} within @param {string} selector @param {new () => E} kind
 */
export function part(within, selector, kind) {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * All of them.
 * @template {Element} E
 * @param {ParentNode} within @param {string} selector @param {new () => E} kind
 */
export const parts = (within, selector, kind) =>
  [...within.querySelectorAll(selector)].flatMap((found) => (found instanceof kind ? [found] : []));

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Partial<HTMLElementTagNameMap[Tag]>} [properties] @param {(Node | string)[]} content
 */
export function make(tag, properties = {}, ...content) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...content);
  return made;
}

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws no canvas");
  return context;
}

/**
 * A canvas of so many pixels as the page counts them, which are several of the screen's.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 */
export function resized(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.cssText = `width:${width}px;height:${height}px`;
  contextOf(canvas).setTransform(ratio, 0, 0, ratio, 0, 0);
}

/**
 * As text of an SVG, or a value of its attributes.
 * @param {string | number} text
 */
export const escaped = (text) =>
  String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/**
 * Whether there is a picture at an address.
 * @param {string} address
 * @returns {Promise<boolean>}
 */
export const hasPicture = (address) =>
  new Promise((tell) => {
    const picture = make("img");
    picture.addEventListener("load", () => tell(true));
    picture.addEventListener("error", () => tell(false));
    picture.src = address;
  });
