"""answers.tex: a run's answers in numbers, for a paper: macros, and tables that are macros too.

answers: what answers.json holds. The numbers are those of answers.md, rounded as there.
"""

from chemins.base.formatting import layer_text, percent, the_layer
from chemins.base.language import ENGLISH, each_said, said, speaking, whole
from chemins.measures.vocabulary import SHUFFLED, UNTRAINED
from chemins.papers.estimate_macros import (
    decimal,
    estimate_macros,
    interval_text,
    points,
    share,
)
from chemins.papers.latex import escaped, macro, number, table, unknown
from chemins.papers.learning_latex import learning_macros, learning_table
from chemins.papers.macro_names import PREFIX, unique_words
from chemins.text.answers_markdown import arrows, silhouette_text
from chemins.text.class_names import names_of
from chemins.text.estimates_text import (
    format_best,
    format_number,
    format_own,
    prediction_as,
    replicate_count,
)

AUROC = {"path": "AurocPath", "max_softmax": "AurocSoftmax", "energy": "AurocEnergy"}


def latex(run, answers) -> str:
    """The text of a run's answers.tex."""
    macros = {**run_macros(run, answers), **table_macros(answers)}
    macros |= layer_macros(answers, macros)
    macros |= class_macros(answers, macros)
    macros |= unseen_macros(answers, macros)
    macros |= learning_macros(answers, macros)
    text = "\n".join(macro(name, body) for name, body in macros.items()) + "\n"
    head = said("latex_head", run=run, prefix=PREFIX)
    return f"{head}{note_on_characters(text)}\n{text}"


def note_on_characters(text) -> str:
    """What is to be done about characters that pdfLaTeX does not know; empty if there are none."""
    found = unknown(text)
    return said("latex_characters", found=" ".join(found)) if found else ""


# --- macros of numbers ----------------------------------------------------------------------------


def run_macros(run, answers) -> dict[str, str]:
    """Of the run as a whole: counts, accuracies, what the last layer adds."""
    last, paths = answers["last_layer"], answers["paths"]
    distinct = paths["measures"]["distinct_paths_chosen"]
    counts = {
        "Classes": len(answers["digits"]),
        **{f"Images{role.capitalize()}": count for role, count in answers["samples"].items()},
        "Replicates": replicate_count(answers),
        "Exceptions": len(paths["exceptions"]),
    }
    found = {PREFIX + name: number(whole(count)) for name, count in counts.items()}
    found |= {f"{PREFIX}Run": escaped(run)}
    found |= {f"{PREFIX}DistinctPaths": format_own(distinct, 0)} if distinct else {}
    found |= {f"{PREFIX}Mark": share(answers["separation"]["mark"])}
    found |= {f"{PREFIX}Accuracy": share(answers["accuracy"]["test"])}
    found |= {f"{PREFIX}AccuracyTrain": share(answers["accuracy"]["train"])}
    found |= estimate_macros(f"{PREFIX}AccuracyReplicates", last["accuracy"], share)
    return found | estimate_macros(f"{PREFIX}LastLayerAdds", last["difference"], points)


def layer_macros(answers, taken) -> dict[str, str]:
    """taken: macros that there are already."""
    shares = {"Purity": "purity", "PurityChosen": "purity_chosen", "Probe": "probe"}
    others = {"Ami": "ami", "AmiChosen": "ami_chosen"}
    starts, found = [*shares, *others, "K", "Silhouette"], {}
    layers = {entry["layer"]: entry for entry in answers["layers"]}
    with speaking(ENGLISH):  # macros have the same names in every language
        called = {layer: layer_text(layer) for layer in layers}
    for layer, word in unique_words(called, "Layer", starts, taken).items():
        entry = layers[layer]
        found[f"{PREFIX}K{word}"] = str(entry["k"])
        if entry["silhouette"] is not None:
            found[f"{PREFIX}Silhouette{word}"] = decimal(entry["silhouette"])
        for start, measure in shares.items():
            found |= estimate_macros(PREFIX + start + word, entry[measure], share)
        for start, measure in others.items():
            found |= estimate_macros(PREFIX + start + word, entry[measure], decimal)
    return found


def class_macros(answers, taken) -> dict[str, str]:
    """The share of each class's images that are on its main path. taken: as of layer_macros."""
    names, found = names_of(answers), {}
    classes = {entry["digit"]: entry for entry in answers["paths"]["classes"]}
    called = {digit: names.name(digit) for digit in classes}
    starts = ["OnMainPath", "OnMainPathTrain"]
    for digit, word in unique_words(called, "Class", starts, taken).items():
        on_path = classes[digit]["on_main_path"]
        found[f"{PREFIX}OnMainPath{word}"] = share(on_path["test"])
        found[f"{PREFIX}OnMainPathTrain{word}"] = share(on_path["train"])
    return found


