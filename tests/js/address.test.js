// Addresses: those that pages write, and those that nobody should.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fragmentOf, packed, samplesIn, stateOf, unpacked } from "../../site/explorer/address.js";
import { coloring } from "../../site/explorer/colors.js";
import { knownOf, selectionOf } from "../../site/explorer/restore.js";
import { rowsOf as rows } from "../../site/explorer/store.js";
import { told } from "../../site/fragment.js";
import { header, samples } from "./run.js";

const KNOWN = knownOf(header, samples());
const FIRST = { color: "label", flow: "hidden", tool: "lasso", sort: "id", order: "up", zoom: "", lesson: "", views: "" };
const EMPTY = { condition: "", ids: null, pin: null, view: FIRST, hidden: { labels: [], roles: [] }, odd: [] };
const IDS = 2 ** 32;

let seed = 5;
const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
const below = (count) => Math.floor(random() * count);
const oneOf = (values) => values[below(values.length)];
const expanded = (ranges) => ranges.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i));
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

test("a state survives its way through the address", () => {
  const state = {
    condition: "label:1|7 own.hidden_1:no",
    ids: null,
    pin: 101,
    view: { ...FIRST, color: "cluster hidden_1", sort: "silhouette hidden_2", order: "down" },
    hidden: { labels: ["4"], roles: ["unseen", "test"] },
    odd: [],
  };
  const fragment = fragmentOf(state, KNOWN);
  assert.ok(!fragment.includes("flow"));
  assert.deepEqual(stateOf(`#${fragment}`, KNOWN), state);
});

test("an empty address is the page as it opens", () => {
  assert.deepEqual(stateOf("", KNOWN), EMPTY);
  assert.equal(fragmentOf(EMPTY, KNOWN), "");
  assert.equal(told([]), "");
});

test("every value that the page offers can stand in an address", () => {
  for (const [name, values] of Object.entries(KNOWN.view)) {
    for (const value of values) {
      const state = { ...EMPTY, view: { ...FIRST, [name]: value } };
      assert.deepEqual(stateOf(fragmentOf(state, KNOWN), KNOWN), state);
    }
  }
  assert.deepEqual(KNOWN.view.color.slice(-2), ["silhouette hidden_1", "silhouette hidden_2"]);
});

test("any ids survive packing, and runs are short", () => {
  for (const share of [0.01, 0.3, 0.9, 1]) {
    const ids = [...Array(5000).keys()].filter(() => random() < share).map((id) => id * 3 + 60_000);
    assert.deepEqual(expanded(unpacked(packed(ids))), ids);
    const dense = [...Array(5000).keys()].filter(() => random() < share);
    assert.deepEqual(expanded(unpacked(packed(dense))), dense);
  }
  assert.ok(packed([...Array(70_000).keys()]).length < 10);
  assert.deepEqual(unpacked(packed([])), []);
  assert.deepEqual(unpacked(packed([0, IDS - 1])), [[0, 1], [IDS - 1, IDS]]);
});

test("the longest selection fits into an address", () => {
  for (const gap of [2, 128, 60_000]) {
    const count = 2000;
    const ids = Array.from({ length: count }, (_, i) => i * gap + gap);
    const fragment = fragmentOf({ ...EMPTY, ids }, { ...KNOWN, count });
    assert.deepEqual(expanded(stateOf(fragment, { ...KNOWN, count }).ids), ids);
  }
});

// gap, length, …, as bytes of seven bits, lowest first
const WRONG = {
  "no base64": "!!",
  "a length of eight exabytes, in 12 letters": "gICAgICAgBAC",
  "a gap beyond 2^53": base64url([255, 255, 255, 255, 255, 255, 255, 255, 127, 1]),
  "a gap of 2^32 + 1": base64url([129, 128, 128, 128, 16, 1]),
  "an end above 2^32": base64url([1, 128, 128, 128, 128, 16]),
  "a number without end": base64url(Array(1000).fill(128)),
  "a number that is cut": base64url([1, 1, 129]),
  "a gap without its length": base64url([1, 1, 1]),
  "a length of 0": base64url([1, 0]),
  "a gap of 0 between neighbours": base64url([1, 1, 0, 1]),
  "a number with nothing at its end": base64url([129, 0, 1]),
  "all bits set": "_____w",
};
for (const [what, text] of Object.entries(WRONG)) {
  test(`ids that no page writes select nothing: ${what}`, () => {
    assert.equal(unpacked(text), null);
    const state = stateOf(`#ids=${text}&color=role`, KNOWN);
    assert.deepEqual(state.view.color, "role");
    assert.equal(state.ids, null);
    assert.match(told(state.odd), /ids “.*” is no selection/);
  });
}

