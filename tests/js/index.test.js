import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, comparison, decode, encode, matches, sorted, startsDescending } from "../../site/index.js";

const HOSTILE = ['a" onload="alert(1)', "<script>", "50%41", "a&compare=b", "a#b?c", "%", "a+b c", "é"];

function run(name, sort = {}, words = []) {
  return { name, words, sort: { name, ...sort } };
}

const names = (runs) => runs.map(({ name }) => name);

test("names are sorted as people count", () => {
  const runs = ["1v10", "b", "1v7", "a"].map((name) => run(name));
  assert.deepEqual(names(sorted(runs, "name", false)), ["1v7", "1v10", "a", "b"]);
  assert.deepEqual(names(sorted(runs, "name", true)), ["b", "a", "1v10", "1v7"]);
  assert.deepEqual(names(runs), ["1v10", "b", "1v7", "a"]);
});

test("numbers are sorted as numbers, equal ones by name whichever way it goes", () => {
  const runs = [run("b", { paths: 10 }), run("c", { paths: 9 }), run("a", { paths: 10 })];
  assert.deepEqual(names(sorted(runs, "paths", false)), ["c", "a", "b"]);
  assert.deepEqual(names(sorted(runs, "paths", true)), ["a", "b", "c"]);
});

test("runs without a value come last whichever way it goes", () => {
  const runs = [run("c", { apart: null }), run("e", { apart: 2 }), run("d", { apart: null })];
  for (const descending of [false, true]) {
    assert.deepEqual(names(sorted(runs, "apart", descending)), ["e", "c", "d"]);
  }
});

test("numbers start with the highest, texts with A", () => {
  const runs = [run("a", { apart: null, unseen: null }), run("b", { apart: 1, unseen: "4" })];
  assert.equal(startsDescending(runs, "apart"), true);
  assert.equal(startsDescending(runs, "unseen"), false);
});

test("a filter's words are all found, in the name or in a word's start", () => {
  const one = run("1v7-CNN-s25", {}, ["digits", "1", "7", "unseen", "4", "cnn", "128"]);
  for (const filter of ["", " ", "v7", "cnn", "CNN 4", "7,1", "25", "s2", "unse", "-cnn unseen"]) {
    assert.equal(matches(one, filter), true, filter);
  }
  for (const filter of ["dense", "cnn dense", "nseen", "12", "2", "3", "(", ".*"]) {
    assert.equal(matches(one, filter), false, filter);
  }
});

test("a third choice replaces the older one, a second click takes one back", () => {
  assert.deepEqual(choose([], "a"), ["a"]);
  assert.deepEqual(choose(["a", "b"], "c"), ["b", "c"]);
  assert.deepEqual(choose(["a", "b"], "a"), ["b"]);
});

const START = { view: "cards", sort: "name", descending: false, filter: "", chosen: [], pin: null, odd: [] };

test("at first there is nothing in the address", () => {
  assert.equal(encode(START), "");
  assert.deepEqual(decode("", ["name"], []), START);
});

test("an address gives back what it was made from", () => {
  const other = { ...START, view: "table", sort: "paths", descending: true, filter: "7 & cnn=+%" };
  for (const state of [other, { ...START, descending: true }, { ...START, chosen: ["b", "a"], pin: 0 }]) {
    assert.deepEqual(decode(`#${encode(state)}`, ["name", "paths"], ["a", "b"]), state);
  }
});

for (const name of HOSTILE) {
  test(`a run named ${name} comes back from the address`, () => {
    const state = { ...START, filter: name, chosen: [name] };
    assert.match(encode(state), /^[\w=&%+.*-]*$/);
    assert.deepEqual(decode(`#${encode(state)}`, ["name"], HOSTILE), state);
  });
}

test("what an address should not hold is as if it were not there, and is told", () => {
  const fragment = "#view=x&sort=-__proto__&compare=gone&compare=a&compare=a&other=1&%";
  const odd = [
    "there is no “other”", "there is no “%”", "there is no sort “-__proto__”", "there is no view “x”",
    "there is no run “gone”",
  ];
  assert.deepEqual(decode(fragment, ["name"], ["a"]), { ...START, chosen: ["a"], odd });
  const { chosen, odd: third } = decode("#compare=a&compare=b&compare=c", ["name"], ["a", "b", "c"]);
  assert.deepEqual([chosen, third], [["b", "c"], ["two runs are compared at most"]]);
});

test("an image is pinned by its number, and by nothing else", () => {
  assert.equal(decode("#pin=2984", ["name"], []).pin, 2984);
  for (const text of ["-1", "1e3", "", "12345678901", "0x10"]) {
    const odd = [`pin “${text}” is no number of an image`];
    assert.deepEqual(decode(`#pin=${text}`, ["name"], []), { ...START, odd });
  }
});