def unseen_macros(answers, taken) -> dict[str, str]:
    """Of each unseen class what would notice it. taken: as of layer_macros."""
    names, found = names_of(answers), {}
    classes = {entry["digit"]: entry for entry in answers["unseen_digits"]}
    called = {digit: names.name(digit) for digit in classes}
    starts = ["Confidence", "Atypical", "TakenForMost", *AUROC.values()]
    for digit, word in unique_words(called, "Class", starts, taken).items():
        entry = classes[digit]
        taken_for = prediction_as(entry, entry["main"]["digit"])
        found |= estimate_macros(f"{PREFIX}TakenForMost{word}", taken_for, share)
        found |= estimate_macros(f"{PREFIX}Confidence{word}", entry["confidence"], decimal)
        found |= estimate_macros(f"{PREFIX}Atypical{word}", entry["atypical"], share)
        for detector, start in AUROC.items():
            found |= estimate_macros(PREFIX + start + word, auroc(entry, detector), decimal)
    return found


def auroc(unseen, detector) -> dict | None:
    """Of a detector that is of no layer; None where it was not measured."""
    found = (e for e in unseen["detectors"] if (e["detector"], e["layer"]) == (detector, ""))
    return next((entry["auroc"] for entry in found), None)


# --- tables ---------------------------------------------------------------------------------------


def table_macros(answers) -> dict[str, str]:
    """Each table, and what is to be said below it."""
    found = {}
    made = {
        "Layers": layer_table(answers),
        "Controls": control_table(answers),
        "Paths": path_table(answers),
        "Unseen": unseen_table(answers),
        "Learning": learning_table(answers),
    }
    for name, (head, rows, caption) in made.items():
        if rows:
            found[f"{PREFIX}Table{name}"] = table(*known_columns(head, rows))
            found[f"{PREFIX}Caption{name}"] = number(caption)
    return found


def known_columns(head, rows) -> tuple[list, list]:
    """Without the columns that nothing is known in."""
    kept = [i for i in range(len(head)) if any(row[i] not in ("", number("–")) for row in rows)]
    return [escaped(head[i]) for i in kept], [[row[i] for i in kept] for row in rows]


def layer_table(answers) -> tuple:
    head = each_said("layer", "K", "silhouette", "purity", "AMI", "probe")
    rows = [
        [
            escaped(layer_text(entry["layer"])),
            str(entry["k"]),
            number(silhouette_text(entry)),
            number(format_best(entry["purity"])),
            number(format_number(entry["ami"])),
            number(format_best(entry["probe"])),
        ]
        for entry in answers["layers"]
    ]
    told = {"classes": len(answers["digits"]), "interval": interval_text(answers)}
    return head, rows, said("latex_layers", **told)


def control_table(answers) -> tuple:
    head = each_said("layer", "AMI", "untrained", "shuffled labels")
    head += each_said("gain over pixels", "gain over untrained")
    rows = [control_row(entry) for entry in answers["layers"] if entry["layer"] != "pixels"]
    if all(set(row[2:4]) == {number("–")} for row in rows):
        rows = []
    told = {"classes": len(answers["digits"]), "interval": interval_text(answers)}
    return head, rows, said("latex_controls", **told)


def control_row(entry) -> list[str]:
    controls, gains = entry["controls"], entry["gains"]
    numbers = [entry["ami"], controls[UNTRAINED]["ami"], controls[SHUFFLED]["ami"]]
    numbers += [gains["pixels"], gains[UNTRAINED]]
    return [escaped(layer_text(entry["layer"])), *(number(format_number(each)) for each in numbers)]


def path_table(answers) -> tuple:
    names = names_of(answers)
    head = [names.one, *each_said("main path", "training images on it", "test images on it")]
    rows = [
        [
            escaped(names.name(entry["digit"])),
            number(arrows(entry["main_path"])),
            *(number(percent(entry["on_main_path"][role], 1)) for role in ("train", "test")),
        ]
        for entry in answers["paths"]["classes"]
    ]
    stages = answers["paths"].get("stages")
    through = ", ".join(map(the_layer, stages)) if stages else said("hidden_all")
    return head, rows, said("latex_paths", one=names.one, through=through)


def unseen_table(answers) -> tuple:
    names = names_of(answers)
    head = [names.one, *each_said("most taken for", "share", "confidence", "atypical")]
    head += each_said("AUROC of the path", "of softmax")
    rows = [unseen_row(entry, names) for entry in answers["unseen_digits"]]
    return head, rows, said("latex_unseen", names=names, interval=interval_text(answers))


def unseen_row(entry, names) -> list[str]:
    main = entry["main"]["digit"]
    cells = [format_best(prediction_as(entry, main)), format_number(entry["confidence"])]
    cells += [format_best(entry["atypical"])]
    cells += [format_number(auroc(entry, detector)) for detector in ("path", "max_softmax")]
    return [*(escaped(names.name(label)) for label in (entry["digit"], main)), *map(number, cells)]
