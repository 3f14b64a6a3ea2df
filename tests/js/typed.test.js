// What readers type in the search field: the page's own words, as conditions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, samplesWith } from "../../site/explorer/condition.js";
import { selectWhere } from "../../site/explorer/search.js";
import { createStore, rowsOf } from "../../site/explorer/store.js";
import { completions, conditionOf } from "../../site/explorer/typed.js";
import { header, samples } from "./run.js";

const COLUMNS = columnsOf(header, samples());
const meant = (text) => conditionOf(text, COLUMNS, header);

const SAID = {
  "path:0-0": ["0 → 0", "0-0", "0->0", "path: 0 → 0", "PATH=0-0"],
  "hidden_1:0": ["hidden_1:0", "hidden 1:0", "cluster hidden 1:0", "hidden 1, cluster 0", "cluster in hidden 1 = 0", "Hidden 1: cluster 0"],
  "label:7": ["7", "7s", "label=7", "label:7,", "LABEL:7", "label 7", "digit:7", "label : 7", "label is 7"],
  "label:1|7": ["1 7", "label:1,7", "label:1, 7", "label:1 or 7", "1s and 7s"],
  "label:7 role:test": ["7 test", "label:7, role:test", "label:7; role:test", "label:7 and role=test"],
  "correct:no": ["wrong", "correct:no"],
  "probability<0.6": ["probability < 0.6", "PROBABILITY<0.6"],
  "p_value<=0.05": ["p-value<=0.05", "p value ≤ 0.05", "p_value <= 0.05"],
  "silhouette.hidden_1>-0.2": ["silhouette in hidden 1 > −0.2", "silhouette.hidden_1>-0.2"],
  "committed:hidden_2": ["commitment layer: hidden 2", "committed:hidden_2"],
};
for (const [condition, texts] of Object.entries(SAID)) {
  test(`${condition}, said otherwise`, () => {
    assert.deepEqual(texts.map(meant), texts.map(() => condition));
    assert.equal(meant(condition), condition);
  });
}

test("numbers are compared as they are kept, and what has none meets nothing", () => {
  const select = (text) => rowsOf(samplesWith(meant(text), header, samples()));
  assert.deepEqual(select("probability<0.6"), [0, 1]); // 0.5, 0.55, 0.6, …
  assert.deepEqual(select("probability<=0.6"), [0, 1, 2]);
  assert.deepEqual(select("probability>=0.9 probability<0.95"), [8]);
  assert.deepEqual(select("p-value<=0.25"), [8, 9]); // the others have none
  assert.deepEqual(select("silhouette hidden 1 > 0.5"), [6, 7]); // 0.6, 0.7; unseen ones none
  assert.deepEqual(select("path score < -6"), [0, 1]);
  assert.deepEqual(select("id>=100"), [8, 9]);
});

test("what cannot be meant is told, with what can", () => {
  const told = (text) => assert.throws.bind(null, () => samplesWith(meant(text), header, samples()));
  told("colour:red")(/“colour:red” is no condition.*label, prediction, role/);
  told("label:5")(/“5” is not one of 1, 4, 7/);
  told("label<5")(/only numbers can be compared/);
  told("probability:0.5")(/stands <, <=, > or >=/);
  told("probability<much")(/“much” is not a number/);
  told("lasso.hidden_1:1_2")(/no outline/);
  told("")(/empty/);
});

test("names with spaces and signs, and one class that is called none", () => {
  const named = { ...structuredClone(header), classes: { one: "class", names: ["ankle boot", "a|b", "none"], short: ["boot", "a|b", "none"], kinds: ["boots", "a|bs", "none"] } };
  const columns = columnsOf(named, samples());
  const of = (text) => rowsOf(samplesWith(conditionOf(text, columns, named), named, samples()));
  assert.equal(conditionOf("Ankle Boot", columns, named), "label:ankle%20boot");
  assert.deepEqual(of("label: ankle boot"), [0, 1, 2, 7]);
  assert.deepEqual(of("label:ankle%20boot|a%7Cb"), [0, 1, 2, 7, 8, 9]);
  assert.deepEqual(of("travels:none"), [5, 9]);
  assert.deepEqual(of("travels:7"), [2, 3, 4, 8]);
});

test("the field selects, says what is wrong, and then leaves the selection alone", () => {
  const store = createStore(samples(), {});
  assert.equal(selectWhere(" LABEL=7 ", store, header), "");
  assert.deepEqual([rowsOf(store.marked), store.selection.condition], [[3, 4, 5, 6], "label:7"]);
  assert.match(selectWhere("colour:7", store, header), /is no condition/);
  assert.equal(selectWhere("label:7 label:1", store, header), "No image meets label:7 label:1");
  assert.deepEqual(rowsOf(store.marked), [3, 4, 5, 6]);
  store.show("labels", 2, false);
  assert.match(selectWhere("7", store, header), /filtered out/);
});

test("completions: names, then their values, after what stands there", () => {
  assert.deepEqual(completions("lab", COLUMNS), ["label:"]);
  assert.deepEqual(completions("label:7 HID", COLUMNS), ["label:7 hidden_1:", "label:7 hidden_2:"]);
  assert.deepEqual(completions("role:test hidden 1", COLUMNS), ["role:test hidden 1:"]);
  assert.deepEqual(completions("hidden 2:", COLUMNS), ["hidden 2:0", "hidden 2:1", "hidden 2:2"]);
  assert.deepEqual(completions("label:1|", COLUMNS), ["label:1|1", "label:1|4", "label:1|7"]);
  assert.deepEqual(completions("prob", COLUMNS), ["probability<"]);
  assert.deepEqual(completions("zzz", COLUMNS), []);
});
