"""Lists as counties send them, handed in and looked at; and workbooks written by hand."""

import csv
import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy.orm import Session

from portal.domain.imports import headings
from portal.domain.imports.kinds import KINDS
from portal.domain.imports.rows import Columns
from portal.models import ImportBatch
from portal.services import imports
from tests import factories
from tests.factories import AT, FRESNO

PEOPLE = "Name,E-mail,Team,Position,Profession,Start date"
ANA = "Ana Flores,ana@example.org,North,Counselor,LCSW,2026-01-05"


def lines(*rows: str) -> str:
    """A text file."""
    return "\r\n".join(rows) + "\r\n"


def table(rows: list[list[str]]) -> str:
    """The same, of cells that may hold commas."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def batch(
    session: Session,
    content: str | bytes = "",
    kind: str = "people",
    county: str = FRESNO,
    *,
    name: str = "staff.csv",
    by: Any = None,
    **columns: Any,
) -> ImportBatch:
    """A list that was handed in, its columns confirmed as proposed, or as given."""
    giver = by or factories.person(session)
    text = content or lines(PEOPLE, ANA)
    as_bytes = text.encode() if isinstance(text, str) else text
    row = imports.keep(session, county, KINDS[kind], name, as_bytes, by=giver.id, at=AT)
    grid = row.sheets[0]["rows"]
    place = headings.header_row(KINDS[kind], grid)
    chosen = Columns(0, place, headings.propose(KINDS[kind], grid[place]), **columns)
    imports.confirm_columns(session, row, KINDS[kind], chosen, by=giver.id, at=AT)
    return row


def workbook(
    *sheets: list[list[Any]],
    names: tuple[str, ...] = (),
    merged: tuple[str, ...] = (),
    hidden: tuple[int, ...] = (),
    rename: dict[str, str] | None = None,
) -> bytes:
    """A workbook: text, numbers, None; a tuple is a formula with its result or None, or an error.

    A number in a list of one is a day, as a workbook keeps it.
    """
    called = names or tuple(f"Sheet{n}" for n in range(1, len(sheets) + 1))
    out, unseen = io.BytesIO(), ' state="hidden"'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _types(len(sheets)))
        packed.writestr("_rels/.rels", _RELS)
        tags = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"'
            f"{unseen if n - 1 in hidden else ''}/>"
            for n, name in enumerate(called, start=1)
        )
        packed.writestr(
            "xl/workbook.xml", f"<workbook {_NS} {_R}><sheets>{tags}</sheets></workbook>"
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        styles = f'<Relationship Id="rId99" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        packed.writestr(
            "xl/_rels/workbook.xml.rels", f"<Relationships {_P}>{links}{styles}</Relationships>"
        )
        packed.writestr("xl/styles.xml", _STYLES)
        for n, rows in enumerate(sheets, start=1):
            said = _sheet(rows, merged)
            for place, other in (rename or {}).items():
                said = said.replace(f'r="{place}"', f'r="{other}"')
            packed.writestr(f"xl/worksheets/sheet{n}.xml", said)
    return out.getvalue()


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = f'xmlns:r="{_OFFICE}"'
_P = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_RELS = (
    f'<Relationships {_P}><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_STYLES = (
    f'<styleSheet {_NS}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


def _types(count: int) -> str:
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>{sheets}</Types>'
    )


def _sheet(rows: list[list[Any]], merged: tuple[str, ...]) -> str:
    found = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(row))
        found.append(f'<row r="{number}">{cells}</row>')
    joined = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    merges = f'<mergeCells count="{len(merged)}">{joined}</mergeCells>' if merged else ""
    return f"<worksheet {_NS}><sheetData>{''.join(found)}</sheetData>{merges}</worksheet>"


def _cell(place: str, cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        formula, result = cell
        if formula == "error":
            return f'<c r="{place}" t="e"><v>{result}</v></c>'
        value = "" if result is None else f"<v>{escape(str(result))}</v>"
        kind = ' t="str"' if isinstance(result, str) else ""
        return f'<c r="{place}"{kind}><f>{escape(formula)}</f>{value}</c>'
    if isinstance(cell, list):
        return f'<c r="{place}" s="1"><v>{cell[0]}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