test("ids select the samples there are, and those that are not are counted", () => {
  const ids = samples().id; // 3 5 6 7 8 18 19 20 100 101
  const found = (ranges) => {
    const { mask, missing } = samplesIn(ranges, ids);
    return [rows(mask), missing];
  };
  assert.deepEqual(found([]), [[], 0]);
  assert.deepEqual(found([[5, 9], [100, 102]]), [[1, 2, 3, 4, 8, 9], 0]);
  assert.deepEqual(found([[0, 4], [19, 22]]), [[0, 6, 7], 4]);
  assert.deepEqual(found([[0, IDS]]), [[...Array(10).keys()], IDS - 10]);
});

const ODD = {
  "#color=__proto__": "there is no color “__proto__”",
  "#color=constructor": "there is no color “constructor”",
  "#color=cluster": "there is no color “cluster”",
  "#color=cluster+gone": "there is no color “cluster gone”",
  "#color=label+hidden_1": "there is no color “label hidden_1”",
  "#color=": "there is no color “”",
  "#color=%zz": "there is no color “%zz”",
  "#color=%ff": "there is no color “\ufffd”",
  "#flow=xyz": "there is no flow “xyz”",
  "#flow=__proto__": "there is no flow “__proto__”",
  "#tool=axe": "there is no tool “axe”",
  "#sort=constructor&order=sideways": "there is no sort “constructor”; there is no order “sideways”",
  "#color=role&color=depth": "color stands in it 2 times",
  "#select=label:7&select=label:1": "select stands in it 2 times",
  "#hide-labels=99": "among the labels there is no “99”",
  "#pin=seven": "pin “seven” is no number of an image",
  "#hide-roles=valueOf": "among the roles there is no “valueOf”",
  "#__proto__=1": "there is no “__proto__”",
  "#a&b&c&d&e": "there is no “a”; there is no “b”; there is no “c”; and 2 more",
};
for (const [fragment, words] of Object.entries(ODD)) {
  test(`${fragment} is the page as it opens, and a word about it`, () => {
    const { odd, ...state } = stateOf(fragment, KNOWN);
    assert.deepEqual({ ...state, odd: [] }, EMPTY);
    assert.equal(told(odd), `Not all of this address can be shown: ${words}.`);
  });
}

test("what is right beside what is not is shown", () => {
  const state = stateOf("#color=role&hide-labels=99+4+1&hide-roles=test&flow=x", KNOWN);
  assert.deepEqual([state.view.color, state.hidden], ["role", { labels: ["4", "1"], roles: ["test"] }]);
});

test("an address of a million characters is not read", () => {
  for (const fragment of [`#ids=${"A".repeat(1e6)}`, `#${"a&".repeat(5e5)}`, `#select=${"label:7+".repeat(125_000)}`]) {
    const { odd, ...state } = stateOf(fragment, KNOWN);
    assert.deepEqual({ ...state, odd: [] }, EMPTY);
    assert.deepEqual(odd, ["it is longer than any that this page writes"]);
  }
});

test("a selection that is wrong selects nothing and says why", () => {
  const of = (fragment) => selectionOf(stateOf(fragment, KNOWN), header, samples());
  assert.deepEqual(rows(of("#select=label:7").mask), [3, 4, 5, 6]);
  assert.deepEqual(rows(of(`#ids=${packed([5, 6])}`).mask), [1, 2]);
  assert.deepEqual(of("#select=hidden_2:9").odd, ["no image meets “hidden_2:9”"]);
  assert.deepEqual(of("#select=id:99999999999999999999").odd, ["no image meets “id:99999999999999999999”"]);
  assert.match(of("#select=constructor:1").odd[0], /“constructor:1” is no condition/);
  assert.equal(of("#select=digit:7").mask, null);
  const { mask, odd } = of(`#ids=${packed([4, 5, 9])}`);
  assert.deepEqual([rows(mask), odd], [[1], ["2 images of its ids are not here"]]);
});

