from markdown_it import MarkdownIt

from chemins.text.markdown_table import table


def test_a_table_by_hand():
    rows = [["1", "0 → 3", ""], ["7", "a \\| b", "–"]]
    assert table(["digit", "path", "more"], rows) == (
        "| digit | path | more |\n"
        "|---|---|---|\n"
        "| 1 | 0 → 3 |  |\n"
        "| 7 | a \\| b | – |"
    )  # fmt: skip


def test_a_table_without_rows_is_its_head():
    assert table(["a"], []) == "| a |\n|---|"


def test_rows_may_come_one_by_one():
    assert table(["a"], (cells for cells in [["1"], ["2"]])).endswith("| 1 |\n| 2 |")


def test_it_is_a_table_to_a_reader_of_markdown():
    html = MarkdownIt("commonmark").enable("table").render(table(["a", "b"], [["1", "x \\| y"]]))
    assert html.count("<td>") == 2
    assert "<td>x | y</td>" in html
