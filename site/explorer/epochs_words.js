// What is said of the kept epochs, and of an image at one.
import { classesOf } from "#site/explorer/classes.js";
import { settledAt } from "#site/explorer/epochs_data.js";

/**
 * @import { Header } from "./types.d.ts"
 * @import { Epochs } from "./epochs_data.js"
 */

/**
 * Which images are seen before the end of training, if these are not all.
 * @param {Pick<Header, "count" | "drawn">} header @param {Pick<Epochs, "rows">} data
 */
export function followedOf({ count, drawn }, { rows }) {
  const [few, all] = [rows.length, drawn?.of ?? count].map((number) => number.toLocaleString("en"));
  return few === all ? "" : `${few} of ${all} images followed.`;
}

/**
 * How what is seen then is to be read.
 * @param {Pick<Epochs, "epochs" | "last">} data
 */
export const readingOf = ({ epochs, last }) =>
  `Conditions, colours and lists speak of epoch ${epochs[last]}; a click or a lasso takes what is there now.`;

/** @param {number} settled a place @param {Pick<Epochs, "epochs">} data */
export const fromText = (settled, { epochs }) => (settled ? `from epoch ${epochs[settled]} on` : "from the start");

/**
 * What the card says of a sample besides: when it took its final path, and what it was taken for at an epoch.
 * @param {number} sample @param {Header} header @param {Epochs} data @param {number} epoch
 */
export function factsAt(sample, header, data, epoch) {
  const settled = settledAt(data, header, sample);
  if (settled === null) return [["learning", "not among the images that are followed"]];
  const { prediction, probability } = data.at(epoch);
  const taken = `${classesOf(header).names[prediction[sample]]}, probability ${probability[sample].toFixed(2)}`;
  return [["final path", fromText(settled, data)], ...(epoch === data.last ? [] : [[`at epoch ${data.epochs[epoch]}`, taken]])];
}
