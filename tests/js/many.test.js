import assert from "node:assert/strict";
import { test } from "node:test";
import { comparison } from "#site/index.js";
import { decodePaged, encodePaged, found, grouped, pageOf, placeText, runsOf } from "#site/many.js";

const names = Array.from({ length: 250 }, (_, i) => `run-${i}`);
const texts = (/** @type {(i: number) => string} */ of) => names.map((_, i) => of(i));
const column = (title, of, values = null) => ({ title, texts: texts(of), values: values && names.map((_, i) => values(i)) });
const packed = {
  columns: {
    name: column("Run", (i) => names[i]),
    digits: column("Digits", () => "2, 8"),
    network: column("Network", () => "dense 32"),
    seed: column("Seed", (i) => String(i), (i) => i),
    train: column("Training images", () => "40", () => 40),
    accuracy: column("Accuracy", (i) => `${i / 10} %`, (i) => i / 1000),
    paths: column("Paths", (i) => String(i % 7), (i) => i % 7),
    exceptions: column("Exceptions", () => "1", () => 1),
    clusters: column("K", () => "2, 3", () => 5),
    pixels: column("AMI, pixels", () => "0.50", () => 0.5),
    hidden: column("AMI, last hidden layer", () => "0.75", () => 0.75),
    apart: column("Told apart from", () => "none", () => null),
    unseen: column("Unseen", () => "–", () => null),
    "training.epochs": column("training.epochs", (i) => String(5 + (i % 3)), (i) => 5 + (i % 3)),
  },
  words: names.map(() => ["digits", "2", "8", "dense", "32"]),
  guesses: names.map(() => 0),
  questions: [],
  headlines: names.map(() => []),
};
const runs = runsOf(packed);
const keys = Object.keys(packed.columns);
const opened = decodePaged("", keys, names);

test("an address without anything opens on the first page of the table", () => {
  assert.deepEqual([opened.view, opened.page, opened.sort, opened.odd.length], ["table", 1, "name", 0]);
  assert.equal(encodePaged(opened), "");
});

test("what is on view comes back from its address", () => {
  const state = { ...opened, view: "cards", page: 3, sort: "accuracy", descending: true, filter: "dense, 1v7", chosen: ["run-7"] };
  assert.deepEqual(decodePaged(`#${encodePaged(state)}`, keys, names), state);
});

test("a page that there cannot be, and an image, are told", () => {
  for (const page of ["0", "-1", "two", "1e3", "12345678"]) {
    const { page: shown, odd } = decodePaged(`#page=${page}`, keys, names);
    assert.deepEqual([shown, odd.length], [1, 1]);
  }
  assert.deepEqual(decodePaged("#pin=7", keys, names).odd, ["an index of so many runs tells of no single image"]);
});

test("pages follow each other without a gap, and the last one is not full", () => {
  const pages = [1, 2, 3].map((page) => pageOf(250, { ...opened, page }));
  assert.deepEqual(pages.map(({ start, end }) => [start, end]), [[0, 100], [100, 200], [200, 250]]);
  assert.deepEqual(pageOf(250, { ...opened, page: 99 }), pages[2]);
  assert.deepEqual(pageOf(0, opened), { page: 1, pages: 1, start: 0, end: 0 });
  assert.equal(pageOf(250, { ...opened, view: "cards" }).pages, 11);
});

test("the place among the runs is told in words", () => {
  assert.equal(placeText({ start: 1200, end: 1300 }, 10_000), "1,201–1,300 of 10,000");
  assert.equal(placeText(pageOf(0, opened), 0), "no run");
});

test("runs are found by their settings, and sorted by their numbers", () => {
  const state = { ...opened, filter: "training.epochs=6 run-1", sort: "accuracy", descending: true };
  const numbers = found(runs, state).map(({ place }) => place);
  assert.deepEqual(numbers, names.map((_, i) => i).filter((i) => i % 3 === 1 && `${i}`[0] === "1").reverse());
  assert.deepEqual(found(runs, { ...opened, filter: " " }).length, 250);
});

test("two runs are compared in the table's numbers", () => {
  const [first, second] = [grouped(runs[10], packed.columns), grouped(runs[12], packed.columns)];
  const rows = Object.fromEntries(comparison(first, second).map(({ title, rows }) => [title, rows]));
  assert.deepEqual(rows.Settings, [["Seed", "10", "12", ""], ["training.epochs", "6", "5", ""]]);
  assert.deepEqual(rows.Accuracy, [["Accuracy", "1 %", "1.2 %", "+0.2"]]);
  assert.deepEqual(rows["Paths through the hidden layers"][0], ["Paths", "3", "5", "+2"]);
});
