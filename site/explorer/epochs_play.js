// Play: from epoch to epoch, to the last one.

/** @typedef {ReturnType<typeof createPlay>} Play */

const REST = 300; // milliseconds at each epoch
const STILL = 900; // where nothing moves in between

/**
 * @param {HTMLButtonElement} button @param {number} last
 * @param {{now: () => number, go: (epoch: number) => void, playing: (is: boolean) => void}} page now: the epoch that is chosen
 */
export function createPlay(button, last, { now, go, playing }) {
  let due = 0;

  /** @param {boolean} is */
  function set(is) {
    clearTimeout(due);
    button.setAttribute("aria-pressed", String(is));
    playing(is);
  }
  const isOn = () => button.getAttribute("aria-pressed") === "true";
  const stop = () => isOn() && set(false);

  button.addEventListener("click", () => {
    if (isOn()) return set(false);
    set(true);
    go(now() === last ? 0 : now() + 1);
  });
  return {
    stop,
    /** An epoch is shown, and nothing moves. */
    arrived() {
      if (!isOn()) return;
      if (now() === last) return set(false);
      const wait = matchMedia("(prefers-reduced-motion: reduce)").matches ? STILL : REST;
      due = setTimeout(() => go(now() + 1), wait);
    },
  };
}
