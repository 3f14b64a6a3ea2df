"""Write what the jobs of a results folder cost: benchmarks/summary.parquet and summary.html.

    python scripts/write_bill.py results

Every call of Snakemake does so at its end; this is for results that were made elsewhere.
"""

import argparse
import sys
from pathlib import Path

from chemins.base.errors import CheminsError
from chemins.base.files import write_text
from chemins.pages.bill_page import bill_page
from chemins.results import tables
from chemins.results.costs import read_jobs, read_waiting, rule_costs, unreadable
from chemins.results.layout import Layout


def write_bill(folder, logs) -> Path | None:
    """folder: the results. logs: folder of Snakemake's own logs.

    Returns the page's path; None, and writes nothing, where no job has been paid for. Files that
    cannot be read are left out, and counted on the page; CheminsError if that is all there are.
    """
    layout, logs = Layout(str(folder)), sorted(Path(logs).glob("*.log"))
    jobs, unread = read_jobs(folder)
    if unread and not jobs:
        benchmarks = Path(layout.bill).parent
        raise CheminsError(f"{benchmarks}: none of its {len(unread)} benchmark files can be read")
    if not jobs:
        return None
    columns = rule_costs(jobs, read_waiting(jobs, logs))
    tables.write(layout.bill, tables.BILL, columns)
    write_text(layout.bill_page, bill_page(columns, unread, unreadable(logs)))
    return Path(layout.bill_page)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", help="a results folder")
    parser.add_argument(
        "--logs", default=".snakemake/log", help="Snakemake's logs (default: .snakemake/log)"
    )
    arguments = parser.parse_args()
    try:
        page = write_bill(**vars(arguments))
    except CheminsError as error:
        sys.exit(f"chemins: {error}")
    if page is None:
        sys.exit(f"chemins: {arguments.folder} has no benchmark files of jobs")
    print(page)


if __name__ == "__main__":
    main()
