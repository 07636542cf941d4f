"""Texts in SQL as searching sees them, so that every spelling is found on either database."""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class AsSearched(GenericFunction[str]):
    """`domain.text.as_searched` in SQL; SQLite asks the Python function itself.

    Either asks only for texts that have a letter beyond ASCII: of most names there is none.
    """

    name = "as_searched"
    type = String()
    inherit_cache = True


@compiles(AsSearched, "sqlite")
def _sqlite(element: AsSearched, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses.clauses[0], **options)
    return (
        f"CASE WHEN length(CAST({text} AS BLOB)) = length({text}) THEN lower({text}) "
        f"ELSE as_searched({text}) END"
    )


@compiles(AsSearched, "postgresql")
def _postgresql(element: AsSearched, compiler: Any, **options: Any) -> str:
    """What no extension is needed for: most texts have nothing to take off."""
    text = compiler.process(element.clauses.clauses[0], **options)
    bare = rf"lower(regexp_replace(normalize({text}, NFKD), '[\u0300-\u036f]', '', 'g'))"
    bare = f"translate({bare}, 'łđðøħŧıŁĐÐØĦŦ’', 'lddohtilddoht''')"
    for letters, plain in (("æÆ", "ae"), ("œŒ", "oe"), ("þÞ", "th"), ("ßẞ", "ss")):
        for letter in letters:
            bare = f"replace({bare}, '{letter}', '{plain}')"
    return (
        f"CASE WHEN octet_length({text}) = char_length({text}) THEN lower({text}) ELSE {bare} END"
    )


def contains(column: SQLColumnExpression[str], words: str) -> ColumnElement[bool]:
    """Whether these words are somewhere in a text, whichever accents and capitals either has."""
    for sign in "/%_":
        words = words.replace(sign, f"/{sign}")
    return AsSearched(column).like(AsSearched(literal(f"%{words}%")), escape="/")
