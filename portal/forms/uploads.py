"""A file that is handed in with a form: looked into at once, and asked for again when needed."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms.validators import Optional, ValidationError

from portal.content import uploads
from portal.content.uploads import ACCEPTED, LARGEST, Upload
from portal.domain.errors import Invalid

HINT = f"A PDF, JPEG or PNG of at most {LARGEST // 1024 // 1024} MB. A picture of it will do."
_ATTRIBUTES = {
    "accept": ",".join(ACCEPTED),
    "data-largest": LARGEST,
    "data-too-large": uploads.too_large(),
}
"""What a browser needs to offer such files only, and to refuse a large one before it is sent."""
AGAIN = "Choose the file again: it cannot be kept while the other answers are put right."


class UploadField(FileField):  # type: ignore[misc]
    """A file of a kind that is kept, known by its content."""

    upload: Upload | None = None
    """The file, once the form is validated; None when none was chosen or it was refused."""

    def __init__(self, label: str, **more: Any) -> None:
        """Always optional."""
        more.setdefault("description", HINT)
        more.setdefault("render_kw", _ATTRIBUTES)
        super().__init__(label, [Optional()], **more)

    def pre_validate(self, form: FlaskForm) -> None:  # noqa: ARG002 (its signature is given)
        """Look into it."""
        self.upload = None
        if not self.data:
            return
        try:
            self.upload = uploads.read(self.data.filename or "", self.data.read(LARGEST + 1))
        except Invalid as error:
            raise ValidationError(str(error)) from None


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A form with a file. Browsers never fill one in again, so a page shown anew says so."""

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever; when something else is wrong, the file has to be chosen again."""
        good: bool = super().validate(extra_validators)
        if not good:
            self.ask_for_files_again()
        return good

    def ask_for_files_again(self) -> None:
        """Say at each file that was chosen that it has to be chosen again."""
        for field in self:
            if isinstance(field, UploadField) and field.upload is not None:
                field.errors = [AGAIN]
