"""Tables of the scores that notice unseen digits, over several runs."""

from chemins.answers.score_comparison import PATH
from chemins.text.class_names import DIGITS
from chemins.text.estimates_text import detector_name
from chemins.text.markdown_table import table


def score_tables(found, names=DIGITS) -> str:
    """Each score's AUROC in each run, and how far paths are ahead of the best other.

    found: run -> score_comparison.compared. names: ClassNames.
    """
    scores = list(dict.fromkeys(score for by_score in found.values() for score in by_score))
    return "\n\n".join(
        [
            f"AUROC, mean over the replicates: test images of the taught {names.many} against all "
            "of the unseen ones.",
            table(["score", *found, "mean"], [auroc_cells(found, score) for score in scores]),
            "How far the path score is ahead of each run's best other score (95 % interval over "
            "the replicates, paired).",
            table(["run", "best other", "ahead"], [ahead_cells(*run) for run in found.items()]),
        ]
    )


def auroc_cells(found, score) -> list[str]:
    means = [by_score[score]["auroc"]["mean"] for by_score in found.values() if score in by_score]
    cells = [
        f"{by_score[score]['auroc']['mean']:.4f}" if score in by_score else "–"
        for by_score in found.values()
    ]
    return [detector_name(*score), *cells, f"{sum(means) / len(means):.4f}"]


def ahead_cells(run, by_score) -> list[str]:
    best = max(by_score.keys() - {PATH}, key=lambda score: by_score[score]["auroc"]["mean"])
    ahead = by_score[best]["ahead"]
    text = f"{ahead['mean']:+.4f}"
    if ahead["low"] is not None:
        text += f" [{ahead['low']:+.4f}, {ahead['high']:+.4f}]"
    return [run, detector_name(*best), text]
