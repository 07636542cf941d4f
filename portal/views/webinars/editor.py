"""The editor of captions: a page of cues at a time, somebody's word on them, and history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.content.media.captions import write_vtt
from portal.db import db
from portal.domain.access import Permission
from portal.domain.caption_editing import added, joined, put_in, put_over, split
from portal.domain.captions import LANGUAGES, RIGHT_TO_LEFT, Cue, State, faults
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.forms.webinars import PAGE, CuesForm, RestoreForm, ReviewForm
from portal.models import CaptionVersion, MediaFile
from portal.services.webinars import captions
from portal.services.webinars import desk as desks
from portal.services.webinars.desk import Desk
from portal.views import access, uploads
from portal.views.access import me
from portal.views.webinars.blueprint import blueprint

ADDRESS = "/library/webinars/<slug:slug>/captions/<slug:language>"
LARGEST = 512 * 1024
EMPTY = [Cue(0, 2000, "")]


@dataclass(frozen=True, slots=True)
class Editing:
    """The captions of a webinar's recording in a language, as they were saved last."""

    desk: Desk
    recording: MediaFile
    language: str
    last: CaptionVersion | None

    @property
    def number(self) -> int:
        """Of the last version; 0 when there is none."""
        return self.last.number if self.last else 0

    @property
    def cues(self) -> list[Cue]:
        """Of the last version."""
        return _cues(self.last)

    @property
    def fits(self) -> bool:
        """Whether they were made for the recording that the webinar has now."""
        return self.last is None or self.last.recording == self.recording.sha256


def _cues(version: CaptionVersion | None) -> list[Cue]:
    return [Cue(*cue) for cue in version.cues] if version else []


def _editing(slug: str, language: str) -> Editing:
    found = desks.desk(db.session, slug)
    if language not in LANGUAGES:
        raise NotFound("Captions cannot be in this language here. Choose one of the list.")
    if found.recording is None:
        raise NotFound("Upload the recording first: captions belong to one.")
    last = captions.last(db.session, found.item.id, language)
    return Editing(found, found.recording, language, last)


