// The atlas's tables are sorted, and a link to a pair opens its own.
import { byId, make, parts } from "#site/dom.js";
import { told, quoted, anchored } from "#site/fragment.js";

// Tables sort by a column whose head is pressed, a second time the other way round.
for (const table of parts(document, "table.sortable", HTMLTableElement)) {
  const heads = [...(table.tHead?.rows[0].cells ?? [])];
  heads.forEach((head, column) => {
    const button = make("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, heads, column));
  });
}

/** @param {HTMLTableElement} table @param {HTMLTableCellElement[]} heads @param {number} column */
function sort(table, heads, column) {
  const down = heads[column].getAttribute("aria-sort") === "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (/** @type {HTMLTableRowElement} */ row) => Number(row.cells[column].dataset.value);
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => compared(value(a), value(b), down));
  table.tBodies[0].append(...rows);
}

/**
 * What has no value comes last whichever way it goes.
 * @param {number} first @param {number} second @param {boolean} down
 */
function compared(first, second, down) {
  if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
  return down ? second - first : first - second;
}

// A link to a pair opens its tables.
function openLinked() {
  const name = location.hash.slice(1);
  const linked = anchored(name);
  byId("said").textContent = told(name && !linked ? [`there is no ${quoted(name)}`] : []);
  if (linked instanceof HTMLDetailsElement) {
    linked.open = true;
    linked.scrollIntoView();
  }
}
addEventListener("hashchange", openLinked);
openLinked();
