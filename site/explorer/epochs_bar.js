// The bar above the flow: a slider over the kept epochs, and curves that share its steps.
import { make, part, parts } from "#site/dom.js";
import { curveShapes, epochAt, linesOf, placeAt, valueText } from "#site/explorer/epochs_curves.js";
import { followSize } from "#site/explorer/on_paper.js";
import { typeset } from "#site/explorer/words.js";

/**
 * @import { Header } from "./types.d.ts"
 * @typedef {ReturnType<typeof createBar>} Bar
 */

const BELOW = 12; // pixels of the epochs' numbers, which marks keep off

/**
 * @param {HTMLElement} element @param {Header} header @param {number[]} epochs
 * @param {(epoch: number, held: boolean) => void} choose held: it is not let go yet
 */
export function createBar(element, header, epochs, choose) {
  const last = epochs.length - 1;
  const slider = part(element, "input", HTMLInputElement);
  const said = part(element, "output", HTMLElement);
  const told = (/** @type {number} */ epoch) => `epoch ${epochs[epoch]} of ${epochs[last]}`;
  const curves = createCurves(element, slider, header, epochs, choose);
  slider.addEventListener("input", () => choose(slider.valueAsNumber, true));
  slider.addEventListener("change", () => choose(slider.valueAsNumber, false));
  return {
    told,
    move: curves.move,
    mark: curves.mark,
    /**
     * The epoch that is chosen, which flow and maps are on their way to.
     * @param {number} epoch
     */
    say(epoch) {
      const right = header.learning?.curves.accuracy.own[epoch];
      slider.value = String(epoch);
      slider.setAttribute("aria-valuetext", told(epoch));
      said.replaceChildren(told(epoch), make("span", {}, right === undefined ? "" : typeset(`${(100 * right).toFixed(1)} % of test images right`)));
      element.classList.toggle("at-end", epoch === last);
      curves.tell(epoch);
    },
  };
}

/**
 * Curves above the slider, as wide as it is: a click there chooses the nearest epoch.
 * @param {HTMLElement} element @param {HTMLInputElement} slider @param {Header} header @param {number[]} epochs
 * @param {(epoch: number, held: boolean) => void} choose
 */
function createCurves(element, slider, header, epochs, choose) {
  const last = epochs.length - 1;
  const curves = part(element, ".curves", SVGSVGElement);
  const [now, settled] = [part(element, ".now", SVGPathElement), part(element, ".settled", SVGPathElement)];
  const drawn = linesOf(header);
  const state = { now: last, told: last, mark: /** @type {number | null} */ (null), width: 0, height: 0 };

  function place() {
    const [x, y] = [(/** @type {number} */ epoch) => placeAt(epoch, last, state.width).toFixed(1), state.height - BELOW];
    now.setAttribute("d", `M${x(state.now)} 0V${y}`);
    for (const name of parts(curves, ".name", SVGTextElement)) name.textContent = valueText(drawn[Number(name.dataset.line)], state.told);
    settled.setAttribute("d", state.mark === null ? "" : `M${x(state.mark)} ${y}l-5 -8h10z`);
  }

  const change = (/** @type {Partial<typeof state>} */ changes) => {
    Object.assign(state, changes);
    place();
  };

  function lay() {
    const [width, height] = [slider.offsetWidth, curves.clientHeight];
    if (!width || !height) return;
    part(element, ".lines", SVGGElement).innerHTML = curveShapes(drawn, epochs, width, height);
    change({ width, height });
  }

  curves.addEventListener("click", (event) => {
    choose(epochAt(event.clientX - curves.getBoundingClientRect().left, last, state.width), false);
    slider.focus({ preventScroll: true });
  });
  followSize(element, lay);
  lay();
  return {
    move: (/** @type {number} */ epoch) => change({ now: epoch }), // the mark; a share between two while it moves
    tell: (/** @type {number} */ epoch) => change({ told: epoch }), // the values beside the curves
    mark: (/** @type {number | null} */ epoch) => change({ mark: epoch }), // from when on the pinned image goes its final way
  };
}
