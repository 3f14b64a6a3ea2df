// The index's controls. What they are set to is the state: it is kept in the page's address, and
// whatever changes it, the page is drawn from it anew.
(function (chemins) {
  "use strict";

  const { matches, sorted, startsDescending, choose, encode, decode } = chemins.index;
  const { told, anchored } = chemins.fragment;

  function start() {
    const page = partsOfPage();
    const restore = () => {
      const fragment = anchored(location.hash) ? "" : location.hash;
      page.state = decode(fragment, [...page.headers.keys()], page.runs.map((r) => r.name));
      element("said").textContent = told(page.state.odd);
      draw(page);
    };
    const change = (changes) => {
      Object.assign(page.state, changes);
      element("said").textContent = "";
      history.replaceState(null, "", `#${encode(page.state)}`);
      draw(page);
    };
    restore();
    listenToControls(page, change);
    listenToChoices(page, change);
    addEventListener("hashchange", restore);
    document.documentElement.classList.add("scripted");
  }

  const element = (id) => document.getElementById(id);
  const elements = (selector) => [...document.querySelectorAll(selector)];

  function partsOfPage() {
    const runs = JSON.parse(element("data").textContent);
    const byRun = (selector) => new Map(elements(selector).map((e, i) => [runs[i].name, e]));
    return {
      runs,
      headers: new Map(elements("th[data-key]").map((th) => [th.dataset.key, th])),
      cards: byRun(".run"),
      rows: byRun("#table tbody tr"),
    };
  }

  function listenToControls(page, change) {
    const sortBy = (sort) => change({ sort, descending: startsDescending(page.runs, sort) });
    const turn = () => change({ descending: !page.state.descending });
    element("filter").addEventListener("input", (event) => change({ filter: event.target.value }));
    element("sort").addEventListener("change", (event) => sortBy(event.target.value));
    element("turn").addEventListener("click", turn);
    for (const radio of elements("input[name=view]")) {
      radio.addEventListener("change", () => change({ view: radio.value }));
    }
    for (const [key, th] of page.headers) {
      const press = () => (key === page.state.sort ? turn() : sortBy(key));
      th.querySelector("button").addEventListener("click", press);
    }
  }

  function listenToChoices(page, change) {
    for (const items of [page.cards, page.rows]) {
      for (const [name, item] of items) {
        const tick = () => change({ chosen: choose(page.state.chosen, name) });
        item.querySelector(".choice").addEventListener("change", tick);
      }
    }
    element("clear").addEventListener("click", () => {
      change({ chosen: [] });
      element("filter").focus({ preventScroll: true }); // the button is gone
    });
    element("show").addEventListener("click", () => {
      element("comparison").scrollIntoView();
      element("comparison").focus();
    });
  }

  function draw(page) {
    drawControls(page);
    drawOrder(page);
    drawFilter(page);
    drawChoices(page);
  }

  function drawControls({ state, headers }) {
    for (const radio of elements("input[name=view]")) radio.checked = radio.value === state.view;
    element("cards").hidden = state.view !== "cards";
    element("table").hidden = state.view !== "table";
    // Setting the same text again would move the caret.
    if (element("filter").value !== state.filter) element("filter").value = state.filter;
    element("sort").value = state.sort;
    element("turn").textContent = state.descending ? "↓ descending" : "↑ ascending";
    for (const [key, th] of headers) {
      const direction = state.descending ? "descending" : "ascending";
      if (key === state.sort) th.setAttribute("aria-sort", direction);
      else th.removeAttribute("aria-sort");
    }
  }

  // Only where the order is another one: what is moved loses the focus.
  function drawOrder(page) {
    const { sort, descending } = page.state;
    const order = `${descending} ${sort}`;
    if (order === page.order) return;
    page.order = order;
    for (const items of [page.cards, page.rows]) {
      const ordered = sorted(page.runs, sort, descending).map((run) => items.get(run.name));
      ordered[0].parentElement.append(...ordered);
    }
  }

  function drawFilter({ state, runs, cards, rows }) {
    let shown = 0;
    for (const run of runs) {
      const found = matches(run, state.filter);
      shown += found;
      cards.get(run.name).hidden = rows.get(run.name).hidden = !found;
    }
    const all = `${runs.length} run${runs.length === 1 ? "" : "s"}`;
    element("shown").textContent = shown === runs.length ? all : `${shown} of ${all}`;
  }

  function drawChoices({ state: { chosen }, runs, cards, rows }) {
    for (const items of [cards, rows]) {
      for (const [name, item] of items) {
        item.querySelector(".choice").checked = chosen.includes(name);
        item.classList.toggle("chosen", chosen.includes(name));
      }
    }
    element("tray").hidden = chosen.length === 0;
    element("chosen").textContent =
      chosen.length === 2 ? chosen.join(" and ") : `${chosen[0]}: tick one more run to compare`;
    element("show").hidden = element("comparison").hidden = chosen.length < 2;
    if (chosen.length < 2) return;
    const pair = chosen.map((name) => runs.find((run) => run.name === name));
    chemins.drawComparison(element("comparison"), pair, cards);
  }

  if (globalThis.document) start();
})((globalThis.chemins ??= {}));
