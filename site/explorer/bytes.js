// Unpacks what the page carries: the samples' columns and their images. docs/explorer.md has the format.
(function (chemins) {
  "use strict";

  const KINDS = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array };

  function bytesOf(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  async function unzipped(base64) {
    const packed = new Blob([bytesOf(base64)]).stream();
    const stream = packed.pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // Columns of `count` values each, one after another. names: [[name, kind]]. Returns name -> array.
  function columnsOf(bytes, names, count) {
    const width = names.reduce((sum, [, kind]) => sum + KINDS[kind].BYTES_PER_ELEMENT, 0);
    if (bytes.length !== count * width) throw new Error("the page's data is not whole; make the page again");
    const columns = {};
    let start = 0;
    for (const [name, kind] of names) {
      const end = start + count * KINDS[kind].BYTES_PER_ELEMENT;
      columns[name] = new KINDS[kind](bytes.slice(start, end).buffer);
      start = end;
    }
    return columns;
  }

  chemins.bytes = { unzipped, columnsOf };
})((globalThis.chemins ??= {}));
