// Draws the figure whose data is in the page with plotly.js, of which all figures share one copy.
(function () {
  "use strict";

  // Without plotly's button for sending the data to a server.
  const CONFIG = { displaylogo: false, showSendToCloud: false, responsive: true };
  const main = document.querySelector("main");
  const script = document.createElement("script");

  script.addEventListener("load", () => {
    const { data, layout } = JSON.parse(document.getElementById("data").textContent);
    globalThis.Plotly.newPlot(main, data, layout, CONFIG).then(() => {
      document.documentElement.dataset.ready = "yes";
    });
  });
  script.addEventListener("error", () => {
    main.textContent = `This figure is drawn by ${script.src}, which is not there: it works where it was made.`;
  });
  // From a run's folder of figures.
  script.src = "PLOTLY";
  document.head.append(script);
})();
