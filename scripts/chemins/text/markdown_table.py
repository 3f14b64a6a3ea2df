"""Tables in Markdown."""


def table(head, rows) -> str:
    """A Markdown table, without a newline at its end.

    head: texts, of the columns. rows: lists of as many texts. What is in a cell stays as it is: a
    `|` that is to be read must come as `\\|`.
    """
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])
