// Named views, magnified maps, lessons, steps: what of them stands in an address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fragmentOf, seenOf, stateOf, stepOf } from "../../site/explorer/address.js";
import { LONGEST, kept, moved, placeOf, renamed, textOf, unusedName, viewsOf, without } from "../../site/explorer/named_views.js";
import { knownOf, stateIn } from "../../site/explorer/restore.js";
import { refitted, wholeView, zoomed } from "../../site/explorer/scatter.js";
import { knownZooms, viewAt, withZoom, zoomIn, zoomText } from "../../site/explorer/zoom.js";
import { told } from "../../site/fragment.js";
import { header, samples } from "./run.js";

const KNOWN = knownOf(header, samples());
const STEPS = header.encoding.steps;
const VIEWS = [
  { name: "Les 7 égarés & co", fragment: "select=label%3A7+travels%3A1&color=depth" },
  { name: "all", fragment: "" },
  { name: "a=b#c", fragment: "pin=101&zoom=pixels%3A2_300_700" },
];
const names = (views) => views.map(({ name }) => name);

test("named views survive their way through the address, in their order, whatever their names", () => {
  assert.deepEqual(viewsOf(textOf(VIEWS)), VIEWS);
  const state = stateOf(new URLSearchParams({ views: textOf(VIEWS), lesson: "3" }).toString(), KNOWN);
  assert.deepEqual([viewsOf(state.view.views), state.view.lesson, state.odd], [VIEWS, "3", []]);
  const again = fragmentOf({ ...state, ids: null }, KNOWN);
  assert.deepEqual(stateOf(again, KNOWN), state);
  assert.equal(stateOf(VIEWS[2].fragment, KNOWN).pin, 101);
});

test("a view is kept, under its name another one, and put elsewhere", () => {
  const [first, second, third] = VIEWS;
  assert.deepEqual(kept([first], second), [first, second]);
  assert.deepEqual(kept(VIEWS, { name: "all", fragment: "pin=3" })[1], { name: "all", fragment: "pin=3" });
  assert.deepEqual(names(renamed(VIEWS, 1, "whole")), [first.name, "whole", third.name]);
  for (const name of ["", " whole", "a  b", "a=b#c", "x".repeat(61)]) assert.equal(renamed(VIEWS, 1, name), VIEWS, name);
  assert.deepEqual(moved(VIEWS, 0, 1), [second, first, third]);
  assert.deepEqual(moved(VIEWS, 2, -1), [first, third, second]);
  assert.deepEqual(without(VIEWS, 1), [first, third]);
  assert.equal(unusedName([{ name: "View 2", fragment: "" }]), "View 3");
});

test("views have bounds: in number, in letters of a name, in letters of all", () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ name: `${i}`, fragment: "" }));
  assert.equal(kept(many, { name: "one more", fragment: "" }), null);
  assert.equal(kept(many, { name: "29", fragment: "pin=3" }).length, 30);
  assert.equal(kept([], { name: "long", fragment: `ids=${"A".repeat(LONGEST)}` }), null);
});

const ODD = {
  "a view without a name": [{ views: "=pin%3D3" }, "“” is no name for one more view"],
  "two of one name": [{ views: "a=pin%3D3&a=" }, "“a” is no name for one more view"],
  "a name of many letters": [{ views: `${"x".repeat(61)}=` }, `“${"x".repeat(40)}…” is no name for one more view`],
  "too many views": [{ views: Array.from({ length: 31 }, (_, i) => `v${i}=`).join("&") }, "“v30” is no name for one more view"],
  "views without end": [{ views: "x".repeat(LONGEST + 1) }, "its views are longer than any that this page writes"],
  "a lesson of nothing": [{ lesson: "yes" }, "a lesson goes through named views, and there are none"],
  "a part that a lesson has not": [{ lesson: "2", views: "a=" }, "a lesson of 1 has no part “2”"],
  "a place that is none": [{ lesson: "1e0", views: "a=" }, "a lesson of 1 has no part “1e0”"],
  "a map that there is not": [{ zoom: "__proto__:2_1_1" }, "there is no map “__proto__” to magnify"],
  "a map's name alone": [{ zoom: "pixels" }, "there is no map “” to magnify"],
  "too near": [{ zoom: "pixels:65_500_500" }, "the map pixels cannot be magnified by “65_500_500”"],
  "farther than the whole": [{ zoom: "pixels:0.5_500_500" }, "the map pixels cannot be magnified by “0.5_500_500”"],
  "beside the map": [{ zoom: "pixels:2_500_2001" }, "the map pixels cannot be magnified by “2_500_2001”"],
  "no number": [{ zoom: "pixels:2_NaN_0" }, "the map pixels cannot be magnified by “2_NaN_0”"],
};
for (const [what, [parts, words]] of Object.entries(ODD)) {
  test(`what no page writes falls back and is told: ${what}`, () => {
    const { view, odd } = stateOf(new URLSearchParams(parts).toString(), KNOWN);
    assert.equal(told(odd), `Not all of this address can be shown: ${words}.`);
    assert.deepEqual([view.zoom, view.lesson], ["", ""]);
    assert.ok(viewsOf(view.views).length <= 30);
    assert.deepEqual(viewsOf(view.views), viewsOf(view.views).filter(({ name }) => name && name.length <= 60));
  });
}

