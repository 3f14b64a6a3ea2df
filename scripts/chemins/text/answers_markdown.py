"""answers.md: the numbers of the answers as a reader wants them, three sentences first."""

from chemins.answers.verdicts import usual
from chemins.base.formatting import layer_text, percent, the_layer
from chemins.base.language import bare, each_said, enumerated, fixed, plural, said, whole
from chemins.text import estimate_tables as tables
from chemins.text import estimates_text as told
from chemins.text import links
from chemins.text import verdicts_text as verdicts
from chemins.text.class_names import DIGITS, names_of
from chemins.text.convergence_text import convergence_remark
from chemins.text.held_text import given_text, retold
from chemins.text.k_text import k_table
from chemins.text.learning_text import learning_section, settled_remark
from chemins.text.markdown_table import table
from chemins.text.twin_text import no_twin_sentence, twin_sentence, twin_tables

HARDLY = 0.05  # a difference in AMI that is none to speak of
LISTED = 50  # exceptions that a table lists


def markdown(name, answers) -> str:
    """The text of a run's answers.md."""
    classes = len(answers["digits"])
    taught = names_of(answers).in_tables().taught(answers["digits"])
    parts = [
        said("answers_title", run=name, taught=taught),
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
        learning_section(answers),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def network_note(answers) -> str:
    """How a network from elsewhere was asked, as far as that is known; empty of others."""
    found = [said("network_given", given=given_text(answers))] if "given" in answers else []
    if "engine" in answers:
        found.append(said("network_engine", engine=answers["engine"]))
    return " ".join(found)


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

    return said("ask_layers") + told.join_sentences(
        verdicts.separation_sentence(found),
        *reservations(answers),
        verdicts.mark_sentence(found, names_of(answers)),
        in_controls(told.gain_sentence(answers, layer))
        or links.to_table(own_sentence(answers, layer), "", link),
        in_controls(twin_sentence(answers, layer)),
        told.mixture_sentence(answers, layer),
        no_twin_sentence(answers),
        told.unstable_layers_sentence(answers),
        links.to_table(told.commitment_sentence(answers, layer), said("commitment"), link),
        said("right", share=right_text(answers, link)),
        verdicts.last_layer_sentence(answers["last_layer"], hidden),
    )


def right_text(answers, link) -> str:
    share = percent(answers["accuracy"]["test"], 1)
    return link(share, {"role": "test", "correct": "yes"})


def reservations(answers) -> list[str]:
    """What a claim about the layers of such a network is to be read with, a sentence each."""
    warning = answers["warning"]
    found = [said("beware", warning=retold(warning))] if warning else []
    return [*found, convergence_remark(answers), settled_remark(answers)]


def hidden_layers(answers) -> list[dict]:
    return [found for found in answers["layers"] if found["layer"] not in ("pixels", "output")]


def own_sentence(answers, layer) -> str:
    """How a layer of the one network that there is stands to the pixels, on test images."""
    found, pixels = told.of_layer(answers, layer), told.of_layer(answers, "pixels")
    gain = found["ami"]["own"] - pixels["ami"]["own"]
    text = said(
        "own_layer",
        layer=the_layer(layer),
        purity=told.format_best(found["purity"]),
        pixels=told.format_best(pixels["purity"]),
        ami=told.format_number(found["ami"]),
        gain=said(gain_key(gain)),
        base=told.format_number(pixels["ami"]),
    )
    return text if found["purity"]["low"] is None else said("own_intervals", text=text)


def gain_key(gain) -> str:
    """Of how a layer's agreement with the labels stands to the pixels'. gain: in AMI."""
    if abs(gain) < HARDLY:
        return "gain_hardly" if gain > 0 else "gain_alike"
    return "gain_more" if gain > 0 else "gain_less"


def best_hidden(answers) -> dict:
    return max(hidden_layers(answers), key=lambda found: told.best_known(found["purity"]))


def signature_sentence(answers, link=links.plain) -> str:
    paths, names = answers["paths"], names_of(answers).in_sentences()
    distinct = told.format_own(paths["measures"]["distinct_paths_chosen"], 0)
    signatures = said(
        "signatures",
        images=whole(answers["samples"]["test"]),
        distinct=link(distinct, links.place_of("Measures of the paths")),
        through=stages_text(answers),
        with_ends=bare(paths["distinct"]),
        main=enumerated(on_path_text(entry, names, link) for entry in paths["classes"]),
        shared=shared_text(paths["classes"], names),
        exceptions=exception_count(paths["exceptions"], names, link),
    )
    return said("ask_signatures") + told.join_sentences(
        signatures,
        told.unstable_paths_sentence(answers),
        links.to_table(told.difference_sentence(answers), "Measures of the paths", link),
        links.to_table(told.move_sentence(answers), "Do the clusters decide?", link),
    )


def on_path_text(entry, names, link) -> str:
    """`70 % of the 2s`. entry: of `classes`."""
    label, share = entry["digit"], percent(entry["on_main_path"]["test"])
    text = said("share_of_images", share=share, images=names.images(label))
    return link(text, {"role": "test", "label": label, "travels": label})


def stages_text(answers) -> str:
    """`the hidden layers`, or which of them paths go through."""
    stages, hidden = told.path_stages(answers), hidden_layers(answers)
    if len(stages) == len(hidden):
        return said("hidden_all")
    return said("hidden_some", stages=len(stages), hidden=len(hidden))


def shared_text(classes, names=DIGITS) -> str:
    """` (4 and 9 share theirs)` for the classes whose main paths are the same."""
    groups = {}
    for entry in classes:
        groups.setdefault(tuple(entry["main_path"]), []).append(entry["digit"])
    shared = [enumerated(map(names.name, group)) for group in groups.values() if len(group) > 1]
    return said("shared", groups=said("between").join(shared)) if shared else ""


def exception_count(exceptions, names=DIGITS, link=links.plain) -> str:
    if not exceptions:
        return said("exceptions_none")
    pairs = {}
    for entry in exceptions:
        key = (entry["label"], entry["travels_as"])
        pairs[key] = pairs.get(key, 0) + 1
    top = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    named = (
        link(
            said("exception_pair", count=bare(n), label=names.name(a), travels=names.name(b)),
            {"role": "train|test", "label": a, "travels": b},
        )
        for (a, b), n in top[:4]
    )
    rest, count = sum(n for _, n in top[4:]), len(exceptions)
    images = said(plural("exception_images", count), count=bare(count))
    return said(
        plural("exceptions_travel", count),
        images=link(images, {"exception": "yes"}),
        named=enumerated(named),
        rest=said(plural("exceptions_rest", rest), count=bare(rest)) if rest else "",
    )


def unseen_sentence(answers, link=links.plain) -> str:
    lead, names = said("ask_unseen"), names_of(answers).in_sentences()
    if not answers["unseen_digits"]:
        return lead + said("unseen_none", names=names)
    by_prediction = {}
    for entry in answers["unseen_digits"]:
        if told.is_decided(entry):
            by_prediction.setdefault(entry["main"]["digit"], []).append(
                told.taken_text(entry, names, link)
            )
    parts = [
        said("taken", images=enumerated(texts), taken=names.taken(label))
        for label, texts in by_prediction.items()
    ]
    undecided = [entry for entry in answers["unseen_digits"] if not told.is_decided(entry)]
    parts += [told.undecided_text(entry, names, link) for entry in undecided]
    taken = links.to_table(f"{said('between').join(parts)}.", names.unseen, link)
    found = {"told": taken, "noticed": told.detection_sentence(answers)}
    return lead + said("unseen_told", basis=unseen_basis(answers), **found)


def unseen_basis(answers) -> str:
    """What the shares of unseen images, and their intervals, are over."""
    count = told.replicate_count(answers)
    if not count:
        return said("basis_alone")
    return said(plural("basis", count), count=count)


def layer_table(answers) -> str:
    """Purity and AMI per layer, at the chosen K and at K = number of classes."""
    classes = len(answers["digits"])
    measures = ["purity train / test", "AMI train / test"]
    head = each_said("layer", "chosen K", "silhouette", *measures)
    head += [said("at K = {classes}: purity train / test", classes=classes), said(measures[1])]
    return table(head, [layer_row(entry) for entry in answers["layers"]])


def layer_row(entry) -> list[str]:
    cells = [layer_text(entry["layer"]), str(entry["k"]), silhouette_text(entry)]
    for measure in ("purity_chosen", "ami_chosen", "purity", "ami"):
        train, test = entry["train"][measure], entry[measure]["own"]
        cells.append(f"{fixed(train, 3)} / {fixed(test, 3)}")
    return cells


def silhouette_text(entry) -> str:
    """The mean silhouette, with its standard error where it is a sample's."""
    if entry["silhouette"] is None:
        return "–"
    error = f" ± {fixed(entry['standard_error'], 3)}" if entry["standard_error"] else ""
    return fixed(entry["silhouette"]) + error


def notes(answers) -> str:
    lines = [
        said("note_on_k", layer=layer_text(e["layer"]), k=e["k"], note=retold(e["note"]))
        for e in answers["layers"]
        if e["note"]
    ]
    if fitted := answers.get("fitted"):
        lines.append(said("note_on_fit", **{key: whole(count) for key, count in fitted.items()}))
    for role, asked in answers.get("asked", {}).items():
        counts = {key: whole(count) for key, count in asked.items()}
        lines.append(said(f"note_on_asked_{role}", **counts))
    sampled = [layer_text(e["layer"]) for e in answers["layers"] if e["standard_error"]]
    if sampled:
        lines.append(said("note_on_sample", layers=enumerated(sampled)))
    return "\n".join(lines)


def class_table(answers) -> str:
    rows, names = [], names_of(answers).in_tables()
    for entry in answers["paths"]["classes"]:
        train, test = (percent(entry["on_main_path"][role]) for role in ("train", "test"))
        rows.append([names.name(entry["digit"]), arrows(entry["main_path"]), train, test])
    parts = [said("main_paths")]
    if stages := answers["paths"].get("stages"):
        parts.append(said("main_through", stages=enumerated(map(the_layer, stages))))
    head = each_said("hidden clusters", "train", "test")
    return "\n\n".join([*parts, table([names.one, *head], rows)])


def exceptions_table(answers) -> str:
    entries = answers["paths"]["exceptions"]
    if not entries:
        return ""
    names = names_of(answers).in_tables()
    head = [*each_said("image", "role"), names.one]
    head += each_said("travels as", "predicted", "probability", "path")
    some = ""
    if len(entries) > LISTED:
        some = said("exceptions_some", listed=LISTED, all=whole(len(entries)))
    found = table(head, [exception_row(entry, names) for entry in entries[:LISTED]])
    return f"{said('exceptions_told', some=some)}\n\n{found}"


def exception_row(entry, names) -> list[str]:
    cells = [str(entry["sample_id"]), said(entry["role"])]
    cells += [names.name(entry[key]) for key in ("label", "travels_as", "prediction")]
    return [*cells, fixed(entry["probability"]), arrows(entry["path"])]


def unseen_table(answers) -> str:
    if not answers["unseen_digits"]:
        return ""
    layers = [layer_text(entry["layer"]) for entry in answers["unseen_digits"][0]["layers"]]
    names = names_of(answers).in_tables()
    head = [names.one, *layers, *each_said("predicted as (mean probability)", "atypical")]
    found = table(head, [unseen_row(entry, names) for entry in answers["unseen_digits"]])
    return f"{said('unseen_table', title=names.unseen)}\n\n{found}"


def unseen_row(entry, names) -> list[str]:
    cells = [destination_text(found["destinations"], names) for found in entry["layers"]]
    predicted = ", ".join(
        said(
            "predicted_share",
            name=names.name(p["digit"]),
            share=percent(p["number"]["own"]),
            probability=fixed(p["mean_probability"]),
        )
        for p in told.predictions(entry)[:3]
    )
    atypical = told.format_own_share(entry["atypical"])
    return [names.name(entry["digit"]), *cells, predicted, atypical]


def destination_text(entries, names) -> str:
    """`85 % cluster 1 (7s), 15 % cluster 0 (1s)`, the three largest."""
    texts = []
    for entry in entries[:3]:
        majority = entry["majority"]
        held = said("unseen only") if majority is None else names.kind(majority)
        where = {"cluster": entry["cluster"], "held": held}
        texts.append(said("destination", share=percent(entry["share"]), **where))
    return ", ".join(texts)


def arrows(path) -> str:
    return " → ".join(str(step) for step in path)
