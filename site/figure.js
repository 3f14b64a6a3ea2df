// Draws the figure whose data is in the page with plotly.js, of which all figures share one copy.

// Without plotly's button for sending the data to a server.
const CONFIG = { displaylogo: false, showSendToCloud: false, responsive: true };
const SHRUNK = 0.85; // of its height, to which a figure shrinks for a window that is a little lower
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const script = document.createElement("script");

/**
 * @typedef {{height: number, margin: {t: number, b: number}, images?: unknown[]}} Figure the layout, as plotly has it
 * @typedef {{node?: {pad: number}}} Trace
 */

/**
 * As high as the window; a gallery as high as its rows.
 * @param {Figure} layout
 */
const heightOf = ({ height, images }) => (images?.length ? height : Math.max(SHRUNK * height, innerHeight - main.offsetTop));

/**
 * A flow whose gaps are the same share of another height.
 * @param {Trace} trace @param {Figure} layout @param {number} height
 */
function stretched(trace, { height: made, margin: { t, b } }, height) {
  const { node } = trace;
  return node ? { ...trace, node: { ...node, pad: (node.pad * (height - t - b)) / (made - t - b) } } : trace;
}

script.addEventListener("load", async () => {
  const plotly = Reflect.get(globalThis, "Plotly");
  const { data, layout } = JSON.parse(document.getElementById("data")?.textContent ?? "");
  document.body.style.margin = "0"; // in the head no style may stand: plotly's are not known before
  const draw = () => {
    const height = heightOf(layout);
    const traces = data.map((/** @type {Trace} */ trace) => stretched(trace, layout, height));
    return plotly.newPlot(main, traces, { ...layout, height }, CONFIG);
  };
  await draw();
  const isFlow = data.some((/** @type {Trace} */ { node }) => node);
  // What is magnified or hidden stays so. A flow has nothing of that, and would be drawn anew in pieces.
  addEventListener("resize", isFlow ? draw : () => plotly.relayout(main, { height: heightOf(layout) }));
  document.documentElement.dataset.ready = "yes";
});
script.addEventListener("error", () => {
  document.querySelector("nav")?.remove(); // what it leads to is not there either
  main.textContent = `This figure is drawn by ${script.src}, which is not there: it works where it was made.`;
});
// Where it lies, seen from the figure.
script.src = "PLOTLY";
document.head.append(script);
