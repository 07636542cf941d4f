"""What we add to Markdown: block words, citations, and a tree made fit for everyone to read."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as Tree

from markdown import Markdown
from markdown.extensions.toc import slugify
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension, BlocksProcessor  # type: ignore[import-untyped]
from pymdownx.blocks.block import Block  # type: ignore[import-untyped]

from portal.content.links import Task
from portal.domain.curriculum import Source

_LABELS = {"note": "Note", "caution": "Caution", "try-it": "Try it"}
_OUTSIDE = ("https://", "http://", "mailto:", "tel:")


class _Aside(Block):  # type: ignore[misc]
    """A block that stands out. It has the role of a note, so it is no landmark of the page."""

    def on_create(self, parent: Tree.Element) -> Tree.Element:
        aside = Tree.SubElement(parent, "aside", {"class": self.NAME, "role": "note"})
        label = Tree.SubElement(aside, "p", {"class": "block-label"})
        label.text = _LABELS[self.NAME]
        return aside


class _Note(_Aside):
    NAME = "note"


class _Caution(_Aside):
    NAME = "caution"


class _TryIt(_Aside):
    NAME = "try-it"


class _Answer(Block):  # type: ignore[misc]
    """Hidden until opened."""

    NAME = "answer"

    def on_create(self, parent: Tree.Element) -> Tree.Element:
        details = Tree.SubElement(parent, "details", {"class": "answer"})
        Tree.SubElement(details, "summary").text = "Answer"
        return details


class BlockWords(BlocksExtension):  # type: ignore[misc]
    """The four block words of README.md."""

    def extendMarkdownBlocks(  # noqa: N802
        self,
        md: Markdown,  # noqa: ARG002
        block_mgr: BlocksProcessor,
    ) -> None:
        """Make them known."""
        for block in (_Note, _Caution, _TryIt, _Answer):
            block_mgr.register(block, {})


class Cite(InlineProcessor):
    """`[^key]` → a mark, which the tidying of the tree numbers in the order of reading."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(r"\[\^([^\]]*)\]", md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Tree.Element, int, int]:
        """The mark, and where the citation begins and ends in the text."""
        return Tree.Element("sup", {"key": m.group(1)}), m.start(0), m.end(0)


