"""The figures of the atlas: their names, titles and captions."""

from chemins.base.formatting import percent
from chemins.text.class_names import DIGITS, names_of

TITLES = {
    "destinations": "Where each {one} goes that a network was not taught",
    "layers": "From which layer a pair of {many} is told apart",
    "similarity": "Which {many} are alike to the networks",
}


def title(name, about) -> str:
    """about: as of the rule."""
    names = names_of(about)
    return TITLES[name].format(one=names.one, many=names.many)


def subtitle(name, about) -> str:
    """What a figure shows, in a line or three. about: as of the rule."""
    count, limit = about["replicates"], percent(about["mark"])
    mean = f"mean of {count} networks" if count > 1 else "one network"
    names = names_of(about)
    unseen = names.one if names == DIGITS else f"unseen {names.one}"
    interval = " ± half the 95 % interval" if count > 1 else ""
    return {
        "destinations": f"In each cell: the class that most of the {unseen}'s images are taken "
        f"for, and the percentage of them ({mean}{interval}). From the pair whose networks send "
        f"every {names.one} to one side to the pair that divides them most evenly; right: mean "
        "entropy of that division.",
        "layers": f"Above the diagonal: the first hidden layer from which on clusters have a "
        f"purity of at least {limit} (with as many clusters as classes, on test images), and the "
        "purity in it, or in the last one where there is none, in percent; below: the purity of "
        f"the pixels, * where it is {limit} already ({mean}{interval}).",
        "similarity": f"How many of one {names.one}'s images are taken for the other by networks "
        f"taught the other and a third {names.one}, in the mean over all third {names.many} and "
        f"both ways ({mean})"
        + ("; below the diagonal its 95 % interval. " if count > 1 else ". ")
        + f"{names.many.capitalize()} are in an order (average linkage) that puts similar ones "
        "side by side.",
    }[name]


def caption(name, about) -> str:
    """A figure's caption, to go with it into a paper; plain text."""
    return f"{title(name, about)}. {subtitle(name, about)} {sample_text(about)}\n"


def sample_text(about) -> str:
    """What was taught and asked, in numbers."""
    digits, count, hidden = about["digits"], about["replicates"], about["hidden"]
    names = names_of(about)
    pairs = len(digits) * (len(digits) - 1) // 2
    of_digit = images_text(about["test_per_digit"], "test")
    text = (
        f"Each of the {pairs} pairs of the {names.taught(digits)} ({about['dataset']}) was taught "
        f"to {count} network{'s' if count > 1 else ''} with {len(hidden)} hidden "
        f"layer{'s' if len(hidden) > 1 else ''}, on {images_text(about['per_digit'], 'training')} "
        f"of each {names.one}, and the other {names.many} were sent through, {of_digit} of each."
    )
    if count == 1:
        return text
    drawn = (
        " and training images, and the images of the test split that all of them meet"
        if about["test_per_digit"] == "all"
        else ", training images and test images, and the images, some of which they share"
    )
    return (
        f"{text} Intervals are over the networks, which differ in initial weights{drawn}; they are "
        "each cell's own, and not corrected for the number of cells."
    )


def images_text(count, kind) -> str:
    return f"all {kind} images" if count == "all" else f"{count} {kind} images"
