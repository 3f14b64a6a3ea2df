"""Compare two results folders: what is identical, what agrees in its decisions, what differs.

    python scripts/compare_results.py results other-results

Ends with 0 if both hold the same files, at least the share AGREEMENT of each table's rows has the
same labels, clusters, K and predictions, and no number but the embeddings' differs by more than
TOLERANCE of its column's largest value; with 1 otherwise.
"""

import argparse
import sys

from chemins.comparison import CHAOTIC, compare
from chemins.errors import CheminsError
from chemins.phrases import percent


def compare_results(first, second, tolerance, agreement):
    """The report as text, and whether the folders agree."""
    found = compare(first, second)
    lines = [f"{len(found.identical)} files are identical to the byte."]
    for table in sorted(found.tables, key=lambda table: (table.decisions, table.name)):
        aside = " (embeddings: not counted)" if f"/{CHAOTIC}/" in table.name else ""
        lines.append(
            f"  {table.name}: {percent(table.decisions)} of the rows decide alike, "
            f"numbers differ by {table.numbers:.2g}{aside}"
        )
    lines += [f"  {name}: other bytes" for name in found.others]
    lines += [f"  {name}: only in {first}" for name in found.only_first]
    lines += [f"  {name}: only in {second}" for name in found.only_second]
    agrees = found.agrees(tolerance, agreement)
    lines.append(
        f"The results {'agree' if agrees else 'do not agree'} "
        f"(numbers within {tolerance:g}, {percent(agreement)} of the decisions)."
    )
    return "\n".join(lines), agrees


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first", help="a results folder")
    parser.add_argument("second", help="another one")
    parser.add_argument("--tolerance", type=float, default=1e-3, help="default: 0.001")
    parser.add_argument("--agreement", type=float, default=0.99, help="default: 0.99")
    try:
        text, agrees = compare_results(**vars(parser.parse_args()))
    except CheminsError as error:
        sys.exit(f"chemins: {error}")
    print(text)
    sys.exit(0 if agrees else 1)


if __name__ == "__main__":
    main()
