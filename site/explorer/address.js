// The page's state as the fragment of its address, and back: a link shows what its sender saw.
(function (chemins) {
  "use strict";

  const { partsOf, only, oneOf, quoted } = chemins.fragment;

  const IDS = 2 ** 32; // the numbers of samples are lower
  const KINDS = ["labels", "roles"];

  // state: {condition, ids (sorted sample ids) or null, view: {name: text}, hidden: {labels, roles}
  // as lists of texts}. known: what there is: {count, view: name -> texts, labels, roles}; of a view
  // the first text is what it is at first, and goes unsaid.
  function fragmentOf(state, known) {
    const parts = new URLSearchParams();
    if (state.condition) parts.set("select", state.condition);
    else if (state.ids) parts.set("ids", packed(state.ids));
    for (const [name, value] of Object.entries(state.view)) {
      if (value !== known.view[name][0]) parts.set(name, value);
    }
    for (const kind of KINDS) {
      if (state.hidden[kind].length) parts.set(`hide-${kind}`, state.hidden[kind].join(" "));
    }
    return parts.toString();
  }

  // The state of any text, ids as `unpacked` gives them; odd: what of it no page writes.
  function stateOf(fragment, known) {
    const names = ["select", "ids", ...Object.keys(known.view), ...KINDS.map((kind) => `hide-${kind}`)];
    const { parts, odd } = partsOf(fragment, names, longest(known.count));
    const view = Object.entries(known.view).map(([name, texts]) => [name, oneOf(name, texts, parts, odd)]);
    return {
      condition: only("select", parts, odd) ?? "",
      ids: idsOf(only("ids", parts, odd), odd),
      view: Object.fromEntries(view),
      hidden: Object.fromEntries(KINDS.map((kind) => [kind, listed(kind, known[kind], parts, odd)])),
      odd,
    };
  }

  // Characters: a selection takes four bytes a sample at most, which are less than six letters.
  const longest = (count) => 10_000 + 6 * count;

  function idsOf(text, odd) {
    if (text === null) return null;
    const ranges = unpacked(text);
    if (!ranges) odd.push(`ids ${quoted(text)} is no selection`);
    return ranges;
  }

  // The known ones among the texts of a list; the others are odd.
  function listed(kind, texts, parts, odd) {
    const asked = new Set((only(`hide-${kind}`, parts, odd) ?? "").split(" ").filter(Boolean));
    const there = new Set(texts);
    const unknown = [...asked].filter((text) => !there.has(text));
    odd.push(...unknown.slice(0, 1).map((text) => `among the ${kind} there is no ${quoted(text)}`));
    return [...asked].filter((text) => there.has(text));
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

  // Ascending ranges [first id, the one after the last], as many as the text has room for, however
  // wide they are; null for a text that no packing gives.
  function unpacked(text) {
    const numbers = numbersOf(text);
    if (!numbers || numbers.length % 2) return null;
    const ranges = [];
    let end = 0;
    for (let i = 0; i < numbers.length; i += 2) {
      const start = end + numbers[i];
      if (numbers[i + 1] === 0 || (i > 0 && start === end)) return null;
      end = start + numbers[i + 1];
      if (end > IDS) return null;
      ranges.push([start, end]);
    }
    return ranges;
  }

  function numbersOf(text) {
    const bytes = bytesOf(text);
    if (!bytes) return null;
    const numbers = [];
    let [value, unit] = [0, 1];
    for (const byte of bytes) {
      value += (byte & 127) * unit;
      unit *= 128;
      if (value > IDS || unit > 128 * IDS || (byte === 0 && unit > 128)) return null;
      if (byte > 127) continue;
      numbers.push(value);
      [value, unit] = [0, 1];
    }
    return unit === 1 ? numbers : null;
  }

  function bytesOf(text) {
    try {
      return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    } catch {
      return null;
    }
  }

  // A mask of the samples whose ids are in the ranges, and how many of these ids no sample has.
  // ids: of all samples, ascending.
  function samplesIn(ranges, ids) {
    const mask = new Uint8Array(ids.length);
    let missing = 0;
    let i = 0;
    for (const [start, end] of ranges) {
      while (i < ids.length && ids[i] < start) i++;
      missing += end - start;
      for (; i < ids.length && ids[i] < end; i++, missing--) mask[i] = 1;
    }
    return { mask, missing };
  }

  chemins.address = { fragmentOf, stateOf, packed, unpacked, samplesIn };
})((globalThis.chemins ??= {}));