test("a part given twice is as if it were not there, and what is too long too", () => {
  const twice = decode("#view=table&view=table&sort=-name&filter=a&filter=b", ["name"], []);
  assert.deepEqual(twice, {
    ...START, descending: true, odd: ["view stands in it 2 times", "filter stands in it 2 times"],
  });
  const long = decode(`#view=table&filter=${"a".repeat(1_001)}`, ["name"], []);
  assert.deepEqual(long, { ...START, view: "table", odd: ["a filter has 1,000 characters at most"] });
  const endless = decode(`#view=table&filter=${"a".repeat(1e6)}`, ["name"], []);
  assert.deepEqual(endless, { ...START, odd: ["it is longer than any that this page writes"] });
});

test("the longest filter and two of the longest names fit into an address", () => {
  const named = ["a", "b"].map((name) => name.repeat(60));
  const state = { ...START, filter: "数".repeat(1_000), chosen: named };
  assert.deepEqual(decode(`#${encode(state)}`, ["name"], named), state);
});

function withGroups(...groups) {
  return { groups: groups.map(([title, kind, rows]) => ({ title, kind, rows })) };
}

test("differences are the second minus the first, written as their kind asks", () => {
  const rows = (share, count, number) => [
    ["Accuracy", "share", [["test", share, `${share}`]]],
    ["Paths", "count", [["distinct", count, `${count}`]]],
    ["AMI", "number", [["pixels", number, `${number}`]]],
  ];
  const found = comparison(withGroups(...rows(0.5, 7, 0.25)), withGroups(...rows(0.475, 9, 0.25)));
  assert.deepEqual(found, [
    { title: "Accuracy", rows: [["test", "0.5", "0.475", "−2.5"]] },
    { title: "Paths", rows: [["distinct", "7", "9", "+2"]] },
    { title: "AMI", rows: [["pixels", "0.25", "0.25", "0.000"]] },
  ]);
});

test("the difference of two means has the interval that theirs make", () => {
  const of = (mean, low, high) => withGroups(["AMI", "number", [["pixels", mean, "", [low, high]]]]);
  const [first, second] = [of(0.5, 0.44, 0.58), of(0.75, 0.71, 0.81)];
  // down: the second's lower and the first's upper limit, 0.04 and 0.08; up: 0.06 and 0.06.
  assert.equal(comparison(first, second)[0].rows[0][3], "+0.250 [+0.161,\u00a0+0.335]");
  assert.equal(comparison(second, first)[0].rows[0][3], "−0.250 [−0.335,\u00a0−0.161]");
});

test("a difference to what has no interval has none", () => {
  const mean = withGroups(["Purity", "share", [["pixels", 0.75, "", [0.7, 0.8]]]]);
  const own = withGroups(["Purity", "share", [["pixels", 0.5, ""]]]);
  assert.equal(comparison(own, mean)[0].rows[0][3], "+25.0");
  assert.equal(comparison(mean, mean)[0].rows[0][3], "0.0 [−7.1,\u00a0+7.1]");
});

test("a difference that is rounded away has no sign", () => {
  const one = (value) => withGroups(["AMI", "number", [["pixels", value, "0.500"]]]);
  assert.equal(comparison(one(0.50004), one(0.5))[0].rows[0][3], "0.000");
});

test("layers that only one run has stand where they are in it, without a difference", () => {
  const layers = (...names) => withGroups(["K", "count", names.map((name) => [name, 2, "2"])]);
  const [{ rows }] = comparison(
    layers("pixels", "hidden 1", "hidden 2", "output"),
    layers("pixels", "conv 1", "conv 2", "hidden 1", "output"),
  );
  assert.deepEqual(rows, [
    ["pixels", "2", "2", "0"],
    ["conv 1", "–", "2", ""],
    ["conv 2", "–", "2", ""],
    ["hidden 1", "2", "2", "0"],
    ["hidden 2", "2", "–", ""],
    ["output", "2", "2", "0"],
  ]);
});

test("groups that only one run has are shown", () => {
  const one = withGroups(["K", "count", [["pixels", 2, "2"]]]);
  const other = withGroups(...["K", "Unseen 4s"].map((title) => [title, "count", [["pixels", 3, "3"]]]));
  assert.deepEqual(comparison(one, other)[1], { title: "Unseen 4s", rows: [["pixels", "–", "3", ""]] });
  assert.deepEqual(comparison(other, one)[1], { title: "Unseen 4s", rows: [["pixels", "3", "–", ""]] });
});

test("a missing value has no difference", () => {
  const one = (value) => withGroups(["Silhouette", "number", [["pixels", value, "–"]]]);
  assert.equal(comparison(one(null), one(0.5))[0].rows[0][3], "");
});

test("of texts only those that differ are shown", () => {
  const one = (seed) => withGroups(["Settings", "text", [["seed", seed, seed], ["loss", "a", "a"]]]);
  assert.deepEqual(comparison(one("1"), one("2")), [{ title: "Settings", rows: [["seed", "1", "2", ""]] }]);
  assert.deepEqual(comparison(one("1"), one("1")), []);
});
