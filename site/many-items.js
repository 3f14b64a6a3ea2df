// The rows and cards of an index of very many runs, made when they are shown.
import { make } from "#site/dom.js";

/** @import { Packed, Placed } from "./many.js" */

/** @param {string} run */
const pageOf = (run) => `${encodeURIComponent(run)}.html`;

/** @param {string} run */
function choice(run) {
  const box = make("input", { type: "checkbox", className: "choice", autocomplete: "off", ariaLabel: `Compare ${run}` });
  box.dataset.run = run;
  return box;
}

/** @param {Placed} run @param {Packed} packed */
export function rowOf({ name, place }, { columns }) {
  const cells = Object.entries(columns).map(([key, { texts }]) => {
    if (key === "name") return make("th", { scope: "row" }, make("a", { href: pageOf(name) }, name));
    const cell = make("td", {}, texts[place]);
    cell.dataset.key = key;
    return cell;
  });
  return make("tr", {}, make("td", {}, choice(name)), ...cells);
}

/** @param {Placed} run @param {Packed} packed */
export function cardOf(run, packed) {
  const { name, place } = run;
  const text = (/** @type {string} */ key) => packed.columns[key].texts[place];
  const label = make("label", { className: "compare" }, choice(name), " compare");
  const head = make("h2", {}, make("a", { href: pageOf(name) }, name));
  return make(
    "article",
    { className: "run", ariaLabel: name },
    make("div", { className: "top" }, head, label),
    make("p", { className: "about" }, `${text("digits")} · ${text("network")}`),
    make("a", { className: "figures", href: pageOf(name) }, picture(name)),
    make("ul", { className: "facts" }, ...facts(text, packed.guesses[place])),
    ...packed.questions.map((question, i) => said(question, packed.headlines[place][i])),
  );
}

/** @param {(key: string) => string} text @param {number} guesses */
function facts(text, guesses) {
  const doubt = guesses ? [": ", make("strong", {}, "hardly more than guessing")] : [];
  const exceptions = text("exceptions") === "1" ? "exception" : "exceptions";
  return [
    make("li", {}, make("b", {}, text("accuracy")), " of test images right", ...doubt),
    make("li", {}, make("b", {}, text("paths")), " paths through the hidden layers"),
    make("li", {}, make("b", {}, text("exceptions")), ` ${exceptions}`),
  ];
}

/** @param {string} question @param {string} headline */
const said = (question, headline) =>
  make("section", { className: "said" }, make("h3", {}, question), make("p", { className: "headline" }, headline));

/** @param {string} run */
function picture(run) {
  const src = `../runs/${encodeURIComponent(run)}/figures/flow.png`;
  return make("img", { className: "flow", alt: `Flow of run ${run}`, loading: "lazy", src });
}
