// The first screen: how much of it is above the flow, and bringing the flow back into view.
import { byId, part } from "#site/dom.js";

/** The flow takes what header and toolbar leave of the window, also when they grow. */
export function fillFirstScreen() {
  const first = part(document, ".first", HTMLElement);
  const { style } = document.documentElement;
  const fill = () => {
    style.setProperty("--above", `${Math.round(first.getBoundingClientRect().top + scrollY)}px`);
    style.setProperty("--bar", `${covered()}px`);
  };
  fill();
  const observer = new ResizeObserver(fill);
  for (const above of [".toolbar", ".controls", ".top"]) observer.observe(part(document, above, HTMLElement));
}

/** How much of the window the toolbar that stays covers, in pixels. */
function covered() {
  const bar = part(document, ".toolbar", HTMLElement);
  return getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
}

/**
 * What is selected is seen in the flow: it comes into view where most of it is not. What has the focus keeps it. It
 * glides there after what a reader does; a page that opens, or a step back, is there at once.
 * @param {ScrollBehavior} [behavior]
 */
export function showFlow(behavior = "instant") {
  const flow = byId("flow");
  const { top, bottom } = flow.getBoundingClientRect();
  const above = covered();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, above);
  if (seen >= 0.6 * Math.min(bottom - top, innerHeight - above)) return;
  flow.scrollIntoView({ block: "start", behavior });
}

/** After a claim, wherever it stands, and after a search. */
export function followChoices() {
  const glide = () => showFlow(matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a[data-condition]")) glide();
  });
  byId("condition").addEventListener("submit", glide);
}
