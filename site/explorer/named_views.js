// Views under names, in an order: part of the page's address, as a text that holds each one's own address.
import { quoted } from "#site/fragment.js";

/** @typedef {{name: string, fragment: string}} Named */

const MOST = 30; // views
export const LETTERS = 60; // of a name
export const LONGEST = 30_000; // characters of all, as they are written

/** @param {Named[]} views */
export const textOf = (views) => new URLSearchParams(views.map(({ name, fragment }) => [name, fragment])).toString();

/**
 * The views that such a text holds; what no page writes is left out, and odd.
 * @param {string} text @param {string[]} [odd]
 */
export function viewsOf(text, odd = []) {
  /** @type {Named[]} */
  let views = [];
  if (text.length > LONGEST) {
    odd.push("its views are longer than any that this page writes");
    return views;
  }
  for (const [name, fragment] of new URLSearchParams(text)) {
    const next = isName(name) && !views.some((view) => view.name === name) ? kept(views, { name, fragment }) : null;
    if (next) views = next;
    else odd.push(`${quoted(name)} is no name for one more view`);
  }
  return views;
}

/** @param {string} name */
const isName = (name) => name !== "" && name === cleaned(name);

/**
 * A name as it can be kept: in one line, not longer than there is room.
 * @param {string} name
 */
export const cleaned = (name) => Array.from(name.replaceAll(/\s+/g, " ").trim()).slice(0, LETTERS).join("").trim();

/**
 * With one more view, or another under its name; null where they would be too many, or too long for an address.
 * @param {Named[]} views @param {Named} view
 */
export function kept(views, view) {
  const there = views.findIndex(({ name }) => name === view.name);
  const next = there < 0 ? [...views, view] : views.with(there, view);
  return next.length > MOST || textOf(next).length > LONGEST ? null : next;
}

/**
 * The views, one with another name; as they are, where that is no name or another one's.
 * @param {Named[]} views @param {number} place @param {string} name
 */
export function renamed(views, place, name) {
  if (!isName(name) || views.some((view) => view.name === name)) return views;
  const next = views.with(place, { ...views[place], name });
  return textOf(next).length > LONGEST ? views : next;
}

/** @param {Named[]} views @param {number} place */
export const without = (views, place) => views.toSpliced(place, 1);

/**
 * The views, one of them so many places later.
 * @param {Named[]} views @param {number} place @param {number} by
 */
export const moved = (views, place, by) => without(views, place).toSpliced(place + by, 0, views[place]);

/**
 * A name that none has: `View 3`.
 * @param {Named[]} views
 */
export function unusedName(views) {
  let number = views.length + 1;
  while (views.some(({ name }) => name === `View ${number}`)) number++;
  return `View ${number}`;
}

/**
 * The place in a lesson that a text tells, counted from 1, as text; none where there is no such view.
 * @param {string | null} text @param {number} count of views @param {string[]} odd
 */
export function placeOf(text, count, odd) {
  if (text === null) return "";
  const place = text === "yes" ? "1" : text;
  if (/^[1-9]\d?$/.test(place) && Number(place) <= count) return place;
  odd.push(count ? `a lesson of ${count} has no part ${quoted(text)}` : "a lesson goes through named views, and there are none");
  return "";
}
