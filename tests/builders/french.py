"""What tells a text in French from one that is not, or not wholly."""

import re
import string

WORDS = (
    "the", "of", "and", "to", "images of", "cluster", "clusters", "layer", "layers", "hidden",
    "unseen", "mean", "train", "trained", "untrained", "label", "labels", "loss", "accuracy",
    "with", "its", "is", "are", "was", "were", "path", "paths", "moved", "by", "stability", "that",
    "this", "which", "from", "network", "networks", "class", "digit", "digits", "purity", "each",
    "share", "taken", "at", "than", "not", "no", "it", "all", "there", "run", "chosen", "where",
)  # fmt: skip
ENGLISH_WORDS = re.compile(rf"(?<![\w@/-])({'|'.join(WORDS)})\b(?!-)", re.IGNORECASE)
# Keys of the config in Markdown, and LaTeX's macros, which stay as they are.
CODE = re.compile(r"`[^`]*`|\\(?:\{\w+\})?[A-Za-z]+")
PLACEHOLDER = re.compile(r"\{[\w.]+\}")


def placeholders(text):
    """The names of a text's placeholders, without what is taken of them."""
    parsed = string.Formatter().parse(text)
    return {name.partition(".")[0] for _, name, _, _ in parsed if name is not None}


def english_left(text):
    """The English words of a text that is to be French."""
    return ENGLISH_WORDS.findall(CODE.sub("", text))


def badly_set(text):
    """Places of a text, in Markdown, that are not typeset as French."""
    text = CODE.sub("", text)
    points = re.findall(r".?\d\.\d+", text)
    blanks = re.findall(r"[^\u202f\s|][;?!](?=\s)|[^\u202f\u00a0*] [:;?!»%]|\w:(?=\s)|\d%", text)
    return points + blanks


def english_numbers(text):
    """The numbers of an English text, in order of size, as digits and a point."""
    found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)
    return sorted(number.replace(",", "") for number in found)


def french_numbers(text):
    """As english_numbers, of a French text."""
    found = re.findall(r"\d+(?:\u202f\d{3})*(?:,\d+)?", text)
    return sorted(number.replace("\u202f", "").replace(",", ".") for number in found)
