"use strict";

// Tables sort by a column whose head is pressed, a second time the other way round.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, heads, column));
  });
}

function sort(table, heads, column) {
  const down = heads[column].getAttribute("aria-sort") === "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (row) => Number(row.cells[column].dataset.value);
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => (down ? value(b) - value(a) : value(a) - value(b)));
  table.tBodies[0].append(...rows);
}

// A link to a pair opens its tables.
function openLinked() {
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (linked instanceof HTMLDetailsElement) {
    linked.open = true;
    linked.scrollIntoView();
  }
}
addEventListener("hashchange", openLinked);
openLinked();
