// The part of the index that shows two runs side by side.
(function (chemins) {
  "use strict";

  // Fill the section with two runs. cards: name -> the run's card, whose pictures are shown again.
  function drawComparison(section, [first, second], cards) {
    section.querySelector(".pair").replaceChildren(
      ...[first, second].map((run) => picturesOf(cards.get(run.name))),
    );
    section.querySelector("thead").replaceChildren(
      row("th", ["", first.name, second.name, "Difference"], "col"),
    );
    section.querySelectorAll("tbody").forEach((body) => body.remove());
    section.querySelector("table").append(
      ...chemins.index.comparison(first, second).map(groupBody),
    );
  }

  function picturesOf(card) {
    const article = make("article");
    article.append(...[...card.querySelectorAll("h2, .about, .figures")].map(copy));
    return article;
  }

  // A heading's copy is one level lower: it stands inside a section with its own.
  function copy(element) {
    if (element.localName !== "h2") return element.cloneNode(true);
    const heading = make("h3");
    heading.append(element.querySelector("a").cloneNode(true));
    return heading;
  }

  function groupBody({ title, rows }) {
    const body = make("tbody");
    const head = make("th", title);
    head.colSpan = 4;
    head.scope = "rowgroup";
    const line = make("tr");
    line.append(head);
    body.append(line, ...rows.map((cells) => row("td", cells, "row")));
    return body;
  }

  // A table's row; its first cell heads it. scope: of the cells that are heads.
  function row(tag, texts, scope) {
    const line = make("tr");
    line.append(...texts.map((text, i) => make(i || !text ? tag : "th", text)));
    line.querySelectorAll("th").forEach((head) => (head.scope = scope));
    return line;
  }

  function make(tag, text = "") {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  chemins.drawComparison = drawComparison;
})((globalThis.chemins ??= {}));
