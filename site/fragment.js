// What stands in a page's address after `#`. Anybody can write one: what no page writes is as if it
// were not there, and is told. What it costs to read grows with its length alone.

const QUOTED = 40; // characters of a text that is quoted
const TOLD = 3; // oddities that are told one by one

/** @typedef {Map<string, string[]>} Parts name -> its values */

/**
 * The values of each of the names, and the oddities found.
 * @param {string} fragment @param {string[]} names
 * @param {number} longest how many characters the page's own addresses have at most
 * @returns {{parts: Parts, odd: string[]}}
 */
export function partsOf(fragment, names, longest) {
  /** @type {Parts} */
  const parts = new Map(names.map((name) => [name, []]));
  if (fragment.length > longest) return { parts, odd: ["it is longer than any that this page writes"] };
  const odd = [];
  for (const [name, value] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    const values = parts.get(name);
    if (values) values.push(value);
    else odd.push(`there is no ${quoted(name)}`);
  }
  return { parts, odd };
}

/**
 * The value of a part that can have one; null for none, and for several, which is odd.
 * @param {string} name @param {Parts} parts @param {string[]} odd
 */
export function only(name, parts, odd) {
  const values = parts.get(name) ?? [];
  if (values.length > 1) odd.push(`${name} stands in it ${values.length} times`);
  return values.length === 1 ? values[0] : null;
}

/**
 * As `only`, one of the texts allowed; the first of them where there is no such value.
 * @param {string} name @param {string[]} allowed @param {Parts} parts @param {string[]} odd
 */
export function oneOf(name, allowed, parts, odd) {
  const value = only(name, parts, odd) ?? allowed[0];
  if (allowed.includes(value)) return value;
  odd.push(`there is no ${name} ${quoted(value)}`);
  return allowed[0];
}

/** @param {string[]} odd */
export function told(odd) {
  if (!odd.length) return "";
  const more = odd.length > TOLD ? [`and ${odd.length - TOLD} more`] : [];
  return `Not all of this address can be shown: ${[...odd.slice(0, TOLD), ...more].join("; ")}.`;
}

/** @param {string} text */
export function quoted(text) {
  return `“${text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text}”`;
}

/**
 * The element of the page that the address leads to, or null.
 * @param {string} fragment
 */
export function anchored(fragment) {
  try {
    return document.getElementById(decodeURIComponent(fragment.replace(/^#/, "")));
  } catch {
    return null;
  }
}
