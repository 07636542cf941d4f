"""Reports that a mail came back, as mail servers write them (RFC 3464)."""

import email
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says of one mail."""

    message_id: str
    """Of the mail that came back; empty when the report does not say."""
    address: str
    """To which it could not be delivered, in lower case; empty when it does not say."""
    words: str
    """Why, as the mail server says it."""


def read(content: bytes) -> Report | None:
    """The report in this message.

    None when it is none, or when the mail may still arrive: a delay is no failure.
    """
    message = email.message_from_bytes(content, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    status = _part(message, "message/delivery-status")
    if status is None:
        return None
    about = status.get_payload()
    fields = [one for one in about if isinstance(one, Message)] if isinstance(about, list) else []
    for one in fields:
        if str(one.get("Action", "")).strip().casefold() != "failed":
            continue
        if str(one.get("Status", "5")).strip().startswith("4"):
            continue
        address = str(one.get("Final-Recipient") or one.get("Original-Recipient") or "")
        code = str(one.get("Status", "")).strip()
        said = str(one.get("Diagnostic-Code", "")).partition(";")[2].strip() or code
        return Report(
            _message_id(message), address.rpartition(";")[2].strip().lower(), " ".join(said.split())
        )
    return None


def _part(message: Message, kind: str) -> Message | None:
    return next((one for one in message.walk() if one.get_content_type() == kind), None)


def _message_id(report: EmailMessage | Message) -> str:
    """Of the mail that the report carries, whole or only its headers."""
    whole = _part(report, "message/rfc822")
    if whole is not None:
        inside = whole.get_payload()
        if isinstance(inside, list) and inside and isinstance(inside[0], Message):
            return str(inside[0].get("Message-ID", "")).strip()
    headers = _part(report, "text/rfc822-headers")
    if headers is not None:
        content = headers.get_payload(decode=True)
        if isinstance(content, bytes):
            return str(email.message_from_bytes(content).get("Message-ID", "")).strip()
    return ""
