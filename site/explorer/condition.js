// Conditions such as `label:7 hidden_1:0|2`: every term must hold, any of its values will do.
(function (chemins) {
  "use strict";

  const { isCorrect, isException, isAmongItsOwn } = chemins.samples;
  const { quoted } = chemins.fragment;

  const TERMS = 100; // at most
  const NAMED = 30; // values that a message names

  // A mask of the samples for which the condition holds; an Error says what is allowed instead.
  function samplesWith(text, header, samples) {
    const terms = [...new Set(text.split(/\s+/).filter(Boolean))];
    if (!terms.length) throw new Error("a condition is empty; for example: label:7");
    if (terms.length > TERMS) throw new Error(`a condition has ${TERMS} terms at most, not ${terms.length}`);
    const columns = columnsOf(header, samples);
    const tests = terms.map((term) => testOf(term, columns));
    const mask = new Uint8Array(samples.count);
    for (let i = 0; i < samples.count; i++) mask[i] = tests.every((test) => test(i)) ? 1 : 0;
    return mask;
  }

  function testOf(term, columns) {
    const at = term.indexOf(":");
    const name = decoded(at < 0 ? term : term.slice(0, at));
    if (at < 0 || !columns.has(name)) {
      const allowed = [...columns.keys()].join(", ");
      throw new Error(`${quoted(term)} is no condition: NAME:VALUE with one of the names ${allowed}`);
    }
    const { values, of } = columns.get(name);
    const texts = new Set(term.slice(at + 1).split("|"));
    const wanted = new Set(Array.from(texts, (value) => place(value, values, term)));
    return (i) => wanted.has(of(i));
  }

  // values: the texts allowed, or null for any whole number.
  function place(value, values, term) {
    const found = values ? values.indexOf(decoded(value)) : /^\d+$/.test(value) ? Number(value) : -1;
    if (found < 0) {
      throw new Error(`${quoted(term)}: ${quoted(value)} is not one of ${values ? named(values) : "0, 1, 2, …"}`);
    }
    return found;
  }

  const named = (values) => [...values.slice(0, NAMED), ...(values.length > NAMED ? ["…"] : [])].join(", ");

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  // name -> {values, of}: the value's texts in the order of the places that `of` gives a sample.
  function columnsOf(header, samples) {
    const labels = header.labels.map(String);
    const yesNo = ["no", "yes"];
    const columns = new Map([
      ["label", { values: labels, of: (i) => samples.label[i] }],
      ["prediction", { values: labels, of: (i) => samples.prediction[i] }],
      ["role", { values: header.roles, of: (i) => samples.role[i] }],
      ["correct", { values: yesNo, of: (i) => Number(isCorrect(samples, i)) }],
      ["travels", { values: ["none", ...labels], of: (i) => samples.travels[i] + 1 }],
      ["exception", { values: yesNo, of: (i) => Number(isException(samples, i)) }],
      ["committed", { values: header.committed, of: (i) => samples.committed[i] }],
      ["depth", { values: header.depth, of: (i) => samples.depth[i] }],
      ["path", { values: samples.paths.map((path) => path.join("-")), of: (i) => samples.path[i] }],
      ["id", { values: null, of: (i) => samples.id[i] }],
    ]);
    header.layers.forEach(({ name }, layer) => {
      columns.set(name, { values: null, of: (i) => samples.clusters[layer][i] });
      columns.set(`own.${name}`, {
        values: yesNo,
        of: (i) => Number(isAmongItsOwn(header, samples, layer, i)),
      });
    });
    return columns;
  }

  // A term for a stage of the flow, label or prediction or a layer, and the value of its node.
  const termOf = (stage, value) => `${encodeURIComponent(stage)}:${value}`;

  chemins.condition = { samplesWith, termOf };
})((globalThis.chemins ??= {}));
