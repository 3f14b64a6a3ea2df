"""Compare two results folders: what is identical, what agrees, what differs.

    python scripts/compare_results.py results other-results

Ends with 0 if both are whole by their manifests, hold the same files and these agree; with 1
otherwise, also where something cannot be read. Tables agree, in whatever shards they are, if at
least the share AGREEMENT of their rows has the same labels, clusters, K and predictions, and no
number differs by more than TOLERANCE of its column's largest value; JSON files if they say the
same, but for numbers within TOLERANCE; all others to the byte. Logs, benchmarks and the records of
jobs are left out.

Embeddings differ on another machine in every coordinate: their coordinates are told and not
counted, and where they differ, so are the figure of them and the data in the run's page. What a
manifest has beside the list of files (checksums, settings, versions) is told and not counted.
"""

import argparse
import sys

from chemins.base.errors import CheminsError, listed
from chemins.base.formatting import percent
from chemins.results.comparison import Limits, compare


def compare_results(first, second, tolerance, agreement) -> tuple[str, bool]:
    """The report as text, and whether the folders agree."""
    found = compare(first, second, Limits(tolerance, agreement))
    lines = [f"{len(found.identical)} files are identical to the byte."]
    for kind in sorted({difference.kind for difference in found.differences}):
        told = [f"  {d.name}: {d.text}" for d in found.differences if d.kind == kind]
        lines += [f"{kind}:", *sorted(told)]
    counts = found.disagreements()
    counted = listed(f"{count} {kind}" for kind, count in sorted(counts.items()))
    lines.append(
        f"The results {f'do not agree: {counted}' if counts else 'agree'} "
        f"(numbers within {tolerance:g}, {percent(agreement)} of the decisions)."
    )
    return "\n".join(lines), not counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first", help="a results folder")
    parser.add_argument("second", help="another one")
    parser.add_argument("--tolerance", type=float, default=1e-3, help="default: 0.001")
    parser.add_argument("--agreement", type=float, default=0.99, help="default: 0.99")
    sys.stdout.reconfigure(errors="backslashreplace")  # a file's name can have any bytes
    try:
        text, agrees = compare_results(**vars(parser.parse_args()))
    except CheminsError as error:
        sys.exit(f"chemins: {error}")
    print(text)
    sys.exit(0 if agrees else 1)


if __name__ == "__main__":
    main()
