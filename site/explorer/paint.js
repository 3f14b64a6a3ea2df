// Paints many points at once: with WebGL on a real GPU, else pixel by pixel on a canvas.
import { contextOf, make } from "#site/dom.js";
import { thinned } from "#site/explorer/crowd.js";

/**
 * @import { Column, Painted } from "./types.d.ts"
 * @typedef {{kind: string, paint: (points: Painted) => void}} Painter points in the order of painting, all
 *   lengths in the canvas's own pixels
 * @typedef {{reach: number, dots: Int16Array}} Stamp x, y and how much is covered, to 255, one after another
 */

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;
const SHAPES = 3; // disc, ring, cross: train, test, unseen
const RIM = 0.24; // of a radius: how wide the rim of a colour is that is too light
const FAINTEST = 0.35; // a point where others lie on each other most

/** @type {boolean | undefined} whether WebGL runs on a GPU here */
let gpu;

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Painter}
 */
export function createPainter(canvas) {
  gpu ??= onGpu();
  const gl = gpu ? canvas.getContext("webgl", { antialias: true, preserveDrawingBuffer: true }) : null;
  return gl ? glPainter(canvas, gl) : pixelPainter(canvas);
}

// On a processor the painter of pixels is faster than WebGL.
function onGpu() {
  const gl = make("canvas").getContext("webgl", { failIfMajorPerformanceCaveat: true });
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return name !== "" && !SOFTWARE.test(name);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Painter}
 */
function pixelPainter(canvas) {
  const context = contextOf(canvas);
  return {
    kind: "pixels",
    paint(points) {
      if (!canvas.width || !canvas.height) return; // of a page that is being closed
      const image = context.createImageData(canvas.width, canvas.height);
      stamped(points, new Uint32Array(image.data.buffer), canvas.width, canvas.height);
      context.putImageData(image, 0, 0);
    },
  };
}

/**
 * Some of the points alone, on a canvas that is empty.
 * @param {HTMLCanvasElement} canvas @param {Painted} points @param {Uint8Array} mask of samples
 * @param {Uint32Array} order the points' samples
 */
