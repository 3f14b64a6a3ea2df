// The samples' images: unpacked block by block, drawn, averaged.
(function (chemins) {
  "use strict";

  // A store of sprites. shape: {height, width, channels, block} of the page's header.
  function createSprites(shape) {
    const size = shape.height * shape.width * shape.channels;
    const stride = Math.ceil(size / 2);
    const blocks = [];
    const listeners = [];
    const whenWhole = [];

    // Levels 0 to 15 of an image into `into`, added to what is there; false if it is not here yet.
    function addLevels(sample, into) {
      const block = blocks[Math.floor(sample / shape.block)];
      if (!block) return false;
      const start = (sample % shape.block) * stride;
      for (let k = 0; k < size; k++) {
        const byte = block[start + (k >> 1)];
        into[k] += k & 1 ? byte & 15 : byte >> 4;
      }
      return true;
    }

    return {
      ...shape,
      // Told of each block that comes; the other, once all are here.
      listen: (listener) => listeners.push(listener),
      listenWhole: (listener) => whenWhole.push(listener),
      add(index, bytes, last) {
        blocks[index] = bytes;
        for (const listener of listeners) listener();
        if (last) for (const listener of whenWhole) listener();
      },

      // An image as RGBA pixels; null if it is not here yet.
      image(sample) {
        const levels = new Float64Array(size);
        return addLevels(sample, levels) ? toPixels(levels, 15, shape) : null;
      },

      // The mean of images; null if one is not here yet.
      mean(samples) {
        const levels = new Float64Array(size);
        for (const sample of samples) if (!addLevels(sample, levels)) return null;
        return toPixels(levels, 15 * samples.length, shape);
      },
    };
  }

  // Grey images are shown dark on white.
  function toPixels(levels, full, { height, width, channels }) {
    const image = new ImageData(width, height);
    for (let p = 0; p < height * width; p++) {
      for (let c = 0; c < 3; c++) {
        const share = levels[p * channels + (channels === 1 ? 0 : c)] / full;
        image.data[4 * p + c] = Math.round(255 * (channels === 1 ? 1 - share : share));
      }
      image.data[4 * p + 3] = 255;
    }
    return image;
  }

  // Draws an image scaled up, its pixels sharp. buffer: a canvas kept for that.
  function draw(context, image, x, y, width, height, buffer) {
    buffer.width = image.width;
    buffer.height = image.height;
    buffer.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(buffer, x, y, width, height);
  }

  chemins.sprites = { createSprites, draw };
})((globalThis.chemins ??= {}));
