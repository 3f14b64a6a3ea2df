// The answers' words and links: what a term means, shown while it is pointed at or has the focus, and
// the table that a number leads to. Without this module both work by a click.
import { byId, parts } from "#site/dom.js";

const GAP = 6; // pixels between a term and what it means

export function createAnswers() {
  for (const term of parts(document, "button.term", HTMLButtonElement)) explain(term);
  for (const link of parts(document, ".answer p > a:not([data-condition])", HTMLAnchorElement)) {
    link.addEventListener("click", () => unfold(byId(link.hash.slice(1))));
  }
  for (const summary of parts(document, ".whole > summary", HTMLElement)) {
    summary.addEventListener("click", () => requestAnimationFrame(() => reveal(summary)));
  }
  addEventListener("keydown", keepSelection, true);
}

/**
 * What was unfolded comes into view where the answers scroll by themselves: as a whole, or from its head on.
 * @param {HTMLElement} summary
 */
function reveal(summary) {
  const [whole, panel] = [summary.closest("details"), summary.closest(".answers")];
  if (!whole?.open || !panel || panel.scrollHeight <= panel.clientHeight) return;
  const [inner, outer] = [whole.getBoundingClientRect(), panel.getBoundingClientRect()];
  panel.scrollTop += Math.max(0, Math.min(inner.bottom - outer.bottom, inner.top - outer.top));
}

/**
 * Escape shuts what a term means, and nothing else with it.
 * @param {KeyboardEvent} event
 */
function keepSelection(event) {
  if (event.key === "Escape" && document.querySelector("[popover]:popover-open")) event.stopPropagation();
}

/** @param {HTMLButtonElement} term */
function explain(term) {
  const meaning = byId(term.getAttribute("popovertarget") ?? "");
  let pointed = false; // shown for as long as it is pointed at; a click pins it
  let closing = false; // what is shut gives the focus back, which is not asking again
  const show = () => {
    if (meaning.matches(":popover-open")) return;
    pointed = true;
    meaning.showPopover();
    place(meaning, term);
  };
  const leave = () => {
    if (pointed) meaning.hidePopover();
  };
  term.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse") show();
  });
  term.addEventListener("pointerleave", leave);
  term.addEventListener("focus", () => {
    if (!closing && term.matches(":focus-visible")) show();
  });
  term.addEventListener("blur", leave);
  term.addEventListener("click", (event) => {
    if (!pointed) return place(meaning, term);
    pointed = false;
    event.preventDefault(); // it would be shut
  });
  meaning.addEventListener("beforetoggle", () => {
    closing = meaning.matches(":popover-open");
  });
  meaning.addEventListener("toggle", () => {
    closing = false;
    if (!meaning.matches(":popover-open")) pointed = false;
    else if (document.activeElement === term) place(meaning, term);
  });
}

/**
 * Below what opens it, or above that where there is no room, within the window.
 * @param {HTMLElement} meaning @param {HTMLElement} term
 */
export function place(meaning, term) {
  const about = term.getBoundingClientRect();
  meaning.style.inset = "auto";
  meaning.style.margin = "0";
  const { width, height } = meaning.getBoundingClientRect();
  const below = about.bottom + GAP;
  const top = below + height > innerHeight ? about.top - GAP - height : below;
  meaning.style.top = `${Math.max(GAP, top)}px`;
  meaning.style.left = `${Math.max(GAP, Math.min(about.left, innerWidth - width - GAP))}px`;
}

/**
 * Open what an element is folded into, itself included.
 * @param {Element} element
 */
function unfold(element) {
  for (let at = element.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
}