test("what is right beside an odd view or map stays", () => {
  const { view } = stateOf(new URLSearchParams({ views: "a=pin%3D3&=x&b=", zoom: "gone:2_1_1 hidden_1:3_1_1" }).toString(), KNOWN);
  assert.deepEqual(names(viewsOf(view.views)), ["a", "b"]);
  assert.equal(view.zoom, "hidden_1:3_1_1");
});

test("a lesson that is all an address says shows its part; with a state, that", () => {
  const views = textOf(VIEWS);
  const first = stateIn(`#${new URLSearchParams({ lesson: "yes", views })}`, KNOWN);
  assert.deepEqual([first.condition, first.view.color, first.view.lesson], ["label:7 travels:1", "depth", "1"]);
  assert.deepEqual(viewsOf(first.view.views), VIEWS);
  assert.equal(stateIn(`#${new URLSearchParams({ lesson: "3", views })}`, KNOWN).pin, 101);
  const other = stateIn(`#${new URLSearchParams({ lesson: "1", views, pin: "5" })}`, KNOWN);
  assert.deepEqual([other.condition, other.pin, other.view.lesson], ["", 5, "1"]);
  assert.equal(placeOf("30", 30, []), "30");
});

test("what is a step, and what is seen", () => {
  const parts = new URLSearchParams({ select: "label:7", color: "role", zoom: "pixels:2_1_1", sort: "depth", views: "a=", lesson: "1" });
  assert.equal(stepOf(`#${parts}`), "select=label%3A7&color=role&lesson=1");
  assert.equal(seenOf(parts.toString()), "select=label%3A7&color=role&zoom=pixels%3A2_1_1&sort=depth");
});

// --- maps ---------------------------------------------------------------------------------------

const SIZES = [{ width: 400, height: 300 }, { width: 900, height: 1200 }];

test("a magnified map comes back from its text, on this screen and on another", () => {
  const [size, other] = SIZES;
  assert.equal(zoomText(wholeView(size, STEPS), size, STEPS), "");
  for (const [factor, about] of [[2, [100, 50]], [9.7, [399, 299]], [64, [201, 149]]]) {
    const view = zoomed(wholeView(size, STEPS), factor, about, wholeView(size, STEPS));
    const text = zoomText(view, size, STEPS);
    assert.match(text, /^[\d._-]+$/);
    const back = viewAt(text, size, STEPS);
    // Not a pixel beside what it was, in the middle of the map.
    for (const [one, two] of [[back.left, view.left], [back.top, view.top]]) {
      assert.ok(Math.abs(one - two) < 0.003 * 300 * factor, `${text}: ${one} ${two}`);
    }
    assert.equal(zoomText(back, size, STEPS), text);
    const elsewhere = refitted(back, size, other, STEPS);
    assert.equal(zoomText(elsewhere, other, STEPS), text);
    assert.ok(Math.abs(viewAt(text, other, STEPS).left - elsewhere.left) < 1e-6);
  }
});

test("a map that is moved far away is written as far as is read", () => {
  const far = { ...wholeView(SIZES[0], STEPS), left: 1e9, top: -1e9 };
  const text = zoomText(far, SIZES[0], STEPS);
  assert.equal(text, "1_-1000_2000");
  assert.equal(knownZooms(`pixels:${text}`, ["pixels"], []), `pixels:${text}`);
});

test("each map has its own text, whatever its name", () => {
  const layers = ["block 1:0", "b"];
  let all = withZoom("", layers[0], "2_1_1");
  all = withZoom(all, "b", "3_1_1");
  assert.equal(all.split(" ").length, 2);
  assert.deepEqual(layers.map((name) => zoomIn(all, name)), ["2_1_1", "3_1_1"]);
  assert.equal(knownZooms(all, layers, []), all);
  assert.equal(withZoom(withZoom(all, layers[0], ""), "b", ""), "");
  assert.equal(zoomIn(all, "gone"), "");
});
