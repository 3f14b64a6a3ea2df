// The page's state as the fragment of its address, and back: a link shows what its sender saw.
(function (chemins) {
  "use strict";

  // state: {condition, ids (sorted sample ids) or null, view: {name: text}, hidden: {labels, roles}
  // as lists of texts}. defaults: of the view; what is as there goes unsaid.
  function fragmentOf(state, defaults) {
    const parts = new URLSearchParams();
    if (state.condition) parts.set("select", state.condition);
    else if (state.ids) parts.set("ids", packed(state.ids));
    for (const [name, value] of Object.entries(state.view)) {
      if (value !== defaults[name]) parts.set(name, value);
    }
    for (const kind of ["labels", "roles"]) {
      if (state.hidden[kind].length) parts.set(`hide-${kind}`, state.hidden[kind].join(" "));
    }
    return parts.toString();
  }

  function stateOf(fragment, defaults) {
    const parts = new URLSearchParams(fragment.replace(/^#/, ""));
    const list = (name) => (parts.get(name) ?? "").split(" ").filter(Boolean);
    return {
      condition: parts.get("select") ?? "",
      ids: parts.has("ids") ? unpacked(parts.get("ids")) : null,
      view: Object.fromEntries(
        Object.entries(defaults).map(([name, value]) => [name, parts.get(name) ?? value]),
      ),
      hidden: { labels: list("hide-labels"), roles: list("hide-roles") },
    };
  }

  // Sorted ids as base64url of gap, length, gap, length …: runs of neighbours, seven bits a byte.
  function packed(ids) {
    const bytes = [];
    let end = 0;
    for (let i = 0; i < ids.length; ) {
      let length = 1;
      while (ids[i + length] === ids[i] + length) length++;
      push(bytes, ids[i] - end);
      push(bytes, length);
      end = ids[i] + length;
      i += length;
    }
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  function push(bytes, value) {
    for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    bytes.push(value);
  }

  // null for a text that no packing gives.
  function unpacked(text) {
    let bytes;
    try {
      bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    } catch {
      return null;
    }
    const ids = [];
    let at = 0;
    const next = () => {
      let value = 0;
      for (let unit = 1; at < bytes.length; unit *= 128) {
        const byte = bytes.charCodeAt(at++);
        value += (byte & 127) * unit;
        if (byte < 128) break;
      }
      return value;
    };
    for (let end = 0; at < bytes.length && ids.length < 1e7; ) {
      const start = end + next();
      end = start + Math.min(next(), 1e7);
      for (let id = start; id < end; id++) ids.push(id);
    }
    return ids;
  }

  chemins.address = { fragmentOf, stateOf, packed, unpacked };
})((globalThis.chemins ??= {}));
