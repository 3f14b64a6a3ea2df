// Draws the figure whose data is in the page with plotly.js, of which all figures share one copy.

// Without plotly's button for sending the data to a server.
const CONFIG = { displaylogo: false, showSendToCloud: false, responsive: true };
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const script = document.createElement("script");

script.addEventListener("load", async () => {
  const { data, layout } = JSON.parse(document.getElementById("data")?.textContent ?? "");
  await Reflect.get(globalThis, "Plotly").newPlot(main, data, layout, CONFIG);
  document.documentElement.dataset.ready = "yes";
});
script.addEventListener("error", () => {
  main.textContent = `This figure is drawn by ${script.src}, which is not there: it works where it was made.`;
});
// Where it lies, seen from the figure.
script.src = "PLOTLY";
document.head.append(script);
