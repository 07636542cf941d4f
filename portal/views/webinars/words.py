"""What is said in a recording: captions for players, and the transcript to keep."""

from flask import Response, request

from portal.content.media.captions import write_vtt
from portal.domain.captions import minute
from portal.domain.errors import NotFound
from portal.services.library.captions import Captions
from portal.views import access
from portal.views.webinars.asked import Webinar, is_public, webinar_or_404
from portal.views.webinars.blueprint import blueprint


def _captions(slug: str, language: str) -> tuple[Webinar, Captions]:
    webinar = webinar_or_404(slug)
    found = webinar.in_language(language)
    if found is None:
        raise NotFound("This webinar has no captions in this language.")
    return webinar, found


@blueprint.get("/webinars/<slug:slug>/captions/<slug:language>.vtt")
@access.public
def captions(slug: str, language: str) -> Response:
    """The captions as a WebVTT file."""
    webinar, found = _captions(slug, language)
    return _sent(webinar, write_vtt(found.cues), "text/vtt", f"{slug}.{language}.vtt")


@blueprint.get("/webinars/<slug:slug>/transcript/<slug:language>.txt")
@access.public
def transcript(slug: str, language: str) -> Response:
    """What is said, with the minute of each line."""
    webinar, found = _captions(slug, language)
    head = f"{webinar.facts.title}\nCaptions, {found.name}: {found.state.words}\n\n"
    lines = (f"{minute(cue.start // 1000)}  {' '.join(cue.text.split())}\n" for cue in found.cues)
    return _sent(webinar, head + "".join(lines), "text/plain", f"{slug}.{language}.txt")


def _sent(webinar: Webinar, text: str, kind: str, name: str) -> Response:
    response = Response(text, mimetype=kind)
    if "download" in request.args:
        response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = (
        f"{'public' if is_public(webinar.shown) else 'private'}, no-cache"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.add_etag()
    response.make_conditional(request)
    return response
