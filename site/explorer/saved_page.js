// The page as a file of its own that opens with what is seen: as it came, with a fragment in its first tag.
import { byId, escaped, part } from "#site/dom.js";
import { seenOf } from "#site/explorer/address.js";
import { fileName } from "#site/explorer/frame.js";
import { viewsOf } from "#site/explorer/named_views.js";
import { download } from "#site/explorer/save.js";

/**
 * @import { Page } from "./types.d.ts"
 * @typedef {Map<Element, string>} Pristine
 */

/**
 * What of the page scripts change, as it was before them: to be asked for first of all.
 * @returns {Pristine}
 */
export const pristineOf = () =>
  new Map([".top", "main"].map((selector) => part(document, selector, HTMLElement)).map((whole) => [whole, whole.outerHTML]));

/**
 * @param {Page} page @param {() => string} fragment of what is seen @param {Pristine} pristine
 */
export function createSaving(page, fragment, pristine) {
  byId("save-page").addEventListener("click", async () => {
    await arrived();
    const seen = fragment();
    download(nameFor(page, seen), new Blob(pageWith(seen, pristine), { type: "text/html" }));
  });
}

/** The page's last parts may still be on their way. */
const arrived = async () => {
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
};

/**
 * Of a view that has a name, with that; else with what is selected.
 * @param {Page} page @param {string} fragment
 */
function nameFor({ store, header }, fragment) {
  const named = viewsOf(store.view.views).find((view) => view.fragment === seenOf(fragment));
  const name = named ? fileName(named.name, header, { ...store, marked: null }) : fileName("view", header, store);
  return `${name}.html`;
}

/**
 * The page in parts. What neither it nor its scripts are, such as what a browser's extension adds, is left out.
 * @param {string} fragment @param {Pristine} pristine
 */
function pageWith(fragment, pristine) {
  const { head, body } = document;
  const content = Array.from(body.children, (child) => pristine.get(child) ?? (child.localName === "script" ? child.outerHTML : ""));
  return [
    `<!DOCTYPE html>\n<html lang="en" data-view="${escaped(fragment)}">\n${head.outerHTML}\n<body class="${escaped(body.className)}">\n`,
    ...content.filter(Boolean).flatMap((one) => [one, "\n"]),
    "</body>\n</html>\n",
  ];
}
