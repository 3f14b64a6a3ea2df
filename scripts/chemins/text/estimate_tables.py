"""What is measured of a run, in tables with intervals. answers: what answers.json holds."""

from chemins.base.formatting import layer_text, percent
from chemins.base.language import bare, each_said, enumerated, fixed, said
from chemins.measures.vocabulary import CONTROLS, MOVES, TRAINED, UNTRAINED
from chemins.text.class_names import DIGITS, names_of
from chemins.text.control_section import section
from chemins.text.estimates_text import (
    best_known,
    detector_name,
    format_best,
    format_estimate,
    format_number,
    format_own,
    format_own_share,
    format_share,
    replicate_count,
    was_moved,
)
from chemins.text.markdown_table import table
from chemins.text.twin_text import is_given

PATHS = {
    "distinct_paths": "distinct paths",
    "effective_paths": "their effective number, exp of the entropy",
    "path_entropy": "their entropy, nats",
    "path_purity": "weighted path purity",
    "alignment": "decision alignment",
    "noise_predictions": "same prediction under noise (σ = 0.1)",
    "noise_agreement": "same path under noise",
    "noise_agreement_centred": "the same, less the shift that all images have in common",
    "replicate_agreement": "same path in another replicate, clusters matched",
}
COUNTS = {"distinct_paths": 0, "effective_paths": 1, "path_entropy": 2}  # decimals of one network's
OF_SOME = ("noise_agreement_centred",)  # measures that only networks with pooled maps have
OF_SEVERAL = "replicate_agreement"  # that one network cannot have
FEW = 3  # digits of which a table has room for intervals
PAIRS = 10  # pairs of classes that a table lists


def control_tables(answers, classes) -> str:
    """Agreement with the labels beside the controls, at K = number of classes and as chosen."""
    count = replicate_count(answers)
    if not count:
        return ""
    told = said("controls_told", count=count, images=bare(answers["last_layer"]["images"]))
    chosen = ""
    if any(found["ami_chosen"]["mean"] for found in answers["layers"]):
        chosen = said("controls_chosen")
    return section(answers, classes, told, control_table, chosen, said("trained"))


def control_table(answers, measure, gains) -> str:
    head = ["layer", "this network", "trained", "untrained", "shuffled labels"]
    head += ["gain over pixels", "gain over untrained"]
    rows = []
    for found in answers["layers"]:
        layer = found["layer"]
        controls = [found["controls"][network][measure] for network in CONTROLS]
        gained = [found[gains][control] for control in ("pixels", UNTRAINED)]
        if layer == "pixels":
            gained = [None, None]
        numbers = [found[measure], *controls, *gained]
        rows.append([layer_text(layer), format_own(found[measure]), *map(format_estimate, numbers)])
    return table(each_said(*head), rows)


def move_table(answers) -> str:
    """What predictions rest on: steps to another cluster beside steps that lead elsewhere."""
    layers = [found for found in answers["layers"] if was_moved(found)]
    if not layers:
        return ""
    head, rows = ["layer", *MOVES.values()], []
    head.insert(3, "part of the step needed")
    for found in layers:
        cells = [moved_cell(found, *key) for key in MOVES]
        cells.insert(2, format_number(found["moves"]["fraction"]))
        rows.append([layer_text(found["layer"]), *cells])
    return f"{said('moves_told')}\n\n{table(each_said(*head), rows)}"


def moved_cell(found, measure, network) -> str:
    """A share of a layer's moves."""
    moves = found["moves"] if network == TRAINED else found["controls"][network]
    return format_best(moves[measure])


def commitment_table(answers, classes) -> str:
    """From which layer on single test images are decided."""
    head = [said("layer"), said("committed, K = {classes}", classes=classes)]
    head += each_said("replicates", "committed, chosen K", "classes that clusters stand for")
    head += each_said("prediction depth reached", "replicates")
    rows = []
    for found in answers["layers"]:
        layer = found["layer"]
        cells = [format_own_share(found["committed"]), format_share(found["committed"])]
        cells += [
            format_own_share(found["committed_chosen"]),
            format_own_share(found["reach_chosen"]),
        ]
        cells += [format_own_share(found["depth"]), format_share(found["depth"])]
        rows.append([layer_text(layer), *cells])
    never = 1 - last(answers, "committed"), 1 - last(answers, "committed_chosen")
    depth = percent(1 - last(answers, "depth"), 1)
    rows.append([said("never"), percent(never[0], 1), "", percent(never[1], 1), "", depth, ""])
    title, told = each_said("commitment", "commitment_told")
    return f"## {title}\n\n{told}\n\n{table(head, rows)}"


def last(answers, measure) -> float:
    """The own value in the last layer that has one."""
    return [found[measure]["own"] for found in answers["layers"] if found[measure]][-1]


def stability_notes(answers) -> str:
    """A line for each cluster that is not to be trusted."""
    return "\n".join(
        said(
            "not_trusted",
            layer=layer_text(found["layer"]),
            cluster=entry["cluster"],
            stability=fixed(entry["stability"]),
        )
        for found in answers["layers"]
        for entry in found["stability"]
        if not entry["trusted"]
    )


def path_table(answers, classes) -> str:
    measures, alone = answers["paths"]["measures"], is_given(answers)
    head = each_said("paths", "this network, chosen K")
    head.append(said("this network, K = {classes}", classes=classes))
    head += [] if alone else [said("replicates, K = {classes}", classes=classes)]
    rows = []
    for name, text in PATHS.items():
        chosen, at_classes = measures[f"{name}_chosen"], measures[name]
        if name in OF_SOME and chosen is None and at_classes is None:
            continue
        if alone and name == OF_SEVERAL:
            continue
        cells = own_cells if alone else replicated_cells
        rows.append([said(text), *cells(chosen, at_classes, COUNTS.get(name))])
    title, about = each_said("paths_title", "paths_told_alone" if alone else "paths_told")
    return f"{title}\n\n{about}\n\n{table(head, rows)}"


