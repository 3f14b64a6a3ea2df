"""answers.md: the numbers of the answers as a reader wants them, three sentences first."""

from chemins.base.errors import listed
from chemins.base.formatting import percent, shown
from chemins.text import estimates_text as told

HARDLY = 0.05  # a difference in AMI that is none to speak of


def markdown(name, answers):
    """The text of a run's answers.md."""
    support, classes = answers["support"], len(answers["digits"])
    parts = [
        f"# {name}: {digit_list(answers['digits'])}",
        "\n".join(f"{i}. {text}" for i, text in enumerate(sentences(answers), start=1)),
        layer_table(answers),
        notes(answers),
        told.stability_notes(support),
        told.control_tables(support, classes),
        told.commitment_table(support, classes),
        class_table(answers),
        told.path_table(support, classes),
        told.difference_table(support),
        exceptions_table(answers),
        unseen_table(answers),
        told.affinity_table(support),
        told.detector_tables(support),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def sentences(answers):
    """The answers to the three questions, a sentence each."""
    return [layer_sentence(answers), signature_sentence(answers), unseen_sentence(answers)]


def layer_sentence(answers):
    support = answers["support"]
    by_name = {entry["layer"]: entry for entry in answers["layers"]}
    hidden = [name for name in by_name if name not in ("pixels", "output")]
    pixels = by_name["pixels"]["classes"]["test"]
    first = answers["separates_from"]
    entry = by_name[first] if first else best_hidden(answers)
    found = entry["classes"]["test"]
    mark = answers["separated_by"]
    best = entry["layer"] if found["purity"] >= mark else None
    lead = separation_text(pixels["purity"] >= mark, first, best, hidden)
    return (
        f"**From which layer?** {lead} (the mark: {percent(mark)} of the test images in a cluster "
        "of their own digit, with as many clusters as classes). "
        + told.joined(
            told.gain_sentence(support, entry["layer"]) or own_sentence(entry, pixels),
            f"{told.commitment_text(support, entry['layer'])}.",
            f"The network classifies {percent(answers['accuracy']['test'], 1)} correctly.",
            f"**Beware:** of its test images, {answers['warning']}." if answers["warning"] else "",
            told.last_layer_sentence(support, hidden),
        )
    )


def own_sentence(entry, pixels):
    """How a layer of the one network that there is stands to the pixels, on test images."""
    found = entry["classes"]["test"]
    return (
        f"In {shown(entry['layer'])} it is {percent(found['purity'], 1)}, for the raw pixels "
        f"{percent(pixels['purity'], 1)}; the AMI is {found['ami']:.2f}, "
        f"{compared(found['ami'] - pixels['ami'])} the pixels' {pixels['ami']:.2f}."
    )


def separation_text(pixels_do, first, best, hidden):
    """From where on clusters tell the classes apart.

    pixels_do: whether the raw pixels' do. first: the first hidden layer from which on all do, or
    None. best: the hidden layer that does best, None if it does not.
    """
    if pixels_do and first == hidden[0]:
        return "Clusters of the raw pixels already tell the classes apart, as in every hidden layer"
    if pixels_do and first:
        return (
            f"Clusters of the raw pixels tell the classes apart, then those from {shown(first)} on"
        )
    if pixels_do:
        return "Clusters of the raw pixels tell the classes apart, the last hidden layer's do not"
    if first:
        return f"From {shown(first)} on, clusters tell the classes apart"
    if best:
        return f"Clusters of {shown(best)} tell the classes apart, the last hidden layer's do not"
    return "In no hidden layer do clusters tell the classes apart"


def compared(gain):
    """How a layer's agreement with the labels stands to the pixels'. gain: in AMI."""
    if abs(gain) < HARDLY:
        return "hardly more than" if gain > 0 else "much like"
    return "against" if gain > 0 else "less than"


def best_hidden(answers):
    hidden = [e for e in answers["layers"] if e["layer"] not in ("pixels", "output")]
    return max(hidden, key=lambda entry: entry["classes"]["test"]["purity"])


def signature_sentence(answers):
    paths = answers["paths"]
    count = answers["samples"]["train"] + answers["samples"]["test"]
    main = listed(
        f"{percent(entry['on_main_path']['test'])} of the {entry['digit']}s"
        for entry in paths["classes"]
    )
    return (
        f"**Are the signatures different?** The {count:,} known images take "
        f"{paths['distinct_hidden']} distinct paths through the hidden layers "
        f"({paths['distinct']} with label and prediction); among test images, {main} take their "
        f"class's main path{shared_text(paths['classes'])}, and "
        f"{exception_count(paths['exceptions'])}. {told.difference_sentence(answers['support'])}"
    )


def shared_text(classes):
    """` (4 and 9 share theirs)` for the classes whose main paths are the same."""
    groups = {}
    for entry in classes:
        groups.setdefault(tuple(entry["main_path"]), []).append(entry["digit"])
    shared = [listed(digits) for digits in groups.values() if len(digits) > 1]
    return f" ({'; '.join(shared)} share theirs)" if shared else ""


def exception_count(exceptions):
    if not exceptions:
        return "no image travels another class's main path"
    pairs = {}
    for entry in exceptions:
        key = (entry["label"], entry["travels_as"])
        pairs[key] = pairs.get(key, 0) + 1
    top = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    named = listed(f"{n} × {a} as {b}" for (a, b), n in top[:4])
    rest = sum(n for _, n in top[4:])
    one = len(exceptions) == 1
    return (
        f"{len(exceptions)} image{'' if one else 's'} (training included) "
        f"travel{'s' if one else ''} another class's: {named}" + (f", {rest} more" if rest else "")
    )


def unseen_sentence(answers):
    lead = "**Where does the unknown go?** "
    if not answers["unseen_digits"]:
        return lead + "No unseen digit was sent through this network."
    by_prediction = {}
    for entry in answers["unseen_digits"]:
        top = entry["predicted_as"][0]
        by_prediction.setdefault(top["value"], []).append(told.taken(answers, entry["digit"], top))
    parts = [f"{listed(texts)} are taken for {digit}s" for digit, texts in by_prediction.items()]
    return f"{lead}{'; '.join(parts)}. {told.detection_sentence(answers['support'])}"


def layer_table(answers):
    """Purity and AMI per layer, at the chosen K and at K = number of classes."""
    classes = len(answers["digits"])
    head = [
        f"| layer | chosen K | silhouette | purity train / test | AMI train / test | "
        f"at K = {classes}: purity train / test | AMI train / test |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join(head + [layer_row(entry) for entry in answers["layers"]])


def layer_row(entry):
    cells = [shown(entry["layer"]), str(entry["k"]), silhouette_text(entry)]
    for k in ("chosen", "classes"):
        for measure in ("purity", "ami"):
            train, test = (entry[k][role][measure] for role in ("train", "test"))
            cells.append(f"{train:.3f} / {test:.3f}")
    return f"| {' | '.join(cells)} |"


def silhouette_text(entry):
    """The mean silhouette, with its standard error where it is a sample's."""
    if entry["silhouette"] is None:
        return "–"
    error = f" ± {entry['standard_error']:.3f}" if entry["standard_error"] else ""
    return f"{entry['silhouette']:.2f}{error}"


def notes(answers):
    lines = [
        f"- {shown(e['layer'])}, K = {e['k']}: {e['note']}." for e in answers["layers"] if e["note"]
    ]
    sampled = [shown(e["layer"]) for e in answers["layers"] if e["standard_error"]]
    if sampled:
        lines.append(
            f"- The silhouettes of {listed(sampled)} are those of a random sample of the training "
            "images (± standard error of the mean), and so is the choice of K."
        )
    return "\n".join(lines)


def class_table(answers):
    rows = ["## Main paths", "| digit | hidden clusters | train | test |", "|---|---|---|---|"]
    rows.insert(1, "")
    for entry in answers["paths"]["classes"]:
        train, test = (percent(entry["on_main_path"][role]) for role in ("train", "test"))
        rows.append(f"| {entry['digit']} | {arrows(entry['main_path'])} | {train} | {test} |")
    return "\n".join(rows)


def exceptions_table(answers):
    entries = answers["paths"]["exceptions"]
    if not entries:
        return ""
    rows = [
        "## Exceptions",
        "",
        "Images whose hidden clusters are another class's main path"
        + (f"; the first 50 of {len(entries):,}:" if len(entries) > 50 else ":"),
        "",
        "| image | role | digit | travels as | predicted | probability | path |",
        "|---|---|---|---|---|---|---|",
    ]
    for e in entries[:50]:
        rows.append(
            f"| {e['sample_id']} | {e['role']} | {e['label']} | {e['travels_as']} | "
            f"{e['prediction']} | {e['probability']:.2f} | {arrows(e['path'])} |"
        )
    return "\n".join(rows)


def unseen_table(answers):
    if not answers["unseen_digits"]:
        return ""
    layers = [entry["layer"] for entry in answers["unseen_digits"][0]["layers"]]
    names = " | ".join(map(shown, layers))
    rows = [
        "## Unseen digits",
        "",
        "Where they go, in each layer: share and majority class of the clusters they enter.",
        "",
        f"| digit | {names} | predicted as (mean probability) |",
        "|---|" + "---|" * len(layers) + "---|",
    ]
    for e in answers["unseen_digits"]:
        cells = [destination_text(entry["destinations"]) for entry in e["layers"]]
        predicted = ", ".join(
            f"{p['value']}: {percent(p['share'])} ({p['mean_probability']:.2f})"
            for p in e["predicted_as"][:3]
        )
        rows.append(f"| {e['digit']} | {' | '.join(cells)} | {predicted} |")
    return "\n".join(rows)


def destination_text(entries):
    """`85 % cluster 1 (7s), 15 % cluster 0 (1s)`, the three largest."""
    texts = []
    for entry in entries[:3]:
        held = "unseen only" if entry["majority"] is None else f"{entry['majority']}s"
        texts.append(f"{percent(entry['share'])} cluster {entry['cluster']} ({held})")
    return ", ".join(texts)


def arrows(path):
    return " → ".join(str(step) for step in path)


def digit_list(digits):
    return f"digits {listed(digits)}"
