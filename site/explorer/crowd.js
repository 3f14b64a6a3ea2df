// Many points on each other: how many lie on a pixel is shown by how opaque it is.

const FAINTEST = 0.35; // one point, where most lie on each other
const CROWD = 16; // points on a pixel, from which on one alone is as faint as that
const MOST = 1_000; // points on a pixel, above which it is all the same
const SHARE = 0.97; // of the pixels that have any: the fullest of them are wholly opaque

/**
 * Makes pixels as opaque as they are full, by the logarithm; one point is the fainter, the more lie on
 * each other elsewhere, and whole where none do.
 * @param {Uint32Array} pixels RGBA bytes @param {Uint16Array} counts of points on each
 */
export function thinned(pixels, counts) {
  const opacities = opacitiesOf(fullOf(counts));
  for (let i = 0; i < pixels.length; i++) {
    if (counts[i] === 0) continue;
    const alpha = Math.round((pixels[i] >>> 24) * opacities[Math.min(counts[i], MOST)]);
    pixels[i] = ((pixels[i] & 0xffffff) | (alpha << 24)) >>> 0;
  }
}

/**
 * How many points lie on the fullest pixels.
 * @param {Uint16Array} counts
 */
function fullOf(counts) {
  const pixels = new Uint32Array(MOST + 1);
  for (const count of counts) pixels[Math.min(count, MOST)]++;
  let left = (counts.length - pixels[0]) * (1 - SHARE);
  let full = MOST;
  while (full > 1 && (left -= pixels[full]) > 0) full--;
  return full;
}

/**
 * By how many points there are, from 0 to MOST.
 * @param {number} full
 */
function opacitiesOf(full) {
  const least = 1 - (1 - FAINTEST) * Math.min(Math.log(full) / Math.log(CROWD), 1);
  return Float32Array.from({ length: MOST + 1 }, (_, count) =>
    full > 1 ? least + (1 - least) * Math.min(Math.log(Math.max(count, 1)) / Math.log(full), 1) : 1,
  );
}
