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
 * As high as the window; a gallery as high as its rows. The gaps of a flow are the same share of that.
 * @param {Trace[]} data @param {Figure} layout
 */
function filling(data, { height: made, margin: { t, b }, images }) {
  const height = images?.length ? made : Math.max(SHRUNK * made, innerHeight - main.offsetTop);
  const larger = (height - t - b) / (made - t - b);
  const pads = data.flatMap(({ node }) => (node ? [node.pad * larger] : []));
  return { height, pads };
}

script.addEventListener("load", async () => {
  const plotly = Reflect.get(globalThis, "Plotly");
  const { data, layout } = JSON.parse(document.getElementById("data")?.textContent ?? "");
  await plotly.newPlot(main, data, layout, CONFIG);
  const fill = () => {
    const { height, pads } = filling(data, layout);
    return plotly.update(main, pads.length ? { "node.pad": pads } : {}, { height });
  };
  await fill();
  addEventListener("resize", fill);
  document.documentElement.dataset.ready = "yes";
});
script.addEventListener("error", () => {
  document.querySelector("nav")?.remove(); // what it leads to is not there either
  main.textContent = `This figure is drawn by ${script.src}, which is not there: it works where it was made.`;
});
// Where it lies, seen from the figure.
script.src = "PLOTLY";
document.head.append(script);
