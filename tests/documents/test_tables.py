"""A CSV file opens as it is meant, and no cell runs as a formula."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.tables import AT_ONCE, csv_bytes, csv_line, csv_pieces_of_lines


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_excel_is_told_the_encoding_and_lines_end_as_the_rfc_says() -> None:
    data = csv_bytes(["Name", "Hours"], [["Nuñez", 2]])
    assert data == b"\xef\xbb\xbfName,Hours\r\nNu\xc3\xb1ez,2\r\n"


def test_numbers_stay_numbers_and_dates_are_iso() -> None:
    row = [-3, -0.5, Decimal("-1.20"), date(2026, 11, 22), None, True]
    assert read(csv_bytes(list("abcdef"), [row]))[1] == [
        "-3", "-0.5", "-1.20", "2026-11-22", "", "True",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "＝1",
        "\tx",
        "\rx",
    ],
)
def test_a_text_that_could_run_gets_an_apostrophe(text: str) -> None:
    assert read(csv_bytes([text], [[text]])) == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["", "a=1", "O'Brien", "'x", "1-2", "x,y", 'say "x"', "a\nb"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert read(csv_bytes(["a", "b"], [[text, 1]]))[1] == [text, "1"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_starts_a_formula_or_is_lost(text: str) -> None:
    cell = read(csv_bytes(["a", "b"], [[text, "end"]]))[1][0]
    assert cell in (text, f"'{text}")
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_half_a_character_does_not_stop_the_file() -> None:
    assert read(csv_bytes(["a"], [["x\ud800"]]))[1] == ["x?"]


def test_rows_are_as_long_as_the_header() -> None:
    with pytest.raises(ValueError, match="2 cells, the header 1"):
        csv_bytes(["a"], [["x", "y"]])


@given(st.lists(st.text(), min_size=2, max_size=4))
def test_a_line_by_itself_is_the_line_of_the_table(cells):
    header = ["x"] * len(cells)
    made = b"".join(csv_pieces_of_lines([csv_line(header), csv_line(cells)]))
    assert made == csv_bytes(header, [cells])


def test_lines_come_in_pieces_with_one_mark():
    lines = [f"{number},é" for number in range(2 * AT_ONCE + 1)]
    pieces = list(csv_pieces_of_lines(lines))
    assert len(pieces) == 3
    assert b"".join(pieces).decode("utf-8-sig") == "".join(f"{line}\r\n" for line in lines)
