"""Files of any program: read, or refused with a remedy; never half of it."""

import random

import pytest

from portal.content.imports import LARGEST, MOST_ROWS, read_file
from portal.domain.errors import Invalid
from tests.lists import workbook

JOSE = "Name;Team\r\nJosé;Nächte\r\n"


@pytest.mark.parametrize(
    ("content", "read_as"),
    [
        (JOSE.encode(), "UTF-8 text with semicolons"),
        (JOSE.encode("utf-8-sig"), "UTF-8 text"),
        (JOSE.encode("utf-16"), "UTF-16 text"),
        (b"\xfe\xff" + JOSE.encode("utf-16-be"), "UTF-16 text"),
        (JOSE.encode("utf-16-le"), "UTF-16 text"),
        (JOSE.encode("cp1252"), "Windows-1252 text"),
        (JOSE.replace(";", "\t").encode(), "with tabs"),
        (JOSE.replace(";", "|").encode(), "with vertical bars"),
        (JOSE.replace(";", ",").replace("\r\n", "\r").encode(), "with commas"),
    ],
)
def test_a_text_is_read_in_its_encoding(content, read_as):
    book = read_file(content)
    assert read_as in book.read_as
    assert book.sheets[0].rows == [["Name", "Team"], ["José", "Nächte"]]
    assert bool(book.sheets[0].notes) == ("1252" in read_as)


def test_cells_lose_blanks_and_the_apostrophe_of_spreadsheets():
    book = read_file(b'A,B,,\r\n" x\n y ",\'=1+1,,\r\n,,,\r\n')
    assert book.sheets[0].rows == [["A", "B"], ["x y", "=1+1"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"\xef\xbb\xbf", "nothing in this file"),
        (b" \r\n\t", "This file is empty"),
        (b"Name,Email\r\n", "only one row"),
        (b'a,b\r\n"1,2\r\n', "Close every quotation mark"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "neither a CSV file nor a workbook"),
        (b"%PDF-1.7 x", "It looks like a PDF"),
        (b"\x89PNG\r\n\x1a\n", "It looks like a picture"),
        (b"<html><table>", "It looks like a web page"),
        (b"a,b\r\n\x811,2", "in no encoding that the portal knows"),
        (b"\xff\xfea", "cut off or broken"),
        (b"PK\x03\x04rubbish", "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rubbish", "a workbook of an older kind"),
        (b"x" * (LARGEST + 1), "larger than 5 MB"),
        (b"a\r\n" * (MOST_ROWS + 2), "This file has 10,001 rows"),
        (b"a\r\n" * 100_000, "This file has 99,999 rows"),
        (b"a," * 300 + b"\r\nb", "more than 200 columns"),
        (workbook([]), "nothing in this file"),
        (workbook([["Name"]]), "only one row"),
        (workbook([["Name"], *[["Ana"]] * 100_000]), "This file has 100,000 rows"),
    ],
)
def test_what_is_no_list_is_refused(content, words):
    with pytest.raises(Invalid, match=r"\.$") as wrong:
        read_file(content)
    assert words in str(wrong.value)
    assert wrong.value.field == "file"


def test_a_workbook_shows_what_people_see():
    book = read_file(
        workbook(
            [
                ["Name", "Start", "Hours", "Sum", "Bad", "Run"],
                ["Ana", [46085], 1.5, ("1+1", 2), ("error", "#REF!"), ("cmd()", None)],
                ["Ben", 46085, 3.0, ("A1&amp;B1", "x"), None, "'=cmd()"],
            ]
        )
    )
    assert book.read_as == "a workbook"
    assert book.sheets[0].rows[1:] == [
        ["Ana", "2026-03-04", "1.5", "2", "#REF!", "=cmd()"],
        ["Ben", "46085", "3", "x", "", "=cmd()"],
    ]
    assert "2 cells hold formulas" in book.sheets[0].notes[0]


def test_merged_cells_give_every_row_their_value():
    rows = [
        ["Crisis staff", None, None],
        ["Team", "Name", "Email"],
        ["North", "Ana", "a@b.org"],
        [None, "Ben", None],
        [None, "Cal", None],
    ]
    book = read_file(workbook(rows, merged=("A1:C1", "A3:A5")))
    assert [row[0] for row in book.sheets[0].rows] == ["Crisis staff", "Team", *["North"] * 3]
    assert "1 group of cells is merged" in book.sheets[0].notes[0]


def test_hidden_and_empty_sheets_are_passed_over():
    rows = [["Name"], ["Ana"]]
    book = read_file(
        workbook(rows, [], [["Secret"], ["x"]], rows, names=("A", "B", "C", "D"), hidden=(2,))
    )
    assert [sheet.name for sheet in book.sheets] == ["A", "D"]


def test_a_workbook_that_unfolds_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("portal.content.imports.workbooks._LARGEST_INSIDE", 1000)
    with pytest.raises(Invalid, match="far larger inside"):
        read_file(workbook([["Name"], *[["Ana"]] * 100]))


@pytest.mark.parametrize("place", ["A9000000", "XFD1", "XFD1048576", "ZZZ999999999"])
def test_a_cell_far_away_is_refused_before_room_is_made_for_all_before_it(place):
    content = workbook([["Name"], ["Ana"]], rename={"A2": place})
    with pytest.raises(Invalid, match="goes on to row"):
        read_file(content)


def test_broken_files_of_every_kind_get_an_answer():
    """A file changed anywhere is read or refused, and nothing else happens."""
    chance = random.Random(4)
    good = workbook([["Name", "Start"], ["Ana", [46085]], ["Ben", ("1+1", 2)]])
    for _ in range(300):
        content = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        try:
            assert read_file(bytes(content[: chance.randint(50, len(content))])).sheets
        except Invalid:
            continue
