"""The words that the answers use and few people know, a plain line each.

The pages explain a word where an answer first uses it; docs/measures.md lists them all
(tools/write_glossary.py).
"""

import re

# term -> (how it is found in a text: a regular expression, what it means)
TERMS = {
    "AMI": (
        r"AMI|[Aa]djusted mutual information",
        "Adjusted mutual information: how well clusters agree with the labels. 1 is a perfect "
        "match, 0 is what chance gives.",
    ),
    "AUROC": (
        r"AUROC",
        "How well a score tells known images from unknown ones: the share of pairs of one known "
        "and one unknown image that it puts in the right order. 1 is always, 0.5 is guessing.",
    ),
    "class": (
        r"class(?:es)?(?='|\b)",
        "One of the kinds of images that a network is taught to tell apart.",
    ),
    "cluster": (
        r"[Cc]lusters?",
        "A group of images whose answers in a layer are alike, found by k-means without the "
        "labels.",
    ),
    "committed": (
        r"committed",
        "An image is committed from the first hidden layer from which on all its clusters stand "
        "for what the network predicts in the end.",
    ),
    "conformal p-value": (
        r"conformal p(?:-value)?",
        "The share of known images, held back for this, that keep to their class's way no "
        "better than an image does. At most 0.05: it is atypical.",
    ),
    "continuity": (
        r"[Cc]ontinuity",
        "How far images that are neighbours in a layer are still neighbours on its map; 1 is all.",
    ),
    "control": (
        r"controls?",
        "What a result is compared with, as it would be there without learning: the raw pixels, "
        "an untrained network, one taught shuffled labels.",
    ),
    "distinct path": (
        r"distinct paths?",
        "Two images have the same path if they are in the same cluster in every hidden layer; "
        "this counts the different ones.",
    ),
    "energy": (
        r"energy",
        "A score of how sure a network is, of all its outputs before the softmax together.",
    ),
    "exception": (
        r"exceptions?",
        "A known image that takes the main path of another class than its own.",
    ),
    "FPR95": (
        r"FPR95",
        "The share of unknown images that pass for known where 95 % of the known ones do.",
    ),
    "Gaussian mixture": (
        r"Gaussian mixture",
        "Another way to find clusters, which may be long or of different widths; k-means looks "
        "for round ones.",
    ),
    "interval": (
        r"[Ii]ntervals?",
        "[low, high] behind a number: made so that in 95 of 100 cases it holds the mean over all "
        "networks and images that might have been drawn.",
    ),
    "Jensen–Shannon distance": (
        r"Jensen–Shannon distance",
        "How differently two classes' images spread over the paths: 0 if alike, 1 if they have "
        "no path in common.",
    ),
    "K": (
        r"(?<![\w-])K(?![\w-])",
        "The number of clusters that a layer's answers are divided into.",
    ),
    "Mahalanobis": (
        r"Mahalanobis(?: distance)?",
        "The distance to the nearest class's centre, where directions in which images differ "
        "much count less.",
    ),
    "main path": (
        r"main paths?",
        "Of a class: the path that most of its training images take.",
    ),
    "mark": (
        r"mark(?= is)",
        "The share of test images that must lie in clusters of their own class, for a layer to "
        "tell the classes apart.",
    ),
    "path": (
        r"paths?",
        "The clusters that an image goes through, from one hidden layer to the next.",
    ),
    "path score": (
        r"path score",
        "How typical an image's way through the layers is of the class that it is predicted as; "
        "the higher, the more.",
    ),
    "prediction depth": (
        r"[Pp]rediction depth",
        "The first layer from which on an image's nearest training images vote for what the "
        "network predicts in the end.",
    ),
    "probe": (
        r"(?:linear )?probe",
        "A simple classifier of a layer's answers: how well the classes can be told from them "
        "by straight cuts.",
    ),
    "purity": (
        r"[Pp]urity",
        "The share of images whose label is the most frequent one in their cluster.",
    ),
    "replicate": (
        r"[Rr]eplicates?",
        "Another network like this one, trained with another seed on other images, to see what "
        "is the same again.",
    ),
    "shuffled labels": (
        r"shuffled(?: labels)?",
        "The same images with their labels mixed up: a network that learnt, but nothing true.",
    ),
    "silhouette": (
        r"[Ss]ilhouettes?",
        "How much nearer images are to their own cluster than to the next: 1 is far apart, 0 is "
        "no gap. The number of clusters is chosen by it.",
    ),
    "softmax": (
        r"softmax",
        "The network's last step, which makes shares that add up to 1 of its outputs.",
    ),
    "stability": (
        r"[Ss]tability|stable",
        "How far a cluster is found again when the images are drawn anew: 1 is always, below "
        "0.6 it is not to be trusted.",
    ),
    "trustworthiness": (
        r"[Tt]rustworthiness",
        "How far neighbours on a map are neighbours in the layer, too; 1 is all.",
    ),
    "typicality": (
        r"[Tt]ypical(?:ity)?|atypical",
        "How well an image keeps to the way of its class, among images that it was not fitted on.",
    ),
    "unseen": (
        r"unseen",
        "What the network was never taught: it has no right answer for it.",
    ),
    "untrained twin": (
        r"untrained (?:network|twin)",
        "The same network with its first, random weights: what is there before any learning.",
    ),
}

PATTERN = re.compile(
    r"\b(?:"
    + "|".join(
        f"(?P<t{number}>{found})"
        for number, (found, _) in sorted(
            enumerate(TERMS.values()), key=lambda item: -len(list(TERMS)[item[0]])
        )
    )
    + r")\b"
)

POSSESSIVE = re.compile("(?:(?:['’]|&#39;)s?)?")


def first_uses(text, known) -> list[tuple[int, int, str]]:
    """[(start, end, term)] of the terms that a text uses and that are not known yet; these are
    known from then on. known: a set. What ends in 's is not torn apart from it."""
    found = []
    for match in PATTERN.finditer(text):
        term = list(TERMS)[int(match.lastgroup[1:])]
        if term not in known:
            known.add(term)
            found.append((match.start(), POSSESSIVE.match(text, match.end()).end(), term))
    return found


def glossary_table() -> str:
    """The terms as a table in Markdown, in alphabetical order."""
    rows = [f"| {term} | {line} |" for term, (_, line) in sorted_terms()]
    return "\n".join(["| word | what it means |", "|---|---|", *rows]) + "\n"


def sorted_terms() -> list:
    return sorted(TERMS.items(), key=lambda item: item[0].lower())
