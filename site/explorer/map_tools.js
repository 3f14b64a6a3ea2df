// One map large: as wide as the panel, or on the whole screen. And which one the flow leads to.
import { parts } from "#site/dom.js";

/**
 * The buttons and the key of one map.
 * @param {HTMLElement} element @param {HTMLElement} over its canvas
 */
export function createTools(element, over) {
  const [enlarge, full] = parts(element, "[data-large]", HTMLButtonElement);
  enlarge.addEventListener("click", () => enlargeOrNot(element, enlarge));
  over.addEventListener("dblclick", () => enlargeOrNot(element, enlarge));
  over.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "f" && !event.ctrlKey && !event.metaKey) enlargeOrNot(element, enlarge);
  });
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () =>
    document.fullscreenElement ? document.exitFullscreen() : element.requestFullscreen(),
  );
  element.addEventListener("fullscreenchange", () => {
    full.setAttribute("aria-pressed", String(document.fullscreenElement === element));
  });
}

/**
 * One at a time.
 * @param {HTMLElement} element @param {HTMLElement} button
 */
function enlargeOrNot(element, button) {
  const large = !element.classList.contains("large");
  for (const other of parts(document, ".embedding.large", HTMLElement)) {
    other.classList.remove("large");
    for (const one of parts(other, "[data-large=panel]", HTMLElement)) one.setAttribute("aria-pressed", "false");
  }
  element.classList.toggle("large", large);
  button.setAttribute("aria-pressed", String(large));
  element.scrollIntoView({ block: "nearest", inline: "start" });
}

/**
 * A stage that is chosen on the flow brings its map into a strip's view.
 * @param {HTMLElement} flow @param {HTMLElement} strip
 */
export function followFlow(flow, strip) {
  const maps = parts(strip, ".embedding", HTMLElement);
  flow.addEventListener("click", ({ target }) => {
    const stage = target instanceof Element ? target.closest("[data-stage]")?.getAttribute("data-stage") : null;
    const map = maps.find(({ dataset }) => dataset.layer === stage);
    if (map && strip.classList.contains("scrolled")) strip.scrollTo({ left: map.offsetLeft - strip.offsetLeft, behavior: smooth() });
  });
}

const smooth = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