export function paintLit(canvas, points, mask, order) {
  if (!canvas.width || !canvas.height) return;
  const context = contextOf(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  const colors = points.colors.map((color, k) => (mask[order[k]] ? color : 0));
  stamped({ ...points, colors, front: null }, new Uint32Array(image.data.buffer), canvas.width, canvas.height);
  context.putImageData(image, 0, 0);
}

/**
 * Points as stamps on pixels, RGBA bytes: those in front after all others.
 * @param {Painted} points @param {Uint32Array} pixels @param {number} width @param {number} height
 */
export function stamped({ x, y, view, colors, rims, front, shapes, radius, crowded }, pixels, width, height) {
  const { scale, left, top } = view;
  const stamps = Array.from({ length: SHAPES }, (_, shape) => stampOf(shape, radius, 0));
  const cores = radius < 2 ? stamps : stamps.map((_, shape) => stampOf(shape, radius, RIM));
  const counts = crowded ? new Uint16Array(pixels.length) : null;
  for (let pass = front ? 0 : 1; pass < 2; pass++) {
    for (let i = 0; i < x.length; i++) {
      if (colors[i] === 0 || (front !== null && front[i] !== pass)) continue;
      const atX = Math.round(x[i] * scale + left);
      const atY = Math.round(y[i] * scale + top);
      const rimmed = rims[i] !== colors[i] && radius >= 2;
      press(pixels, counts, width, height, atX, atY, rimmed ? rims[i] : colors[i], stamps[shapes[i]]);
      if (rimmed) press(pixels, counts, width, height, atX, atY, colors[i], cores[shapes[i]]);
    }
  }
  if (counts) thinned(pixels, counts);
}

/**
 * @param {Uint32Array} pixels @param {Uint16Array | null} counts of points on a pixel, where they count
 * @param {number} width @param {number} height
 * @param {number} atX @param {number} atY @param {number} color @param {Stamp} stamp
 */
function press(pixels, counts, width, height, atX, atY, color, { reach, dots }) {
  const whole = atX >= reach && atY >= reach && atX < width - reach && atY < height - reach;
  for (let k = 0; k < dots.length; k += 3) {
    const x = atX + dots[k];
    const y = atY + dots[k + 1];
    const cover = dots[k + 2];
    if (!whole && (x < 0 || y < 0 || x >= width || y >= height)) continue;
    const place = y * width + x;
    pixels[place] = cover === 255 ? color : blended(pixels[place], color, cover);
    if (counts && cover > 127) counts[place]++;
  }
}

/**
 * A colour over another, RGBA bytes in one number; what lies below may be transparent.
 * @param {number} below @param {number} color @param {number} cover
 */
function blended(below, color, cover) {
  const alpha = below >>> 24;
  if (alpha === 0) return ((color & 0xffffff) | (cover << 24)) >>> 0;
  const red = mixed(below & 255, color & 255, cover);
  const green = mixed((below >>> 8) & 255, (color >>> 8) & 255, cover);
  const blue = mixed((below >>> 16) & 255, (color >>> 16) & 255, cover);
  return ((mixed(alpha, 255, cover) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** @param {number} from @param {number} to @param {number} cover */
const mixed = (from, to, cover) => from + Math.round(((to - from) * cover) / 255);

/**
 * The pixels around its centre that a shape covers: x, y and how much, to 255, one after another.
 * @param {number} shape @param {number} radius @param {number} rim what is left out all round, of the radius
 * @returns {Stamp}
 */
function stampOf(shape, radius, rim) {
  const reach = Math.max(0, Math.ceil(radius - 0.5));
  const dots = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const cover = coverOf(shape, radius, rim, x, y);
      if (cover) dots.push(x, y, cover);
    }
  }
  return { reach, dots: Int16Array.from(dots) };
}

/**
 * How much of a pixel a shape covers, 0 to 255.
 * @param {number} shape @param {number} radius @param {number} rim @param {number} x @param {number} y
 */
function coverOf(shape, radius, rim, x, y) {
  const fine = 4; // points looked at in a pixel, each way
  let hits = 0;
  for (let k = 0; k < fine * fine; k++) {
    const atX = x + ((k % fine) + 0.5) / fine - 0.5;
    const atY = y + (Math.floor(k / fine) + 0.5) / fine - 0.5;
    if (covered(shape, atX / radius, atY / radius, radius, rim)) hits++;
  }
  return Math.round((255 * hits) / (fine * fine));
}

/**
 * Whether a shape of radius 1 covers a point. Small points are discs, whatever their shape.
 * @param {number} shape @param {number} x @param {number} y @param {number} radius @param {number} rim
 */
function covered(shape, x, y, radius, rim) {
  const distance = Math.hypot(x, y);
  if (shape === 1 && radius >= 2) return distance <= 1 - rim && distance >= 0.55;
  if (shape === 2 && radius >= 2) {
    const across = Math.min(Math.abs(x - y), Math.abs(x + y));
    return Math.max(Math.abs(x), Math.abs(y)) <= 0.95 - rim / 2 && across <= 0.42 - rim / 2;
  }
  return distance <= 1 - rim;
}

const VERTEX = `
  attribute vec2 place; attribute vec4 color; attribute vec4 rim; attribute float shape; attribute float front;
  uniform vec3 view; uniform vec2 size; uniform mediump float radius; uniform float pass;
  varying vec4 paint; varying vec4 edge; varying float kind;
  void main() {
    vec2 pixel = place * view.x + view.yz;
    gl_Position = vec4(pixel.x / size.x * 2.0 - 1.0, 1.0 - pixel.y / size.y * 2.0, 0.0, 1.0);
    if (color.a == 0.0 || front != pass) gl_Position.x = 9.0;
    gl_PointSize = radius * 2.0 + 1.0;
    paint = color; edge = rim; kind = shape;
  }`;
const FRAGMENT = `
  precision mediump float;
  varying vec4 paint; varying vec4 edge; varying float kind; uniform float radius; uniform float opacity;
  void main() {
    vec2 p = (gl_PointCoord * 2.0 - 1.0) * (radius + 0.5) / radius;
    float d = length(p);
    if (kind > 1.5 && radius >= 2.0) {
      if (max(abs(p.x), abs(p.y)) > 0.95 || min(abs(p.x - p.y), abs(p.x + p.y)) > 0.42) discard;
    } else if (d > 1.0 || (kind > 0.5 && kind < 1.5 && radius >= 2.0 && d < 0.55)) discard;
    bool rimmed = radius >= 2.0 && (kind > 1.5 ? min(abs(p.x - p.y), abs(p.x + p.y)) > 0.3 : d > 0.76);
    gl_FragColor = vec4((rimmed ? edge.rgb : paint.rgb) * opacity, opacity);
  }`;

/**
 * @param {HTMLCanvasElement} canvas @param {WebGLRenderingContext} gl
 * @returns {Painter}
 */
function glPainter(canvas, gl) {
  const program = linked(gl);
  const attribute = attributesOf(gl, program);
  const uniform = (/** @type {string} */ name) => gl.getUniformLocation(program, name);
  /** @type {Column | null} */
  let placed = null; // the coordinates that are on the GPU
  return {
    kind: "webgl",
    paint({ x, y, view, colors, rims, front, shapes, radius, crowded }) {
      gl.useProgram(program);
      if (placed !== x) attribute("place", interleaved(x, y), 2, gl.UNSIGNED_SHORT, false);
      placed = x;
      attribute("color", new Uint8Array(colors.buffer), 4, gl.UNSIGNED_BYTE, true);
      attribute("rim", new Uint8Array(rims.buffer), 4, gl.UNSIGNED_BYTE, true);
      attribute("shape", shapes, 1, gl.UNSIGNED_BYTE, false);
      attribute("front", front ?? new Uint8Array(x.length), 1, gl.UNSIGNED_BYTE, false);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.uniform3f(uniform("view"), view.scale, view.left, view.top);
      gl.uniform2f(uniform("size"), canvas.width, canvas.height);
      gl.uniform1f(uniform("radius"), radius);
      gl.uniform1f(uniform("opacity"), crowded ? FAINTEST : 1);
      for (let pass = 0; pass < (front ? 2 : 1); pass++) {
        gl.uniform1f(uniform("pass"), pass);
        gl.drawArrays(gl.POINTS, 0, x.length);
      }
    },
  };
}

/**
 * A function that gives the program an attribute's values, in a buffer of its own.
 * @param {WebGLRenderingContext} gl @param {WebGLProgram} program
 */
function attributesOf(gl, program) {
  /** @type {Record<string, WebGLBuffer>} */
  const buffers = {};
  /**
   * @param {string} name @param {Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>} values @param {number} size
   * @param {number} type @param {boolean} normalized
   */
  return (name, values, size, type, normalized) => {
    const place = gl.getAttribLocation(program, name);
    buffers[name] ??= gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, normalized, 0, 0);
  };
}

/** @param {Column} x @param {Column} y */
function interleaved(x, y) {
  const both = new Uint16Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    both[2 * i] = x[i];
    both[2 * i + 1] = y[i];
  }
  return both;
}

/** @param {WebGLRenderingContext} gl */
function linked(gl) {
  const program = gl.createProgram();
  gl.attachShader(program, compiled(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compiled(gl, gl.FRAGMENT_SHADER, FRAGMENT));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "");
  return program;
}

/** @param {WebGLRenderingContext} gl @param {number} type @param {string} source */
function compiled(gl, type, source) {
  const shader = gl.createShader(type);
  if (!shader) throw new Error("this browser compiles no shader");
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}
