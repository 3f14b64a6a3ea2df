"""How a network's paths formed, for answers.tex: of runs of which epochs were kept.

answers: what answers.json holds.
"""

from chemins.base.formatting import layer_text
from chemins.base.language import ENGLISH, bare, each_said, numeral, said, speaking
from chemins.papers.estimate_macros import estimate_macros, interval_text
from chemins.papers.latex import number
from chemins.papers.macro_names import PREFIX, unique_words
from chemins.text.class_names import names_of
from chemins.text.estimates_text import format_best, format_number
from chemins.text.learning_tables import shown_places
from chemins.text.learning_text import is_claimed


def learning_macros(answers, taken) -> dict[str, str]:
    """Of each layer how much its AMI still changed, and from which epoch on it tells the only two
    classes apart; of each class, from which epoch on its images are told rightly and take its path.
    An epoch has a macro where it may be claimed. taken: macros that there are already."""
    if "learning" not in answers:
        return {}
    since = number(bare(answers["learning"]["settled"]["since"]))
    found = {f"{PREFIX}ChangeSince": since} | layer_macros(answers, taken)
    return found | class_macros(answers, taken)


def layer_macros(answers, taken) -> dict[str, str]:
    learning, found = answers["learning"], {}
    told = learning["pairs"][0]["layers"] if len(learning["pairs"]) == 1 else []
    epochs = {entry["layer"]: entry["from"] for entry in told}
    with speaking(ENGLISH):  # macros have the same names in every language
        called = {entry["layer"]: layer_text(entry["layer"]) for entry in learning["layers"]}
    words = unique_words(called, "Layer", ["Change", "ToldFrom"], taken)
    for entry in learning["settled"]["layers"]:
        word = words[entry["layer"]]
        found |= estimate_macros(f"{PREFIX}Change{word}", entry["change"], signed)
        if epochs:
            found |= epoch_macros(f"{PREFIX}ToldFrom{word}", epochs[entry["layer"]])
    return found


def class_macros(answers, taken) -> dict[str, str]:
    names, found = names_of(answers), {}
    classes = {entry["digit"]: entry for entry in answers["learning"]["classes"]}
    called = {digit: names.name(digit) for digit in classes}
    for digit, word in unique_words(called, "Class", ["RightFrom", "PathFrom"], taken).items():
        found |= epoch_macros(f"{PREFIX}RightFrom{word}", classes[digit]["right_from"])
        found |= epoch_macros(f"{PREFIX}PathFrom{word}", classes[digit]["path_from"])
    return found


def epoch_macros(name, found) -> dict[str, str]:
    """found: of kept_from."""
    if not is_claimed(found):
        return {}
    ends = {"Low": found["low"], "High": found["high"]}
    return {name: number(bare(found["median"]))} | {
        name + end: number(bare(epoch)) for end, epoch in ends.items() if epoch is not None
    }


def signed(value) -> str:
    return number(numeral(f"{value:+.2f}"))


def learning_table(answers) -> tuple:
    """(head, rows, caption), with the epochs of answers.md; no rows of other runs."""
    learning = answers.get("learning")
    if not learning:
        return [], [], ""
    head = each_said("epoch", "accuracy")
    head += [said("AMI: {layer}", layer=layer_text(e["layer"])) for e in learning["layers"]]
    rows = [
        [
            number(bare(learning["epochs"][place])),
            number(format_best(learning["accuracy"][place])),
            *(number(format_number(entry["ami"][place])) for entry in learning["layers"]),
        ]
        for place in shown_places(learning["epochs"])
    ]
    told = {"classes": len(answers["digits"]), "interval": interval_text(answers)}
    return head, rows, said("latex_learning", **told)