def _page(
    editing: Editing,
    form: CuesForm,
    *,
    review: ReviewForm | None = None,
    elsewhere: Sequence[str] = (),
    theirs: Sequence[Cue] | None = None,
    unsaved: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    slug, language = editing.desk.item.slug, editing.language
    if review is None:
        review = ReviewForm(formdata=None)
        review.number.data = str(editing.number)
    html = render_template(
        "webinars/editor.html",
        editing=editing,
        slug=slug,
        language=language,
        name=LANGUAGES[language],
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        form=form,
        review=review,
        restore=RestoreForm(formdata=None),
        elsewhere=elsewhere,
        theirs=theirs,
        unsaved=unsaved,
        first=form.begins_at,
        total=len(editing.cues),
        page_size=PAGE,
        history=captions.history(db.session, editing.desk.item.id, language),
        State=State,
    )
    return html, status


@blueprint.get(ADDRESS)
@access.requires(Permission.EDIT_LIBRARY)
def editor(slug: str, language: str) -> ResponseReturnValue:
    """A page of cues. `first` says with which one it begins."""
    editing = _editing(slug, language)
    first = request.args.get("first", 0, type=int)
    first = max(0, min(first, max(len(editing.cues) - 1, 0))) // PAGE * PAGE
    form = CuesForm(formdata=None)
    form.show(editing.number, first, editing.cues[first : first + PAGE] or EMPTY)
    return _page(editing, form)


@blueprint.post(ADDRESS)
@access.requires(Permission.EDIT_LIBRARY)
@uploads.accepts(LARGEST)
def save(slug: str, language: str) -> ResponseReturnValue:
    """Save the page of cues; or cut, join, add or take one out, to go on from there.

    Going to another page saves this one first, so that nothing typed is lost on the way.
    """
    editing, form = _editing(slug, language), CuesForm()
    good = form.validate()
    typed = form.typed() if good else None
    number, first = _whole(form.number.data), _whole(form.first.data)
    if typed is None or number is None or first is None:
        return _page(editing, form, status=422)
    act, _, place = request.form.get("act", "save").partition("-")
    if act not in ("save", "go"):
        changed = _worked(typed, act, _whole(place) or 0)
        again = CuesForm(formdata=None)
        again.show(number, first, changed)
        return _page(editing, again, unsaved=True)
    shown = (_whole(place) or 0) if act == "go" else first
    base = _base(editing, number)
    old = base[first : first + PAGE]
    whole = put_in(editing.cues, old, typed)
    if number != editing.number and typed and put_in(editing.cues, typed, typed):
        return _saved(slug, language, shown)  # by a double click: what is asked for stands there
    if whole is None:
        if not form.over.data:
            theirs = [
                cue
                for cue in editing.cues
                if not typed or (cue.end > typed[0].start and cue.start < typed[-1].end)
            ]
            return _page(editing, form, theirs=theirs, status=409)
        whole = put_over(editing.cues, old, typed)
    if act == "go" and whole == editing.cues:
        return redirect(_address(slug, language, shown), 303)
    found = faults(whole, editing.recording.length)
    if found:
        offset = next((n for n, cue in enumerate(whole) if typed and cue is typed[0]), first)
        return _page(editing, form, elsewhere=form.blame(found, offset), status=422)
    at = clock.now()
    try:
        captions.save(
            db.session,
            editing.desk.item.id,
            language,
            whole,
            number=editing.number + 1,
            recording=editing.recording.sha256,
            state=State.EDITED,
            length=editing.recording.length,
            change="Edited.",
            by=me.person_id,
            at=at,
        )
    except Conflict:
        db.session.rollback()
        return _page(_editing(slug, language), form, theirs=(), status=409)
    db.session.commit()
    return _saved(slug, language, shown)


def _address(slug: str, language: str, first: int) -> str:
    return url_for("webinars.editor", slug=slug, language=language, first=first)


def _saved(slug: str, language: str, first: int) -> ResponseReturnValue:
    flash("The captions are saved. Viewers get them once they are reviewed.", "ok")
    return redirect(_address(slug, language, first), 303)


def _base(editing: Editing, number: int) -> list[Cue]:
    """The version from which somebody began."""
    if number == editing.number:
        return editing.cues
    if number == 0:
        return []
    return _cues(captions.version(db.session, editing.desk.item.id, editing.language, number))


def _worked(cues: list[Cue], act: str, place: int) -> list[Cue]:
    """The cues after one of them was cut, joined with the next, taken out, or got one after it."""
    if not 0 <= place < len(cues):
        return cues
    before, here, after = cues[:place], cues[place], cues[place + 1 :]
    if act == "split":
        return [*before, *split(here), *after]
    if act == "join" and after:
        return [*before, joined(here, after[0]), *after[1:]]
    if act == "drop":
        return [*before, *after]
    if act == "add":
        return [*before, here, added(here, after[0] if after else None), *after]
    return cues


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


@blueprint.post(ADDRESS + "/review")
@access.requires(Permission.EDIT_LIBRARY)
def review(slug: str, language: str) -> ResponseReturnValue:
    """A person says that the captions, as they were saved last, are right."""
    editing, form = _editing(slug, language), ReviewForm()
    blank = CuesForm(formdata=None)
    blank.show(editing.number, 0, editing.cues[:PAGE] or EMPTY)
    if not form.validate():
        return _page(editing, blank, review=form, status=422)
    last = editing.last
    if last is None or str(last.number) != form.number.data:
        already = last is not None and last.state is State.REVIEWED
        if not already:
            raise Conflict("These captions were changed meanwhile. Look at them again.")
    else:
        _again(editing, last, State.REVIEWED, "Compared with the recording and found right.")
        db.session.commit()
    flash(f"The captions in {LANGUAGES[language]} are reviewed.", "ok")
    return redirect(url_for("webinars.desk", slug=slug), 303)


@blueprint.post(ADDRESS + "/restore")
@access.requires(Permission.EDIT_LIBRARY)
def restore(slug: str, language: str) -> ResponseReturnValue:
    """Save an earlier version once more, as the last one."""
    editing, form = _editing(slug, language), RestoreForm()
    number = _whole(form.number.data) if form.validate() else None
    if number is None:
        raise Invalid("Choose a version of the list.")
    row = captions.version(db.session, editing.desk.item.id, language, number)
    if editing.last is not None and editing.last.cues != row.cues:
        _again(editing, row, State.EDITED, f"Version {number} restored.")
        db.session.commit()
    flash(f"The captions are again as in version {number}.", "ok")
    return redirect(url_for("webinars.editor", slug=slug, language=language), 303)


def _again(editing: Editing, row: CaptionVersion, state: State, change: str) -> None:
    captions.save(
        db.session,
        editing.desk.item.id,
        editing.language,
        [replace(cue) for cue in _cues(row)],
        number=editing.number + 1,
        recording=editing.recording.sha256,
        state=state,
        length=editing.recording.length,
        change=change,
        by=me.person_id,
        at=clock.now(),
    )


@blueprint.get(ADDRESS + "/last.vtt")
@access.requires(Permission.EDIT_LIBRARY)
def last_vtt(slug: str, language: str) -> Response:
    """The captions as they were saved last, for the player beside the editor."""
    editing = _editing(slug, language)
    response = Response(write_vtt(editing.cues), mimetype="text/vtt")
    response.headers["Cache-Control"] = "no-store"
    return response
