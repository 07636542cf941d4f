"""Values into accessible PDF files with Typst, so that no document is lost to a rare character.

PDF/UA forbids a character that no font can draw, and Typst then refuses the whole document. The
folder `fonts` covers the names to be expected; what remains is written as its code, `[U+1F600]`,
and a warning is logged.
"""

import json
import logging
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

import typst

Value = str | int | bool | list[dict[str, str]]
"""What a template is given: words, numbers, or the rows of a table."""

FOLDER = Path(__file__).parent
JOINERS = "\u200c\u200d"
"""Zero-width, yet Persian and the Indic scripts spell with them."""

logger = logging.getLogger(__name__)


def pdf(template: str, values: Mapping[str, Value], dated: date, qr: str = "") -> bytes:
    """A tagged PDF/UA-1 and PDF/A-2a file from a template in this folder.

    `values` reach the template as JSON, never as Typst source, and `qr` as the source of an SVG.
    `dated` is the day the file bears as its date of creation, so that the same values give the
    same bytes. Raises typst.TypstError only when the template itself is faulty.
    """
    written: set[str] = set()

    def drawn(kept: Callable[[str], bool]) -> bytes:
        # JSON is built anew for each attempt, with other characters written as codes.
        return _compiled(template, _cleaned(values, kept, written), dated, qr)

    try:
        result = drawn(lambda _: True)
    except typst.TypstError:
        try:
            result = drawn(_can_be_drawn)
        except typst.TypstError:
            # Each character alone can be drawn, yet no font draws them together.
            result = drawn(str.isascii)
    if written:
        logger.warning("%s: written as codes, for want of a font: %s", template, sorted(written))
    return result


def direction(text: str) -> str:
    """'rtl' when the first letter is of a script written from right to left, else 'ltr'."""
    for char in text:
        match unicodedata.bidirectional(char):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return "ltr"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts of this folder and no others, read once; threads may share them."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FOLDER / "fonts")],
    )


def _compiled(template: str, values: Mapping[str, Value], dated: date, qr: str) -> bytes:
    # Not a typst.Compiler: it refuses a second thread, and with shared fonts it is no faster.
    return typst.compile(
        str(FOLDER / template),
        root=str(FOLDER),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(values), "qr": qr},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(dated, time(12), UTC),
    )


@lru_cache(maxsize=4096)
def _can_be_drawn(char: str) -> bool:
    """Asks Typst itself, which knows its fonts best; a few milliseconds for each new character."""
    try:
        _compiled("probe.typ", {"text": char}, date(2000, 1, 1), "")
    except typst.TypstError:
        return False
    return True


def _cleaned(
    values: Mapping[str, Value], kept: Callable[[str], bool], written: set[str]
) -> dict[str, Value]:
    """The values with every text made drawable; codes that had to be used go into `written`."""

    def clean(value: Value) -> Value:
        if isinstance(value, str):
            return "".join(_shown(char, kept, written) for char in _plain(value))
        if isinstance(value, list):
            return [{name: str(clean(cell)) for name, cell in row.items()} for row in value]
        return value

    return {name: clean(value) for name, value in values.items()}


def _plain(text: str) -> str:
    """Composed, on one line, and without invisible characters that could reorder the words."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in composed)
    return " ".join(
        "".join(c for c in spaced if c in JOINERS or unicodedata.category(c) != "Cf").split()
    )


def _shown(char: str, kept: Callable[[str], bool], written: set[str]) -> str:
    # Lone surrogates are no text at all; PDF/A forbids private characters.
    if unicodedata.category(char) in ("Cs", "Co") or not (char.isascii() or kept(char)):
        code = f"[U+{ord(char):04X}]"
        written.add(code)
        return code
    return char
