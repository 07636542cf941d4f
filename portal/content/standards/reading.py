"""How hard a text is to read: sentences, syllables, and the grade they make."""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<=[^aeiouy])e$(?<![^aeiouy]le)"  # make, but not table
    r"|(?<=[^aeiouysxzcgh])es$(?<![^aeiouyl]les)|(?<=[pt]h)es$"  # makes, not houses or tables
    r"|(?<=[^aeiouytd])ed$(?<![^aeiouyl]led)"  # named, but not needed or handled
    r"|(?<=[^aeiouyl])e(?=(?:ly|ments?|ful|fully|less|ness|ty)$)"  # safely, but not settlement
    r"|(?<=[vrmn])e(?=(?:body|thing|where|times?)$)|(?<=[ai]g)ue$"  # sometimes, fatigue
)
_APART = re.compile(  # client, riot, saying, create, fluid, rhythm, didn't
    r"i(?:a(?![ln])|a(?=[ln]t?$)(?<![tc]ia)|o(?!n|us|r)|e(?=ty|nc|nt|rs?$|st$)|u)(?<![gqct]i.)"
    r"|[aeoy](?=ing)|(?<=cr)ea(?=te|ti|to)|u(?:ou|ati|ate|al|enc)(?<![gq]u..)|eo(?=[rl])"
    r"|(?<!g)ui(?=d|ng)|ui(?=cid)|uie(?=t)|oe(?=[mt])|ya(?=[bn])|(?<=an)yo|sms?$|thms?$"
    r"|(?<=[sd])n't$"
)


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """About how many syllables an English word has; at least one."""
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    return sum(map(_syllables, filter(None, re.split(r"[^a-z']+", plain)))) or 1


def _syllables(word: str) -> int:
    found = len(_VOWELS.findall(word)) - len(_SILENT.findall(word)) + len(_APART.findall(word))
    return max(found, 1)


_WORD = re.compile(r"[^\W_](?:[\w'’.:/@-]*\w)?")
_END = re.compile(r"[.!?…]+[\"”’)\]]*\s+(?:/\s+)?(?=[\"“‘(\[]*[^\W_a-z]|\(\w\))")
_SHORTENED = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|St|No|vs|Jr|Prof|Cal|Welf|Inst|e\.g|i\.e|U\.S|U\.S\.C)|§)\.$"
)


def words(text: str) -> list[str]:
    """The words of a plain text; a hyphenated one counts once."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """A plain paragraph cut after each full stop, question mark or exclamation mark that ends."""
    found: list[str] = []
    begin = 0
    for end in _END.finditer(text):
        if not _SHORTENED.search(text[begin : end.start() + 1]):
            found.append(text[begin : end.end()].strip())
            begin = end.end()
    return [*found, text[begin:].strip()] if text[begin:].strip() else found


def grade(text: list[str]) -> float:
    """The school grade of these sentences, after Flesch and Kincaid (1975); 0 without words."""
    said = [word for sentence in text for word in words(sentence)]
    if not said:
        return 0.0
    spoken = sum(map(syllables, said))
    return 0.39 * len(said) / len(text) + 11.8 * spoken / len(said) - 15.59