test("a colouring that there is not is that by labels", () => {
  const all = samples();
  const labels = coloring("label", header, all);
  for (const key of ["__proto__", "constructor", "cluster", "cluster gone", "silhouette ", "role hidden_1", ""]) {
    assert.deepEqual(coloring(key, header, all), labels);
  }
});

// --- random addresses ----------------------------------------------------------------------------

const NAMES = [...Object.keys(FIRST), "select", "ids", "hide-labels", "hide-roles", "__proto__", "constructor", "x", ""];
const TEXTS = [
  "label", "role", "cluster hidden_1", "silhouette pixels", "all", "box", "down", "label:7", "own.hidden_1:no", "4", "test unseen",
  "__proto__", "constructor", "hasOwnProperty", "toString:1", "-1", "NaN", "1e308", "9007199254740993", "%", "%zz", "%ff%fe", "\u0000",
  "\u2028", "\ud800", "😀", "</script><script>alert(1)</script>", "label:", ":", "|", "label:|||", "id:", "path:0-0|1-1", "  ", "&", "#", "=",
];
const bytes = () => Array.from({ length: below(40) }, () => oneOf([below(256), below(4), 128, 255]));
const VALUES = [
  () => oneOf(TEXTS),
  () => base64url(bytes()),
  () => Array.from({ length: below(6) }, () => oneOf(TEXTS)).join(oneOf([" ", "|", ":", ""])),
  () => String.fromCharCode(...Array.from({ length: below(20) }, () => below(65_536))),
  () => oneOf(TEXTS).repeat(below(2000)),
];
const written = (text) => (random() < 0.5 ? new URLSearchParams([["", text]]).toString().slice(1) : text);
const RIGHT = new Map([["select", "label:7|1 own.hidden_1:no"], ["ids", packed([5, 6, 100])], ["color", "depth"]]);
const part = () => {
  const name = oneOf(NAMES);
  const value = random() < 0.3 && RIGHT.has(name) ? RIGHT.get(name) : oneOf(VALUES)();
  return `${written(name)}${oneOf(["=", "=", "=", "", "=="])}${written(value)}`;
};
const address = () => `${oneOf(["#", "", "##"])}${Array.from({ length: below(8) }, part).join(oneOf(["&", "&&", ";"]))}`;

test("3,000 random addresses: a state that can be shown, and few words", () => {
  const all = samples();
  const reached = { odd: 0, mask: 0, ids: 0, view: 0 };
  for (let trial = 0; trial < 3000; trial++) {
    const fragment = address();
    const state = stateOf(fragment, KNOWN);
    for (const [name, values] of Object.entries(KNOWN.view)) assert.ok(values.includes(state.view[name]), fragment);
    for (const kind of ["labels", "roles"]) assert.ok(state.hidden[kind].every((text) => KNOWN[kind].includes(text)), fragment);
    let end = -1;
    for (const range of state.ids ?? []) {
      assert.ok(end < range[0] && range[0] < range[1] && range[1] <= IDS, fragment);
      end = range[1];
    }
    assert.ok((state.ids ?? []).length <= fragment.length, fragment);
    const { mask, odd } = selectionOf(state, header, all);
    assert.ok(mask === null || mask.length === all.count, fragment);
    const words = told([...state.odd, ...odd]);
    assert.ok(words.length < 1000, fragment);
    // What such an address is kept as is an address of the page, and nothing about it is odd.
    const kept = fragmentOf({ ...state, condition: mask?.includes(1) ? state.condition : "", ids: null }, KNOWN);
    const again = stateOf(kept, KNOWN);
    assert.deepEqual([again.view, again.hidden, again.odd], [state.view, state.hidden, []], fragment);
    reached.odd += words ? 1 : 0;
    reached.mask += mask?.includes(1) ? 1 : 0;
    reached.ids += state.ids?.length ? 1 : 0;
    reached.view += Object.keys(FIRST).some((name) => state.view[name] !== FIRST[name]) ? 1 : 0;
  }
  // The addresses get everywhere.
  for (const [what, times] of Object.entries(reached)) assert.ok(times > 50, `${what}: ${times}`);
});
