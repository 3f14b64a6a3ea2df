// The controls of an index of very many runs. What they are set to is the state, which the page's
// address keeps. Of the runs only one page of the table, or of cards, is there at a time.
import { byId, part, parts } from "#site/dom.js";
import { unzipped } from "#site/explorer/bytes.js";
import { anchored, told } from "#site/fragment.js";
import { drawComparison } from "#site/index-compare.js";
import { filterField, listenToControls, showControls } from "#site/index-controls.js";
import { choose } from "#site/index.js";
import { cardOf, rowOf } from "#site/many-items.js";
import { decodePaged, encodePaged, found, grouped, pageOf, placeText, runsOf } from "#site/many.js";

/**
 * @import { Packed, Paged, Placed } from "./many.js"
 * @typedef {{packed: Packed, runs: Placed[], headers: Map<string, HTMLElement>, state: Paged, order: string,
 *   ordered: Placed[]}} Page order: what `ordered`, the runs found, was worked out for
 * @typedef {(changes: Partial<Paged>) => void} Change
 */

const steps = parts(document, ".pager button", HTMLButtonElement);

async function start() {
  /** @type {Packed} */
  const packed = JSON.parse(new TextDecoder().decode(await unzipped(byId("packed").textContent)));
  const runs = runsOf(packed);
  const headers = new Map(parts(document, "th[data-key]", HTMLElement).map((th) => [th.dataset.key ?? "", th]));
  const names = runs.map(({ name }) => name);
  const stateOf = () => decodePaged(anchored(location.hash) ? "" : location.hash, [...headers.keys()], names);
  /** @type {Page} */
  const page = { packed, runs, headers, state: stateOf(), order: "", ordered: [] };
  const restore = () => {
    page.state = stateOf();
    byId("said").textContent = told(page.state.odd);
    draw(page);
  };
  /** @type {Change} What is on another page is not looked for on this one. */
  const change = (changes) => {
    Object.assign(page.state, "chosen" in changes ? {} : { page: 1 }, changes);
    byId("said").textContent = "";
    history.replaceState(null, "", `#${encodePaged(page.state)}`);
    draw(page);
  };
  document.documentElement.classList.add("scripted");
  restore();
  listen(page, change);
  addEventListener("hashchange", restore);
}

/** @param {Page} page @param {Change} change */
function listen(page, change) {
  listenToControls(page, change);
  for (const button of steps) button.addEventListener("click", () => step(page, change, button));
  for (const id of ["cards", "table"]) {
    byId(id).addEventListener("change", ({ target }) => {
      const name = target instanceof HTMLInputElement ? target.dataset.run : undefined;
      if (name !== undefined) change({ chosen: choose(page.state.chosen, name) });
    });
  }
  // A page that was moved without its folder has no pictures; that events of theirs come here takes capturing.
  const hide = (/** @type {Event} */ { target }) => target instanceof HTMLImageElement && (target.hidden = true);
  document.addEventListener("error", hide, true);
  byId("show").addEventListener("click", () => {
    byId("comparison").scrollIntoView();
    byId("comparison").focus();
  });
  byId("clear").addEventListener("click", () => {
    change({ chosen: [] });
    filterField.focus({ preventScroll: true }); // the button is gone
  });
}

/** @param {Page} page @param {Change} change @param {HTMLElement} button */
function step({ state, ordered }, change, button) {
  const { page, pages } = pageOf(ordered.length, state);
  /** @type {Record<string, number>} */
  const places = { first: 1, back: page - 1, next: page + 1, last: pages };
  change({ page: places[button.dataset.step ?? ""] });
  byId("table").scrollTop = 0;
  // From below the runs one reads on where they begin.
  const pager = part(document, ".pager", HTMLElement);
  if (!pager.contains(button)) pager.scrollIntoView();
}

/** @param {Page} page */
function draw(page) {
  const { state, runs } = page;
  const order = JSON.stringify([state.filter, state.sort, state.descending]);
  if (order !== page.order) Object.assign(page, { order, ordered: found(runs, state) });
  drawControls(page);
  drawPager(page);
  drawRuns(page);
  drawChoices(page);
}

/** @param {Page} page */
function drawControls({ state, headers, runs, ordered }) {
  showControls({ state, headers });
  const all = `${runs.length.toLocaleString("en")} runs`;
  byId("shown").textContent = ordered.length === runs.length ? all : `${ordered.length.toLocaleString("en")} of ${all}`;
}

/** @param {Page} page */
function drawPager({ state, ordered }) {
  const shown = pageOf(ordered.length, state);
  for (const text of parts(document, ".pager .place", HTMLElement)) text.textContent = placeText(shown, ordered.length);
  for (const pager of parts(document, ".pager", HTMLElement)) pager.hidden = shown.pages === 1;
  for (const button of steps) {
    const ahead = button.dataset.step === "next" || button.dataset.step === "last";
    // Not disabled: it would lose the focus.
    button.ariaDisabled = String(ahead ? shown.page === shown.pages : shown.page === 1);
  }
}

/** @param {Page} page */
function drawRuns({ state, packed, ordered }) {
  const { start, end } = pageOf(ordered.length, state);
  const isTable = state.view === "table";
  byId("cards").hidden = isTable;
  byId("table").hidden = !isTable;
  const shown = ordered.slice(start, end);
  const body = part(document, "#table tbody", HTMLElement);
  const key = shown.map(({ place }) => place).join() + state.view;
  if (body.dataset.shown === key) return; // what is drawn anew loses the focus
  body.dataset.shown = key;
  body.replaceChildren(...(isTable ? shown.map((run) => rowOf(run, packed)) : []));
  byId("cards").replaceChildren(...(isTable ? [] : shown.map((run) => cardOf(run, packed))));
}

/** @param {Page} page */
function drawChoices({ state: { chosen }, packed, runs }) {
  for (const box of parts(document, "input[data-run]", HTMLInputElement)) {
    box.checked = chosen.includes(box.dataset.run ?? "");
    box.closest("tr, .run")?.classList.toggle("chosen", box.checked);
  }
  byId("tray").hidden = chosen.length === 0;
  byId("chosen").textContent = chosen.length === 2 ? chosen.join(" and ") : `${chosen[0]}: tick one more run to compare`;
  byId("show").hidden = byId("comparison").hidden = chosen.length < 2;
  if (chosen.length < 2) return;
  const [first, second] = chosen.flatMap((name) => runs.filter((run) => run.name === name));
  const cards = new Map([first, second].map((run) => [run.name, cardOf(run, packed)]));
  drawComparison(byId("comparison"), [grouped(first, packed.columns), grouped(second, packed.columns)], cards);
}

start();
