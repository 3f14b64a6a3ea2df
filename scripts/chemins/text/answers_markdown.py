"""answers.md: the numbers of the answers as a reader wants them, three sentences first."""

from chemins.answers.verdicts import usual
from chemins.base.errors import listed
from chemins.base.formatting import layer_text, percent
from chemins.text import estimate_tables as tables
from chemins.text import estimates_text as told
from chemins.text import links
from chemins.text import verdicts_text as verdicts
from chemins.text.class_names import DIGITS, names_of
from chemins.text.convergence_text import convergence_remark
from chemins.text.k_text import k_table
from chemins.text.markdown_table import table
from chemins.text.twin_text import no_twin_sentence, twin_sentence, twin_tables

HARDLY = 0.05  # a difference in AMI that is none to speak of
LISTED = 50  # exceptions that a table lists


def markdown(name, answers) -> str:
    """The text of a run's answers.md."""
    classes = len(answers["digits"])
    parts = [
        f"# {name}: {names_of(answers).in_tables().taught(answers['digits'])}",
        "\n".join(f"{i}. {text}" for i, text in enumerate(sentences(answers), start=1)),
        network_note(answers),
        layer_table(answers),
        notes(answers),
        k_table(answers),
        tables.stability_notes(answers),
        tables.control_tables(answers, classes),
        twin_tables(answers, classes),
        tables.commitment_table(answers, classes),
        tables.move_table(answers),
        class_table(answers),
        tables.path_table(answers, classes),
        tables.difference_table(answers),
        exceptions_table(answers),
        unseen_table(answers),
        tables.affinity_table(answers),
        tables.detector_tables(answers),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def network_note(answers) -> str:
    """How a network from elsewhere was asked, as far as that is known; empty of others."""
    told = [f"The network is given {answers['given']}."] if "given" in answers else []
    told += [f"Its answers are computed by {answers['engine']}."] if "engine" in answers else []
    return " ".join(told)


def sentences(answers, link=links.plain) -> list[str]:
    """The answers to the three questions, some sentences each. link: of chemins.text.links, what
    becomes of numbers whose images or whose table can be shown."""
    answered = (layer_sentence, signature_sentence, unseen_sentence)
    return [sentence(answers, link) for sentence in answered]


def layer_sentence(answers, link=links.plain) -> str:
    hidden = [entry["layer"] for entry in hidden_layers(answers)]
    found = answers["separation"]
    layer = usual(found)["layer"] or best_hidden(answers)["layer"]

    def in_controls(sentence) -> str:
        return links.to_table(sentence, "Beside the controls", link)

    return "**From which layer?** " + told.join_sentences(
        verdicts.separation_sentence(found),
        *reservations(answers),
        verdicts.mark_sentence(found, names_of(answers)),
        in_controls(told.gain_sentence(answers, layer))
        or links.to_table(own_sentence(answers, layer), "", link),
        in_controls(twin_sentence(answers, layer)),
        told.mixture_sentence(answers, layer),
        no_twin_sentence(answers),
        told.unstable_layers_sentence(answers),
        links.to_table(told.commitment_sentence(answers, layer), tables.COMMITMENT, link),
        f"This network classifies {right_text(answers, link)} of them correctly.",
        verdicts.last_layer_sentence(answers["last_layer"], hidden),
    )


def right_text(answers, link) -> str:
    share = percent(answers["accuracy"]["test"], 1)
    return link(share, {"role": "test", "correct": "yes"})


def reservations(answers) -> list[str]:
    """What a claim about the layers of such a network is to be read with, a sentence each."""
    warning = answers["warning"]
    found = [f"**Beware:** {warning}."] if warning else []
    return [*found, convergence_remark(answers)]


def hidden_layers(answers) -> list[dict]:
    return [found for found in answers["layers"] if found["layer"] not in ("pixels", "output")]


def own_sentence(answers, layer) -> str:
    """How a layer of the one network that there is stands to the pixels, on test images."""
    found, pixels = told.of_layer(answers, layer), told.of_layer(answers, "pixels")
    gain = found["ami"]["own"] - pixels["ami"]["own"]
    text = (
        f"In {layer_text(layer)} that share is {told.format_best(found['purity'])}, for the raw "
        f"pixels {told.format_best(pixels['purity'])}; the AMI is "
        f"{told.format_number(found['ami'])}, {gain_text(gain)} the pixels' "
        f"{told.format_number(pixels['ami'])}."
    )
    if found["purity"]["low"] is None:
        return text
    return f"{text} Intervals are of 95 %, over images: there is one network."


def gain_text(gain) -> str:
    """How a layer's agreement with the labels stands to the pixels'. gain: in AMI."""
    if abs(gain) < HARDLY:
        return "hardly more than" if gain > 0 else "much like"
    return "against" if gain > 0 else "less than"


def best_hidden(answers) -> dict:
    return max(hidden_layers(answers), key=lambda found: told.best_known(found["purity"]))


def signature_sentence(answers, link=links.plain) -> str:
    paths, names = answers["paths"], names_of(answers).in_sentences()
    main = listed(
        link(
            f"{percent(entry['on_main_path']['test'])} of the {names.images(entry['digit'])}",
            {"role": "test", "label": entry["digit"], "travels": entry["digit"]},
        )
        for entry in paths["classes"]
    )
    distinct = told.format_own(paths["measures"]["distinct_paths_chosen"], 0)
    return told.join_sentences(
        "**Are the signatures different?** In this network the "
        f"{answers['samples']['test']:,} test images take "
        f"{link(distinct, links.place_of('Measures of the paths'))} distinct paths through "
        f"{stages_text(answers)} "
        f"({paths['distinct']} with label and prediction); {main} take their "
        f"class's main path{shared_text(paths['classes'], names)}, and "
        f"{exception_count(paths['exceptions'], names, link)}.",
        told.unstable_paths_sentence(answers),
        links.to_table(told.difference_sentence(answers), "Measures of the paths", link),
        links.to_table(told.move_sentence(answers), "Do the clusters decide?", link),
    )


def stages_text(answers) -> str:
    """`the hidden layers`, or which of them paths go through."""
    stages, hidden = told.path_stages(answers), hidden_layers(answers)
    if len(stages) == len(hidden):
        return "the hidden layers"
    return f"{len(stages)} of the {len(hidden)} hidden layers"


def shared_text(classes, names=DIGITS) -> str:
    """` (4 and 9 share theirs)` for the classes whose main paths are the same."""
    groups = {}
    for entry in classes:
        groups.setdefault(tuple(entry["main_path"]), []).append(entry["digit"])
    shared = [listed(map(names.name, group)) for group in groups.values() if len(group) > 1]
    return f" ({'; '.join(shared)} share theirs)" if shared else ""


def exception_count(exceptions, names=DIGITS, link=links.plain) -> str:
    if not exceptions:
        return "no image travels another class's main path"
    pairs = {}
    for entry in exceptions:
        key = (entry["label"], entry["travels_as"])
        pairs[key] = pairs.get(key, 0) + 1
    top = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    named = listed(
        link(
            f"{n} × {names.name(a)} as {names.name(b)}",
            {"role": "train|test", "label": a, "travels": b},
        )
        for (a, b), n in top[:4]
    )
    rest = sum(n for _, n in top[4:])
    one = len(exceptions) == 1
    count = link(f"{len(exceptions)} image{'' if one else 's'}", {"exception": "yes"})
    return f"{count} (training included) travel{'s' if one else ''} another class's: {named}" + (
        f", {rest} more" if rest else ""
    )


def unseen_sentence(answers, link=links.plain) -> str:
    lead, names = "**Where does the unknown go?** ", names_of(answers).in_sentences()
    if not answers["unseen_digits"]:
        return lead + f"No unseen {names.one} was sent through this network."
    by_prediction = {}
    for entry in answers["unseen_digits"]:
        if told.is_decided(entry):
            by_prediction.setdefault(entry["main"]["digit"], []).append(
                told.taken_text(entry, names, link)
            )
    parts = [f"{listed(texts)} are taken for {names.kind(d)}" for d, texts in by_prediction.items()]
    undecided = [entry for entry in answers["unseen_digits"] if not told.is_decided(entry)]
    parts += [told.undecided_text(entry, names, link) for entry in undecided]
    noticed = told.detection_sentence(answers)
    said = links.to_table(f"{'; '.join(parts)}.", f"Unseen {names.many}", link)
    return f"{lead}{unseen_basis(answers)}: {said} {noticed}"


def unseen_basis(answers) -> str:
    """What the shares of unseen images, and their intervals, are over."""
    count = told.replicate_count(answers)
    if not count:
        return "In this network, the only one (intervals over images)"
    return f"Over {count} replicates" if count > 1 else "In the one replicate"


def layer_table(answers) -> str:
    """Purity and AMI per layer, at the chosen K and at K = number of classes."""
    classes = len(answers["digits"])
    head = ["layer", "chosen K", "silhouette", "purity train / test", "AMI train / test"]
    head += [f"at K = {classes}: purity train / test", "AMI train / test"]
    return table(head, [layer_row(entry) for entry in answers["layers"]])


def layer_row(entry) -> list[str]:
    cells = [layer_text(entry["layer"]), str(entry["k"]), silhouette_text(entry)]
    for measure in ("purity_chosen", "ami_chosen", "purity", "ami"):
        train, test = entry["train"][measure], entry[measure]["own"]
        cells.append(f"{train:.3f} / {test:.3f}")
    return cells


def silhouette_text(entry) -> str:
    """The mean silhouette, with its standard error where it is a sample's."""
    if entry["silhouette"] is None:
        return "–"
    error = f" ± {entry['standard_error']:.3f}" if entry["standard_error"] else ""
    return f"{entry['silhouette']:.2f}{error}"


def notes(answers) -> str:
    lines = [
        f"- {layer_text(e['layer'])}, K = {e['k']}: {e['note']}."
        for e in answers["layers"]
        if e["note"]
    ]
    sampled = [layer_text(e["layer"]) for e in answers["layers"] if e["standard_error"]]
    if sampled:
        lines.append(
            f"- The silhouettes of {listed(sampled)} are those of a random sample of the training "
            "images (± standard error of the mean), and so is the choice of K."
        )
    return "\n".join(lines)


def class_table(answers) -> str:
    rows, names = [], names_of(answers).in_tables()
    for entry in answers["paths"]["classes"]:
        train, test = (percent(entry["on_main_path"][role]) for role in ("train", "test"))
        rows.append([names.name(entry["digit"]), arrows(entry["main_path"]), train, test])
    found = table([names.one, "hidden clusters", "train", "test"], rows)
    stages = answers["paths"].get("stages")
    through = f"Through {listed(map(layer_text, stages))}.\n\n" if stages else ""
    return f"## Main paths\n\n{through}{found}"


def exceptions_table(answers) -> str:
    entries = answers["paths"]["exceptions"]
    if not entries:
        return ""
    names = names_of(answers).in_tables()
    head = ["image", "role", names.one, "travels as", "predicted", "probability", "path"]
    some = f"; the first {LISTED} of {len(entries):,}" if len(entries) > LISTED else ""
    return (
        f"## Exceptions\n\nImages whose hidden clusters are another class's main path{some}:\n\n"
        + table(head, [exception_row(entry, names) for entry in entries[:LISTED]])
    )


def exception_row(entry, names) -> list[str]:
    cells = [str(entry["sample_id"]), entry["role"]]
    cells += [names.name(entry[key]) for key in ("label", "travels_as", "prediction")]
    return [*cells, f"{entry['probability']:.2f}", arrows(entry["path"])]


def unseen_table(answers) -> str:
    if not answers["unseen_digits"]:
        return ""
    layers = [layer_text(entry["layer"]) for entry in answers["unseen_digits"][0]["layers"]]
    names = names_of(answers).in_tables()
    return (
        f"## Unseen {names.many}\n\n"
        "Where they go in this network, in each layer: share and majority class of the clusters "
        "they enter; what they are predicted as, and how many are atypical of it, with a conformal "
        "p ≤ 0.05.\n\n"
        + table(
            [names.one, *layers, "predicted as (mean probability)", "atypical"],
            [unseen_row(entry, names) for entry in answers["unseen_digits"]],
        )
    )


def unseen_row(entry, names) -> list[str]:
    cells = [destination_text(found["destinations"], names) for found in entry["layers"]]
    predicted = ", ".join(
        f"{names.name(p['digit'])}: {percent(p['number']['own'])} ({p['mean_probability']:.2f})"
        for p in told.predictions(entry)[:3]
    )
    atypical = told.format_own_share(entry["atypical"])
    return [names.name(entry["digit"]), *cells, predicted, atypical]


def destination_text(entries, names) -> str:
    """`85 % cluster 1 (7s), 15 % cluster 0 (1s)`, the three largest."""
    texts = []
    for entry in entries[:3]:
        held = "unseen only" if entry["majority"] is None else names.kind(entry["majority"])
        texts.append(f"{percent(entry['share'])} cluster {entry['cluster']} ({held})")
    return ", ".join(texts)


def arrows(path) -> str:
    return " → ".join(str(step) for step in path)
