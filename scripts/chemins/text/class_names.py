"""What classes are called: the one place that puts their names into words.

Names are any words, which have no plural and no article here: the images of a class that has a name
are `images of Sneaker`, in tables and beside clusters it is `Sneaker`. Digits are `7s` as ever, and
classes of other images that have no names `class 7`.
"""

import re
from dataclasses import dataclass

from chemins.base.language import enumerated, plural, said

SHORT, LEGEND = 16, 30  # letters of a name where there is little room, and some
# What Markdown, or GitHub's, would take for markup within a line.
MARKUP = re.compile(r"([\\`*_\[\]<>|&~$#])")


@dataclass(frozen=True)
class ClassNames:
    """known: label -> name; None of digits."""

    known: dict | None = None

    @property
    def are_words(self) -> bool:
        """Whether any class has a name, which may be long."""
        return bool(self.known)

    @property
    def one(self) -> str:
        return said("digit" if self.known is None else "class")

    @property
    def many(self) -> str:
        return said("digits" if self.known is None else "classes")

    @property
    def taught_ones(self) -> str:
        """After `images of`."""
        return said("taught_digits" if self.known is None else "taught_classes")

    @property
    def never_taught(self) -> str:
        return said("never_digits" if self.known is None else "never_classes")

    @property
    def unseen(self) -> str:
        """Above what is told of those that were never taught."""
        return said("unseen_digits" if self.known is None else "unseen_classes")

    def name(self, label) -> str:
        """`7`, or `Sneaker`."""
        return (self.known or {}).get(label, str(label))

    def kind(self, label) -> str:
        """What something is taken for or full of: `7s`, `Sneaker`, `class 7`."""
        if self.known is None:
            return said("kind_of_digit", label=label)
        return self.known.get(label) or said("kind_of_class", label=label)

    def images(self, label) -> str:
        """After `the`: `7s`, `images of Sneaker`."""
        if self.known is None:
            return said("images_of_digit", label=label)
        if label in self.known:
            return said("images_of_class", kind=self.known[label])
        return said("images_of_number", label=label)

    def taken(self, label) -> str:
        """After `taken for`: as kind, with what French has before it."""
        if self.known is None:
            return said("taken_as_digit", label=label)
        return self.known.get(label) or said("taken_as_class", label=label)

    def main_path(self, label) -> str:
        """After `the`: `7s' main path`, `main path of Sneaker`."""
        if self.known is None:
            return f"{label}s' main path"
        return f"main path of {self.kind(label)}"

    def taught(self, labels) -> str:
        """`digits 1 and 7`, `classes Sneaker and Sandal`."""
        names = list(map(self.name, labels))
        return said(plural("named", len(names)), names=self, labels=enumerated(names))

    # --- the same for other places ------------------------------------------------------------

    def changed(self, change) -> "ClassNames":
        known = self.known and {label: change(name) for label, name in self.known.items()}
        return ClassNames(known)

    def in_tables(self) -> "ClassNames":
        """For Markdown."""
        return self.changed(escaped)

    def in_sentences(self) -> "ClassNames":
        """For Markdown, set off from the words around them."""
        return self.changed(lambda name: f"*{escaped(name)}*")

    def short(self, letters=SHORT) -> "ClassNames":
        """Where there is little room: what does not fit ends in an ellipsis."""
        return self.changed(lambda name: shortened(name, letters))


DIGITS = ClassNames()


def names_of(told) -> ClassNames:
    """told: settings of a rule, or what answers.json holds; as in all JSON, labels are text."""
    if "names" not in told:
        return DIGITS
    return ClassNames({int(label): name for label, name in told["names"].items()})


def escaped(name) -> str:
    return MARKUP.sub(r"\\\1", name)


def shortened(name, letters) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
