// A lesson: the named views one after another, large, with what is not looked at put away.
import { byId, part } from "#site/dom.js";
import { viewsOf } from "#site/explorer/named_views.js";
import { showView } from "#site/explorer/views_panel.js";

/**
 * @import { Page } from "./types.d.ts"
 * @typedef {ReturnType<typeof partsOf>} Panel
 */

/** @type {Record<string, number>} also what a presenter's remote control sends */
const STEPS = { ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1 };
const OWN = ".nodes, canvas, .scroller, .scroll, .wide, .strip, select, input"; // what has arrow keys of its own

export const isLesson = () => document.documentElement.classList.contains("lesson");

/** @param {Page} page */
export function createLesson(page) {
  const panel = partsOf(page);
  byId("lesson").addEventListener("click", () => {
    byId("views-panel").hidePopover();
    go(panel, 1);
    void fill();
  });
  panel.before.addEventListener("click", () => go(panel, placeIn(panel) - 1));
  panel.after.addEventListener("click", () => go(panel, placeIn(panel) + 1));
  byId("lesson-end").addEventListener("click", () => leave(panel));
  panel.screen.addEventListener("click", () => void fill());
  document.addEventListener("fullscreenchange", () => followScreen(panel));
  addEventListener("pointerdown", () => (panel.byKeys = false), true);
  addEventListener("keydown", (event) => press(panel, event), true);
  page.store.listen((what, keys) => {
    if (what === "view" && (keys.includes("lesson") || keys.includes("views"))) lay(panel);
  });
  lay(panel);
}

/** @param {Page} page */
const partsOf = (page) => ({
  page,
  bar: part(document, ".lesson-bar", HTMLElement),
  name: byId("lesson-name"),
  place: byId("lesson-place"),
  before: part(document, "#lesson-before", HTMLButtonElement),
  after: part(document, "#lesson-after", HTMLButtonElement),
  screen: part(document, "#lesson-screen", HTMLButtonElement),
  byKeys: true, // what has the focus got it by keys
  filled: false, // the screen is the lesson's
});

/** @param {Panel} panel counted from 1; 0: no lesson */
const placeIn = ({ page }) => Number(page.store.view.lesson);

/** @param {Panel} panel @param {number} place */
function go({ page }, place) {
  const view = viewsOf(page.store.view.views)[place - 1];
  if (view) showView(page, view.fragment, String(place));
}

/** @param {Panel} panel */
function leave({ page, filled }) {
  page.store.look({ lesson: "" });
  if (filled && document.fullscreenElement) void document.exitFullscreen();
}

/** The whole screen, where that is allowed. */
const fill = () => document.documentElement.requestFullscreen?.().catch(() => {});

/**
 * The browser's own Esc leaves the whole screen, and with it the lesson.
 * @param {Panel} panel
 */
function followScreen(panel) {
  const filled = document.fullscreenElement === document.documentElement;
  if (panel.filled && !document.fullscreenElement && placeIn(panel)) leave({ ...panel, filled: false });
  panel.filled = filled;
  panel.screen.hidden = filled || !document.fullscreenEnabled;
}

/** @param {Panel} panel */
function lay(panel) {
  const { page: { store }, bar, name, place, before, after } = panel;
  const views = viewsOf(store.view.views);
  const at = Math.min(placeIn(panel), views.length);
  const [was, is] = [!bar.hidden, at > 0];
  document.documentElement.classList.toggle("lesson", is);
  bar.hidden = !is;
  if (is) {
    name.textContent = views[at - 1].name;
    place.textContent = `${at} of ${views.length}`;
    before.disabled = at === 1;
    after.disabled = at === views.length;
    followScreen(panel);
  }
  if (is && (!was || document.activeElement?.matches(":disabled, body"))) name.focus({ preventScroll: true });
  if (was && !is) byId("views").focus();
}

/** @param {Panel} panel @param {KeyboardEvent} event */
function press(panel, event) {
  if (event.key === "Tab") panel.byKeys = true;
  if (panel.bar.hidden || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.key === "Escape") leave(panel);
  else if (event.key in STEPS && !isOwn(panel, event)) go(panel, placeIn(panel) + STEPS[event.key]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Whether a key is for what has the focus: arrows are, where one has come by keys.
 * @param {Panel} panel @param {KeyboardEvent} event
 */
const isOwn = ({ byKeys }, { key, target }) =>
  byKeys && key.startsWith("Arrow") && target instanceof Element && Boolean(target.closest(OWN));
