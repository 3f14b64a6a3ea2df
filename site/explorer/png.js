// How large a PNG is on paper: browsers write none of that into what they make of a canvas.

const INCH = 0.0254; // metres
const BEFORE = 33; // bytes: the signature, and the chunk IHDR, which comes first
const POLYNOMIAL = 0xedb8_8320; // of CRC-32

/**
 * The same file with a chunk pHYs (PNG, third edition, 11.3.4.3).
 * @param {Uint8Array} file @param {number} dots of an inch
 */
export function withDensity(file, dots) {
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9); // bytes of data
  chunk.set(new TextEncoder().encode("pHYs"), 4);
  for (const at of [8, 12]) view.setUint32(at, Math.round(dots / INCH));
  view.setUint8(16, 1); // pixels in a metre
  view.setUint32(17, crc(chunk.subarray(4, 17)));
  const made = new Uint8Array(file.length + chunk.length);
  made.set(file.subarray(0, BEFORE));
  made.set(chunk, BEFORE);
  made.set(file.subarray(BEFORE), BEFORE + chunk.length);
  return made;
}

/** @param {Uint8Array} bytes */
export function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? POLYNOMIAL : 0);
  }
  return ~sum >>> 0;
}