class TidyTree(Treeprocessor):
    """Gives headings their ids, resolves links and images, and labels tables."""

    task: Task

    def run(self, root: Tree.Element) -> None:
        """Change the finished tree in place; faults go to the task."""
        anchors = self._headings(root)
        seen: Counter[str] = Counter()
        for link in root.iter("a"):
            self._link(link, anchors, seen)
        for image in root.iter("img"):
            self._image(image, seen)
        for mark in root.iter("sup"):
            self._citation(mark, mark.attrib.pop("key"), seen)
        tables = [(p, i) for p in root.iter() for i, c in enumerate(p) if c.tag == "table"]
        for number, (parent, place) in enumerate(tables, start=1):
            parent[place] = _scrolling(parent[place], number)

    def _headings(self, root: Tree.Element) -> set[str]:
        anchors: set[str] = {"section-sources"}
        alike: Counter[str] = Counter()
        above = 1
        for heading in root.iter():
            if not re.fullmatch("h[1-6]", str(heading.tag)):
                continue
            words, level = _words(heading), int(heading.tag[1])
            if self.task.inline_sources:
                self.task.wrong(f"# {words}", "No headings here: this text is a part of a page.")
            elif level == 1:
                message = "Only the first line is a title. Begin a section with “## ”."
                self.task.wrong(f"# {words}", message)
            elif level > min(above + 1, 4):
                message = f"This heading skips a level. Begin it with “{'#' * min(above + 1, 4)} ”."
                self.task.wrong(f"# {words}", message)
            above = level
            base = anchor = f"section-{slugify(words, '-')}"
            while anchor in anchors:
                alike[base] += 1
                anchor = f"{base}-{alike[base] + 1}"
            anchors.add(anchor)
            heading.set("id", anchor)
        return anchors

    def _link(self, link: Tree.Element, anchors: set[str], seen: Counter[str]) -> None:
        href = link.get("href", "")
        nth, seen[href] = seen[href], seen[href] + 1
        if not _words(link) and link.find(".//img") is None:
            self.task.wrong(f"({href}", "A link needs words. Write them between the [ and ].", nth)
        if href.startswith("#"):
            anchor = f"section-{href[1:]}"
            if anchor not in anchors:
                hint = self.task.hint(
                    href[1:], (known.removeprefix("section-") for known in anchors)
                )
                self.task.wrong(f"({href}", f"There is no heading for {href}.{hint}", nth)
            link.set("href", f"#{anchor}")
        elif href.startswith(_OUTSIDE):
            link.set("rel", "noopener")
        else:
            link.set("href", self.task.place.link_url(self.task, href, nth))

    def _image(self, image: Tree.Element, seen: Counter[str]) -> None:
        src = image.get("src", "")
        nth, seen[src] = seen[src], seen[src] + 1
        if not image.get("alt", "").strip():
            message = "An image needs words. Say between the [ and ] what it shows."
            self.task.wrong(f"({src}", message, nth)
        address = self.task.place.image_url(self.task, src, nth)
        if address is None:
            image.tag, image.text = "em", image.get("alt", "")
            return
        image.set("src", address)
        image.set("loading", "lazy")

    def _citation(self, mark: Tree.Element, key: str, seen: Counter[str]) -> None:
        task, needle = self.task, f"[^{key}]"
        nth, seen[needle] = seen[needle], seen[needle] + 1
        if not task.place.cites:
            mark.tag, mark.text = "em", needle
            message = "Sources are not cited so here. Link the words: [words](notices/name)."
            task.wrong(needle, message, nth)
            return
        known = task.place.sources
        if known is None:
            return
        source = known.get(key)
        if source is None:
            hint = task.hint(key, known) or " Add it there, or correct the key."
            task.wrong(needle, f"There is no source “{key}” in sources.toml.{hint}", nth)
        elif task.inline_sources:
            _name_source(mark, source)
        else:
            if key not in task.cited:
                task.cited.append(key)
            number = str(task.cited.index(key) + 1)
            mark.set("id", f"cite-{key}-{nth + 1}")
            mark.set("class", "footnote-ref")
            label = {"href": f"#source-{key}", "aria-label": f"Source {number}"}
            Tree.SubElement(mark, "a", label).text = number


def _name_source(mark: Tree.Element, source: Source) -> None:
    name = f"{source.publisher}, {source.year}" if source.year else source.publisher
    mark.tag = "cite"
    if source.url:
        mark.text = " ("
        link = Tree.SubElement(mark, "a", {"href": source.url, "rel": "noopener"})
        link.text, link.tail = name, ")"
    else:
        mark.text = f" ({source.title}, {name})"


def _words(element: Tree.Element) -> str:
    return "".join(element.itertext()).strip()


def _scrolling(table: Tree.Element, number: int) -> Tree.Element:
    """The table with headers that say what they head, in a frame that the keyboard can scroll."""
    for cell in table.iter():
        side = re.search("center|right", cell.attrib.pop("style", ""))
        if side:
            cell.set("class", f"align-{side.group()}")
    heads = table.findall("./thead/tr/th")
    for head in heads:
        head.set("scope", "col")
    if heads and not _words(heads[0]):
        heads[0].tag = "td"
        del heads[0].attrib["scope"]
        for row in table.findall("./tbody/tr"):
            row[0].tag = "th"
            row[0].set("scope", "row")
    label = f"Table {number}: " + ", ".join(filter(None, map(_words, heads)))
    frame = Tree.Element(
        "div",
        {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": label},
    )
    frame.tail, table.tail = table.tail, None
    frame.append(table)
    return frame
