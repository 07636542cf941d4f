"""QR codes as SVG, for pages under a strict content security policy and for documents."""

import io
from html import escape

import segno


def qr_svg(text: str, label: str | None = None) -> str:
    """An `<svg>` of `text` as a QR code with error correction M: black on white, quiet zone of 4.

    It carries neither style attributes nor a size, so CSS gives it one. With `label` it is an
    image of that name to assistive technology; without, it is hidden from it, and the text must
    stand beside it. Raises segno.DataOverflowError when the text is too long (2,331 bytes).
    """
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    out = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(
        out,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        light="#fff",
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    return out.getvalue().decode().replace("<svg ", f"<svg {said} ", 1)
