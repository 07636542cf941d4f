"""Asking about texts that look alike only once finds every fault that asking about each does."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.conftest import DESK
from tests.browser.looking import RULES, WAYS, Look

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Tea</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root {{ color-scheme: light dark; --ink: #111; --paper: #fff; --accent: #223; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #eee; --paper: #111; --accent: #dde; }} }}
body {{ color: var(--ink); background: var(--paper); font: 16px sans-serif; margin: 1rem; }}
.box {{ background: var(--paper); padding: 1rem; }}
</style></head><body><main><h1>Tea</h1>{}{}{}</main></body></html>"""
ROWS = "".join(f"<p>Green tea, cup {n}</p>" for n in range(5))
FAULTS = {
    "one among many": '<p style="color:#bbb">Pale tea</p><p>Black tea</p>',
    "only in dark": "<style>@media (prefers-color-scheme: dark) { .x { color: #444 } }</style>"
    '<p class="x">Black tea</p>',
    "only on a phone": "<style>@media (max-width: 600px) { .x { color: #aaa } }</style>"
    '<p class="x">Black tea</p>',
    "only at a desk, in dark": "<style>@media (min-width: 600px) and (prefers-color-scheme: dark)"
    ' { .x { color: #444 } }</style><p class="x">Black tea</p>',
    "its own ground": '<p>Black tea <span style="background:#333;color:#555">in a cup</span></p>',
    "a faint box": '<div class="box"><p>Black tea</p></div>'
    '<div class="box" style="opacity:.4"><p>Black tea</p></div>',
    "a box slid under it": '<div style="position:relative"><p style="position:relative;z-index:1">'
    'Black tea</p><div style="position:absolute;inset:0;background:#888;z-index:0"></div></div>',
    "pulled onto another ground": '<div style="background:#777;height:5rem"></div>'
    '<p style="margin-top:-4rem">Black tea</p>',
    "small and large": '<p style="color:#888;font-size:40px">Large</p>'
    '<p style="color:#888;font-size:14px">Small</p>',
    "after a sign": '<p style="color:#bbb">→</p><p style="color:#bbb">Pale tea</p>',
    "after what is disabled": '<p><label style="color:#bbb">Off <input disabled></label></p>'
    '<p style="color:#bbb">Pale tea</p>',
    "after a name of what is disabled": '<p id="off" style="color:#bbb">Off</p>'
    '<input aria-labelledby="off" disabled><p style="color:#bbb">Pale tea</p>',
    "in a field after a box of its colors": '<p><label>Milk <input type="checkbox"'
    ' style="color:#bbb;background:#fff"></label> <label>Tea'
    ' <input value="Black" style="color:#bbb;background:#fff"></label></p>',
    "beside what is folded up over it": "<details><summary>More</summary>"
    '<div style="position:absolute;background:#fff">Milk</div></details>'
    '<p style="color:#bbb">Pale tea</p>',
    "under what is there for screen readers only": '<p style="position:absolute;width:1px;'
    'height:1px;overflow:hidden;clip-path:inset(50%);background:#fff">Milk</p>'
    '<p style="color:#bbb">Pale tea</p>',
    "in a field": '<p><label>Tea <input value="Black" style="color:#bbb;background:#fff"></label>',
    "on a button": '<p><button style="color:#999;background:#888">Pour</button></p>',
    "beside its like with a picture behind it": '<div style="background:'
    'linear-gradient(#000,#fff)"><p style="color:#bbb">Pale tea</p></div>'
    '<p style="color:#bbb">Pale tea</p>',
    "beyond the edge of what scrolls": '<div tabindex="0" style="overflow:auto;width:15rem">'
    '<p style="width:60rem">Tea <span style="background:#fff;color:#111">Black</span>'
    '<span style="margin-left:40rem;background:#fff;color:#bbb">Pale tea</span></p></div>',
    "on another ground beyond the edge of what scrolls": '<div tabindex="0" style="overflow:auto;'
    'width:15rem;position:relative"><p style="width:60rem">Black tea</p><p style="width:60rem">'
    '<span style="margin-left:40rem">Black tea</span></p><div style="position:absolute;left:35rem;'
    'top:0;width:20rem;height:9rem;background:#777;z-index:-1"></div></div>',
    "large enough to be told from a sign that is drawn before it": "<style>.s::before {"
    ' content: ""; position: absolute; width: 9px; height: 9px; background: #123 }</style>'
    '<div class="s"><p style="color:#bbb;width:1rem">Tea</p>'
    '<p style="color:#bbb;width:20rem">Pale tea</p></div>',
    "after its like that is out of sight": '<p style="color:#bbb;position:absolute;left:-99rem">'
    'Pale tea</p><p style="color:#bbb">Pale tea</p>',
}
PLAIN = """
async (tags) => (await axe.run(document, { runOnly: { type: "tag", values: tags } }))
  .violations.map((one) => one.id)
"""


def plainly(page) -> set[str]:
    """What axe finds by itself, in every way of looking."""
    found: set[str] = set()
    page.evaluate(AXE_SCRIPT)
    for (width, height), schemes in WAYS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            found |= set(page.evaluate(PLAIN, RULES))
    return found


def test_every_fault_is_found(opener):
    page = opener("about:blank", DESK)
    missed = []
    for name, fault in FAULTS.items():
        page.set_content(PAGE.format(ROWS, fault, ROWS))
        assert "color-contrast" in plainly(page), f"axe itself does not mind: {name}"
        look = Look(page)
        look(name)
        if not any('"color-contrast"' in one for one in look.wrong):
            missed.append(name)
    assert missed == []


def test_what_was_right_on_one_page_is_asked_about_where_the_next_differs(opener):
    page = opener("about:blank", DESK)
    look, style = Look(page), "<style>.box {{ background:{}; color:#767676 }}</style>"
    text = '<div class="box"><p>Black tea</p></div>'
    for ground, found in (("#fff", 0), ("#fff", 0), ("#eee", 4), ("#fff", 0), ("#eee", 4)):
        page.set_content(PAGE.format(style.format(ground), text, ROWS))
        before = len(look.wrong)
        look(ground)
        assert len(look.wrong) - before == found, look.wrong


def test_a_page_without_a_fault_is_right(opener):
    page = opener("about:blank", DESK)
    page.set_content(PAGE.format(ROWS, "<p>Black tea</p>", ROWS))
    look = Look(page)
    look("good")
    assert look.wrong == []
