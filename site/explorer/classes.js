// What the run's classes are called, in the order of the header's labels.

/** @import { Classes, Header } from "./types.d.ts" */

/**
 * As the header has it, or, of digits, by their labels.
 * @param {Pick<Header, "labels" | "classes">} header
 * @returns {Classes}
 */
export function classesOf({ labels, classes }) {
  if (classes) return classes;
  const [names, many] = [labels.map(String), labels.map((label) => `${label}s`)];
  return { one: "digit", names, short: names, kinds: many };
}

/**
 * @param {number} label @param {Header} header
 */
export const kindOf = (label, header) => classesOf(header).kinds[header.labels.indexOf(label)];

/**
 * What a condition calls a class: by its name, which may also be what stands for no class.
 * @param {number} label @param {Header} header
 */
export function calledIn(label, header) {
  const name = classesOf(header).names[header.labels.indexOf(label)];
  return name === "none" ? String(label) : name;
}
