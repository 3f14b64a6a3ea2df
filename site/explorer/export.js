// What leaves the page: the selection as CSV, panels as SVG or PNG.
(function (chemins) {
  "use strict";

  const FORMULA = /^[=+\-@\t\r]/; // what a spreadsheet would compute

  // The samples of these rows as CSV: a header, then a line each.
  function csvOf(rows, samples, header) {
    const label = (place) => header.labels[place];
    const columns = [
      ["sample_id", (i) => samples.id[i]],
      ["role", (i) => header.roles[samples.role[i]]],
      ["label", (i) => label(samples.label[i])],
      ["prediction", (i) => label(samples.prediction[i])],
      ["probability", (i) => samples.probability[i].toFixed(4)],
      ["travels_as", (i) => (samples.travels[i] < 0 ? "" : label(samples.travels[i]))],
      ["path_share", (i) => samples.common[i].toFixed(4)],
      ["committed", (i) => header.committed[samples.committed[i]]],
      ["depth", (i) => header.depth[samples.depth[i]].replace(/^none$/, "")],
      ["typicality", (i) => samples.typicality[i].toFixed(4)],
      ["p_value", (i) => (Number.isNaN(samples.pValue[i]) ? "" : samples.pValue[i].toFixed(4))],
      ...header.layers.map(({ name }, layer) => [name, (i) => samples.clusters[layer][i]]),
      ...header.layers.map(({ name }, layer) => [
        `silhouette_${name}`,
        (i) => (Number.isNaN(samples.silhouettes[layer][i]) ? "" : samples.silhouettes[layer][i].toFixed(2)),
      ]),
    ];
    const lines = [columns.map(([name]) => cell(name))];
    for (const i of rows) lines.push(columns.map(([, value]) => cell(value(i))));
    return lines.map((line) => `${line.join(",")}\r\n`).join("");
  }

  // A value as a cell: text that a spreadsheet would take for a formula gets an apostrophe (OWASP,
  // CSV injection); numbers stay numbers.
  function cell(value) {
    let text = String(value);
    if (FORMULA.test(text) && !/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function download(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  const escaped = (text) =>
    String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

  // A picture of its own from the inside of an SVG.
  const svgOf = (width, height, inside, title) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="system-ui, Helvetica, Arial, sans-serif" fill="#22252a">` +
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="#fff"/>${inside}</svg>`;

  // An SVG as PNG, twice as fine.
  async function pngOf(svg, width, height) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  // The two buttons that save a panel. picture: () => {svg, width, height}.
  function saveButtons(name, picture) {
    return ["SVG", "PNG"].map((format) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small";
      button.textContent = format;
      button.title = `Save this panel as ${format}`;
      button.setAttribute("aria-label", `Save ${name} as ${format}`);
      button.addEventListener("click", async () => {
        const { svg, width, height } = picture();
        const blob =
          format === "SVG" ? new Blob([svg], { type: "image/svg+xml" }) : await pngOf(svg, width, height);
        download(`${name.replaceAll(/[^\w.-]+/g, "-")}.${format.toLowerCase()}`, blob);
      });
      return button;
    });
  }

  chemins.export = { csvOf, cell, download, escaped, svgOf, saveButtons };
})((globalThis.chemins ??= {}));