def own_cells(chosen, at_classes, decimals) -> list[str]:
    """A measure of the paths, of the one network that there is. decimals: None of a share."""
    if decimals is None:
        return [format_best(chosen), format_best(at_classes)]
    return [format_number(chosen, decimals), format_number(at_classes, decimals)]


def replicated_cells(chosen, at_classes, decimals) -> list[str]:
    """As own_cells, with the replicates'."""
    if decimals is None:
        return [format_own_share(chosen), format_own_share(at_classes), format_share(at_classes)]
    cells = [format_own(chosen, decimals), format_own(at_classes, decimals)]
    return [*cells, format_estimate(at_classes, max(decimals, 1))]


def difference_table(answers) -> str:
    """The pairs of classes whose paths are most alike."""
    pairs, names = answers["paths"]["differences"], names_of(answers).in_tables()
    pairs = sorted(pairs, key=lambda pair: best_known(pair["distance"]))
    some = said("differences_some", pairs=PAIRS, all=len(pairs)) if len(pairs) > PAIRS else ""
    head = ["classes", "this network", "trained", "untrained", "shuffled labels", "raw pixels"]
    found = table(
        each_said(*head, "p", "adjusted p"),
        [difference_row(pair, names) for pair in pairs[:PAIRS]],
    )
    return f"{said('differences', some=some)}\n\n{found}"


def difference_row(pair, names) -> list[str]:
    distance, controls = pair["distance"], pair["controls"]
    cells = [enumerated(map(names.name, pair["classes"])), format_own(distance)]
    cells.append(format_estimate(distance))
    cells += [format_number(controls[name]) for name in (*CONTROLS, "pixels")]
    return [*cells, fixed(pair["p"], 3), fixed(pair["p_adjusted"], 3)]


def affinity_table(answers) -> str:
    """Where unseen digits go, with intervals."""
    if not answers["unseen_digits"]:
        return ""
    rows, names = [], names_of(answers).in_tables()
    for found in answers["unseen_digits"]:
        digit = names.name(found["digit"])
        for entry in found["layers"]:
            entropy = entry["entropy"]
            spread = format_own(entropy) if entropy["mean"] is None else format_estimate(entropy)
            cells = [affinity_text(entry["affinity"], names), spread]
            rows.append([digit, layer_text(entry["layer"]), *cells])
        rows.append([digit, said("predicted"), affinity_text(found["predicted"], names), ""])
    replicated = replicate_count(answers) > 0
    interval = said("replicates" if replicated else "95 % interval over images")
    where = said("in clusters of: this network ({interval})", interval=interval)
    head = [names.one, said("layer"), where, said("entropy, bits")]
    told = said("affinity_replicates" if replicated else "affinity")
    return f"{told}\n\n{table(head, rows)}"


def affinity_text(affinity, names) -> str:
    ordered = sorted(affinity, key=lambda entry: -best_known(entry["number"]))[:FEW]
    return ", ".join(class_share(entry["digit"], entry["number"], names) for entry in ordered)


def class_share(digit, number, names=DIGITS) -> str:
    """`7s: 83.0 % (92.4 % [90.0, 94.8])`; without replicates `7s: 83.0 % [74.5, 89.1]`."""
    told = {"kind": names.kind(digit), "share": format_best(number)}
    if number["mean"] is not None:
        return said("class_share_replicates", own=format_own_share(number), **told)
    return said("class_share", **told)


def detector_tables(answers) -> str:
    """What would notice that an unseen digit is unknown."""
    tables, names = answers["unseen_digits"], names_of(answers)
    if not tables:
        return ""
    return "\n\n".join(
        [
            said("detectors"),
            said("detectors_told", one=names.one),
            detector_table(tables, names.in_tables()),
            atypical_text(tables, answers["smallest_p"], names.in_sentences()),
        ]
    )


def detector_table(tables, names) -> str:
    by_digit = {
        found["digit"]: {(e["detector"], e["layer"]): e for e in found["detectors"]}
        for found in tables
    }
    digits = list(by_digit)
    best = {
        digit: max(found, key=lambda key: best_known(found[key]["auroc"]))
        for digit, found in by_digit.items()
    }
    rows = []
    for key in by_digit[digits[0]]:
        cells = [
            detector_cell(by_digit[digit][key], key == best[digit], len(digits) <= FEW)
            for digit in digits
        ]
        rows.append([detector_name(*key), *cells])
    return table([said("detector"), *map(names.kind, digits)], rows)


def detector_cell(entry, best, roomy) -> str:
    auroc = entry["auroc"]
    text = (
        format_estimate(auroc) if roomy and auroc["mean"] is not None else fixed(best_known(auroc))
    )
    text = f"**{text}**" if best else text
    return f"{text} / {fixed(best_known(entry['fpr95']))}"


def atypical_text(tables, smallest, names=DIGITS) -> str:
    if not smallest:
        return said("conformal_none")
    shares = (
        said(
            "share_of_images",
            share=format_best(found["atypical"]),
            images=names.images(found["digit"]),
        )
        for found in tables
    )
    limits = (
        said("conformal_limit", p=fixed(entry["p"], 3), images=names.images(entry["digit"]))
        for entry in smallest
    )
    return said("conformal", shares=enumerated(shares), limits=enumerated(limits))
