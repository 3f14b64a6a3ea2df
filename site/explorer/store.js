// What is selected, what is shown, how it is coloured: the one state that all panels follow.
(function (chemins) {
  "use strict";

  const REMEMBERED = 100; // selections that undo goes back

  // A store tells its listeners with the name of what changed: selection, filter, view or hover.
  function createStore(samples, view) {
    const listeners = [];
    const nothing = { mask: null, condition: "" };
    let past = [];
    let future = [];

    const store = {
      samples,
      view: { ...view }, // color, flow, sort, tool …: what the address keeps beside the selection
      selection: nothing, // {mask, condition}: mask null where nothing is selected
      hidden: { labels: new Set(), roles: new Set() }, // places of labels and roles filtered out
      visible: new Uint8Array(samples.count).fill(1),
      marked: null, // selected and visible; null where nothing is selected
      hovered: -1, // a sample

      listen: (listener) => listeners.push(listener),

      // how: replace, add or remove. condition: the text that says the same, if there is one.
      select(mask, how = "replace", condition = "") {
        const next = combined(store.selection, { mask, condition }, how);
        if (next === store.selection) return;
        past = [...past, store.selection].slice(-REMEMBERED);
        future = [];
        settle(next);
      },
      clear() {
        if (store.selection.mask) store.select(null);
      },
      undo() {
        if (!past.length) return;
        future.push(store.selection);
        settle(past.pop());
      },
      redo() {
        if (!future.length) return;
        past.push(store.selection);
        settle(future.pop());
      },
      canUndo: () => past.length > 0,
      canRedo: () => future.length > 0,

      // kind: labels or roles.
      show(kind, place, shown) {
        if (shown) store.hidden[kind].delete(place);
        else store.hidden[kind].add(place);
        filter();
      },
      hover(sample) {
        if (sample === store.hovered) return;
        store.hovered = sample;
        tell("hover");
      },
      look(changes) {
        Object.assign(store.view, changes);
        tell("view", Object.keys(changes));
      },
    };

    function settle(selection) {
      store.selection = selection;
      store.marked = both(selection.mask, store.visible);
      tell("selection");
    }

    function filter() {
      const { labels, roles } = store.hidden;
      for (let i = 0; i < samples.count; i++) {
        store.visible[i] = labels.has(samples.label[i]) || roles.has(samples.role[i]) ? 0 : 1;
      }
      store.marked = both(store.selection.mask, store.visible);
      tell("filter");
    }

    function tell(what, keys = []) {
      for (const listener of listeners) listener(what, keys);
    }

    return store;
  }

  // The selection after a choice; the same object where the choice changes nothing.
  function combined(before, { mask, condition }, how) {
    if (how === "replace" || (how === "add" && !before.mask)) {
      if (!mask || !some(mask)) return before.mask ? { mask: null, condition: "" } : before;
      return { mask, condition };
    }
    if (!before.mask) return before;
    const joined = before.mask.map((value, i) => (mask[i] ? (how === "add" ? 1 : 0) : value));
    return some(joined) ? { mask: joined, condition: "" } : { mask: null, condition: "" };
  }

  const some = (mask) => mask.indexOf(1) >= 0;

  const both = (mask, visible) => mask && mask.map((value, i) => value & visible[i]);

  function rowsOf(mask) {
    const rows = [];
    for (let i = mask.indexOf(1); i >= 0; i = mask.indexOf(1, i + 1)) rows.push(i);
    return rows;
  }

  // How a pointer or key event joins what is chosen to what was: shift adds, alt removes.
  const howOf = (event) => (event.shiftKey ? "add" : event.altKey ? "remove" : "replace");

  chemins.store = { createStore, rowsOf, howOf };
})((globalThis.chemins ??= {}));
