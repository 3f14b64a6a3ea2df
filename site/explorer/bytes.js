// Unpacks what the page carries: the samples' columns and their images. docs/explorer.md has the format.

/** @import { Column, Header } from "./types.d.ts" */

const KINDS = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array };

/** @param {string} base64 */
function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** @param {string} base64 */
export async function unzipped(base64) {
  const packed = new Blob([bytesOf(base64)]).stream();
  const stream = packed.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * name -> values: columns of `count` values each, one after another.
 * @param {Uint8Array} bytes @param {Header["columns"]} names @param {number} count
 */
export function columnsOf(bytes, names, count) {
  const kinds = names.map(([, kind]) => KINDS[/** @type {keyof KINDS} */ (kind)]);
  const width = kinds.reduce((sum, kind) => sum + kind.BYTES_PER_ELEMENT, 0);
  if (bytes.length !== count * width) throw new Error("the page's data is not whole; make the page again");
  /** @type {Record<string, Column>} */
  const columns = {};
  let start = 0;
  names.forEach(([name], i) => {
    const end = start + count * kinds[i].BYTES_PER_ELEMENT;
    columns[name] = new kinds[i](bytes.slice(start, end).buffer);
    start = end;
  });
  return columns;
}
