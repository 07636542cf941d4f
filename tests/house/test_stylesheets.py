"""Every stylesheet is linked, each component has its macro, and colours are in tokens.css only."""

import re

from tests.house.conftest import ROOT

CSS = ROOT / "static" / "css"
NAMES = sorted(path.relative_to(CSS).as_posix() for path in CSS.rglob("*.css"))
NAMED = (
    "white|black|silver|gr[ae]y|maroon|red|purple|fuchsia|green|lime|olive|yellow|navy|blue|teal"
    "|aqua|orange|pink|brown|gold|crimson|indigo|violet|tomato|salmon|coral|khaki|beige|ivory"
)
FUNCTIONS = r"\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\("
LITERAL = re.compile(
    rf"#[0-9a-f]{{3,8}}\b|{FUNCTIONS}|(?<![\w-])(?:{NAMED})(?![\w-])", re.IGNORECASE
)


def blocks(name):
    """What stands before each brace, and each declaration, without comments and addresses."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(), flags=re.DOTALL)
    text = re.sub(r"url\([^)]*\)", "", text)
    preludes = [prelude.strip() for prelude in re.findall(r"([^{};]+)\{", text)]
    declarations = [found.strip() for found in re.findall(r"([\w-]+\s*:[^{};]+)[;}]", text)]
    return preludes, declarations


def test_every_stylesheet_is_linked():
    layouts = "".join(path.read_text() for path in (ROOT / "templates" / "layouts").glob("*.html"))
    lost = [name for name in NAMES if f"css/{name}" not in layouts]
    assert not lost, f"Link these in templates/layouts/base.html: {lost}."


def test_every_component_stylesheet_has_its_macro():
    lost = [
        name
        for name in NAMES
        if name.startswith("components/")
        and not (ROOT / "templates" / name.replace(".css", ".html")).is_file()
    ]
    assert not lost, f"Under static/css, these have no macro of the same name: {lost}."


def test_colours_come_from_the_tokens():
    wrong = [
        f"static/css/{name}: {found[0]!r} in {declaration!r}"
        for name in NAMES
        if name != "tokens.css"
        for declaration in blocks(name)[1]
        if (found := LITERAL.search(declaration.partition(":")[2]))
    ]
    remedy = "Give these colours a role in tokens.css and use var(--…):"
    assert not wrong, "\n".join([remedy, *wrong])


def test_nothing_outranks_the_layers():
    wrong = []
    for name in NAMES:
        preludes, declarations = blocks(name)
        wrong += [f"static/css/{name}: {d}" for d in declarations if "!important" in d]
        wrong += [f"static/css/{name}: {p}" for p in preludes if re.search(r"#[A-Za-z_]", p)]
    remedy = "Layers decide what wins: no !important and no ids, use the component's class:"
    assert not wrong, "\n".join([remedy, *wrong])


DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}\s*\}", re.DOTALL)


def test_dark_changes_nothing_but_colors():
    """So axe need not look twice at what is no color (tests/browser/test_accessible.py)."""
    sheets = [*CSS.rglob("*.css"), *(ROOT / "portal").rglob("*.css")]
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        found = DARK.findall(text)
        assert len(found) == text.count("prefers-color-scheme"), f"{sheet}: only :root may differ."
        for name, value in re.findall(r"([\w-]+)\s*:\s*([^;]+);", "".join(found)):
            assert name.startswith("--"), f"{sheet}: {name} is no token."
            color = LITERAL.search(value) or value.startswith("var(--")
            assert color, f"{sheet}: {name}: {value} is no color."
    dark = [sheet.name for sheet in sheets if "prefers-color-scheme" in sheet.read_text()]
    assert "tokens.css" in dark
