"""The pairs of runs that a config compares: what is made of them, and from what."""

from functools import cached_property

from chemins.planning.settings import TELLING, settings_of_both
from chemins.results.layout import COMPARISON_FIGURES


class Comparisons:
    """plan: the config's Plan. A pair is (first, second), the names of its runs."""

    def __init__(self, plan) -> None:
        self.plan = plan

    @cached_property
    def all(self) -> list[tuple]:
        """The pairs, whatever runs are selected."""
        return [tuple(pair) for pair in self.plan.config["compare"]]

    @cached_property
    def selected(self) -> list[tuple]:
        """The pairs both of whose runs are."""
        return [pair for pair in self.all if all(run in self.plan.selected for run in pair)]

    def halved(self) -> list[str]:
        """What to say of pairs of which only one run is selected, a sentence each."""
        found = []
        for pair in self.all:
            left = [run for run in pair if run not in self.plan.selected]
            if len(left) == 1:
                names = " and ".join(pair)
                found.append(f"{names} are not compared, since `only` leaves out {left[0]}.")
        return found

    # --- a pair --------------------------------------------------------------------------------

    def share_seeds(self, first, second) -> bool:
        """Whether both runs have replicates of one kind: of the same digits and layers."""
        runs = self.plan.run(first), self.plan.run(second)
        kinds = [(run["digits"], run["network"]) for run in runs]
        return kinds[0] == kinds[1] and all(map(self.plan.has_replicates, (first, second)))

    def settings(self, rule, first, second, **common) -> str:
        """What a rule uses of both runs, as JSON text. common: what it uses of the rest."""
        runs = self.plan.run(first), self.plan.run(second)
        names = self.plan.names(*runs) if rule in TELLING else {}
        return settings_of_both(rule, *runs, **common, **names)

    def twins(self, *runs) -> list[str]:
        """The answers of these runs' untrained twins, of those whose network is at hand."""
        return [
            self.plan.layout.run(run).untrained for run in runs if self.plan.is_sent_through(run)
        ]

    def figures(self, first, second) -> list[str]:
        files = self.plan.layout.comparison(first, second)
        formats = [form for form in self.plan.formats if form != "html"]
        return [files.figure(name, form) for name in COMPARISON_FIGURES for form in formats]

    # --- all of them ---------------------------------------------------------------------------

    def files(self) -> list[str]:
        """Every file that is made for the selected pairs alone."""
        return self.files_of(self.selected)

    def everything(self) -> list[str]:
        """As files, for all pairs."""
        return self.files_of(self.all)

    def files_of(self, pairs) -> list[str]:
        found = []
        for pair in pairs:
            own = self.plan.layout.comparison(*pair).files()
            found += [*own, *self.figures(*pair), *self.twins(*pair)]
        return [*dict.fromkeys(found)]

    def job_names(self) -> set[str]:
        """The names of jobs' logs."""
        return {f"{first}+{second}" for first, second in self.selected}

    def told(self) -> dict:
        """What the index is told: the pairs, where there are any."""
        return {"compare": self.selected} if self.selected else {}

    def named(self) -> dict[str, tuple]:
        """name of a comparison's folder -> its pair."""
        return {self.plan.layout.comparison(*pair).name: pair for pair in self.selected}
