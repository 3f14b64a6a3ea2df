"""What the figures of how paths formed say, printed and for a browser."""

from chemins.base.formatting import layer_text, percent
from chemins.base.language import each_said, plural, said, whole
from chemins.figures.learnt import shares_at
from chemins.figures.palette import ACCENT, NEUTRAL, ramp


def titles() -> list[str]:
    """Of the two panels of `learning`."""
    return each_said("learning_ami", "learning_shares")


def lines(run) -> tuple[list, list]:
    """(name, Course, color) of each line of these panels."""
    colors = ramp(len(run.layers))
    layers = [
        (layer_text(layer), course, color)
        for (layer, course), color in zip(run.layers.items(), colors, strict=True)
    ]
    shares = [
        (said("learning_right"), run.accuracy, NEUTRAL),
        (said("learning_on_final"), run.on_final_path, ACCENT),
    ]
    return layers, shares


def about_learning(run) -> str:
    count = run.replicates
    whose = said(plural("learning_about", count), count=count) if count else ""
    return said("between").join([whose or said("learning_about_own"), *untrained(run)])


def untrained(run) -> list[str]:
    """What an epoch 0 is."""
    return [] if run.epochs[0] else [said("learning_untrained")]


# --- flows ----------------------------------------------------------------------------------------


def about_flows(run, epochs) -> str:
    images = int((run.paths["epoch"] == run.epochs[-1]).sum())
    told = {"images": whole(images), "count": epochs, "one": run.names.one}
    return said("between").join([said("learning_flow_about", **told), *untrained(run)])


def hatched(run) -> str:
    """What is hatched in print."""
    return said("learning_flow_unseen", never=run.names.never_taught) if run.unseen else ""


def epoch_title(epoch) -> str:
    return said("learning_epoch", epoch=epoch_text(epoch))


def epoch_about(run, epoch) -> str:
    right, path = map(percent, shares_at(run, epoch))
    return said("learning_panel", right=right, path=path)


# --- classes --------------------------------------------------------------------------------------


def parts() -> list[str]:
    """What the two parts of learnt.PARTS are called."""
    return each_said("learning_right", "learning_path")


def about_classes(run) -> str:
    about = said("learning_classes_about", one=run.names.one)
    since = about_since(run, said("learning_dot_behind"))
    return said("between").join([about, networks(run.replicates), since])


def networks(count) -> str:
    """Whose numbers are drawn."""
    if not count:
        return said("learning_own_share")
    return said(plural("learning_replicated", count), count=count)


def about_since(run, dot) -> str:
    """What the dots are. dot: what they are called."""
    whose = said("learning_median") if run.replicates else said("learning_own_share")
    whose += said("learning_median_interval") if run.has_intervals else ""
    return said("learning_since", dot=dot, mark=percent(run.mark), whose=whose)


def since_text(since) -> str:
    """`4 (2–6)`, `15 (≥ 9)`, `never`. since: as `from` of answers.kept_from."""
    median, low, high = (epoch_text(since[key]) for key in ("median", "low", "high"))
    if since["low"] is None:
        return median
    return f"{median} (≥ {low})" if since["high"] is None else f"{median} ({low}–{high})"


def epoch_text(epoch) -> str:
    return said("learning_never") if epoch is None else whole(epoch)
