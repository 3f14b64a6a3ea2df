// The index's controls. What they are set to is the state: it is kept in the page's address, and
// whatever changes it, the page is drawn from it anew.
import { byId, hasPicture, part, parts } from "#site/dom.js";
import { told, anchored } from "#site/fragment.js";
import { drawComparison } from "#site/index-compare.js";
import { filterField, listenToControls, showControls } from "#site/index-controls.js";
import { createImages } from "#site/index-images.js";
import { matches, sorted, choose, encode, decode } from "#site/index.js";

/**
 * @import { Run, State } from "./index.js"
 * @typedef {{runs: Run[], headers: Map<string, HTMLElement>, cards: Map<string, HTMLElement>,
 *   rows: Map<string, HTMLElement>, images: ReturnType<typeof createImages>, state: State, order: string}} Page
 * @typedef {(changes: Partial<State>) => void} Change
 */

function start() {
  const page = partsOfPage();
  const restore = () => {
    page.state = stateOf(page);
    byId("said").textContent = told(page.state.odd);
    draw(page);
    if (page.state.pin !== null) show(byId("fate"));
  };
  /** @type {Change} */
  const change = (changes) => {
    Object.assign(page.state, changes);
    byId("said").textContent = "";
    history.replaceState(null, "", `#${encode(page.state)}`);
    draw(page);
  };
  document.documentElement.classList.add("scripted"); // before anything is scrolled to
  restore();
  listenToControls(page, change);
  listenToChoices(page, change);
  addEventListener("hashchange", restore);
  tellIfAlone(byId("alone"));
}

/**
 * A page that was moved without its folder leads nowhere: a figure is not where it should be.
 * @param {HTMLElement} note
 */
async function tellIfAlone(note) {
  note.hidden = await hasPicture(note.dataset.figure ?? "");
}

/** @returns {Page} */
function partsOfPage() {
  /** @type {Run[]} */
  const runs = JSON.parse(byId("data").textContent);
  const byRun = (/** @type {string} */ selector) =>
    new Map(parts(document, selector, HTMLElement).map((item, i) => [runs[i].name, item]));
  const page = {
    runs,
    headers: new Map(parts(document, "th[data-key]", HTMLElement).map((th) => [th.dataset.key ?? "", th])),
    cards: byRun(".run"),
    rows: byRun("#table tbody tr"),
    images: createImages(runs),
    order: "",
  };
  return { ...page, state: stateOf(page) };
}

/** @param {Pick<Page, "runs" | "headers">} page */
function stateOf({ runs, headers }) {
  const fragment = anchored(location.hash) ? "" : location.hash;
  return decode(fragment, [...headers.keys()], runs.map((run) => run.name));
}

/** @param {Page} page @param {Change} change */
function listenToChoices(page, change) {
  for (const items of [page.cards, page.rows]) {
    for (const [name, item] of items) {
      choiceOf(item).addEventListener("change", () => change({ chosen: choose(page.state.chosen, name) }));
    }
  }
  byId("clear").addEventListener("click", () => {
    change({ chosen: [] });
    filterField.focus({ preventScroll: true }); // the button is gone
  });
  byId("show").addEventListener("click", () => show(byId("comparison")));
  byId("unpin").addEventListener("click", () => {
    change({ pin: null });
    filterField.focus({ preventScroll: true });
  });
}

/** @param {HTMLElement} section */
function show(section) {
  section.scrollIntoView();
  section.focus();
}

/** @param {HTMLElement} item */
const choiceOf = (item) => part(item, ".choice", HTMLInputElement);

/** @param {Page} page */
function draw(page) {
  drawControls(page);
  drawOrder(page);
  drawFilter(page);
  drawChoices(page);
  page.images.showPinned(byId("fate"), page.state.pin);
}

/** @param {Page} page */
function drawControls({ state, headers }) {
  showControls({ state, headers });
  byId("cards").hidden = state.view !== "cards";
  byId("table").hidden = state.view !== "table";
}

/**
 * Only where the order is another one: what is moved loses the focus.
 * @param {Page} page
 */
function drawOrder(page) {
  const { sort, descending } = page.state;
  const order = `${descending} ${sort}`;
  if (order === page.order) return;
  page.order = order;
  for (const items of [page.cards, page.rows]) {
    const ordered = sorted(page.runs, sort, descending).map((run) => itemOf(items, run.name));
    ordered[0].parentElement?.append(...ordered);
  }
}

/** @param {Page} page */
function drawFilter({ state, runs, cards, rows }) {
  let shown = 0;
  for (const run of runs) {
    const found = matches(run, state.filter);
    if (found) shown++;
    itemOf(cards, run.name).hidden = itemOf(rows, run.name).hidden = !found;
  }
  const all = `${runs.length} run${runs.length === 1 ? "" : "s"}`;
  byId("shown").textContent = shown === runs.length ? all : `${shown} of ${all}`;
}

/** @param {Page} page */
function drawChoices({ state, runs, cards, rows, images }) {
  const { chosen } = state;
  for (const items of [cards, rows]) {
    for (const [name, item] of items) {
      choiceOf(item).checked = chosen.includes(name);
      item.classList.toggle("chosen", chosen.includes(name));
    }
  }
  byId("tray").hidden = chosen.length === 0;
  byId("chosen").textContent =
    chosen.length === 2 ? chosen.join(" and ") : `${chosen[0]}: tick one more run to compare`;
  byId("show").hidden = byId("comparison").hidden = chosen.length < 2;
  if (chosen.length < 2) return;
  const pair = chosen.flatMap((name) => runs.filter((run) => run.name === name));
  drawComparison(byId("comparison"), pair, cards);
  images.showChanged(byId("changed"), pair, (pin) => `#${encode({ ...state, pin })}`);
}

/** @param {Map<string, HTMLElement>} items @param {string} name of a run of the page */
const itemOf = (items, name) => /** @type {HTMLElement} */ (items.get(name));

start();
