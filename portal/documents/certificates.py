"""The certificate as a PDF file."""

from portal.documents.qr import qr_svg
from portal.documents.typesetting import direction, pdf
from portal.domain.certificates import Certificate, grouped, length_text
from portal.domain.dates import date_text


def certificate_pdf(certificate: Certificate, check_url: str, sample: bool) -> bytes:
    """One landscape letter page, PDF/UA-1 and PDF/A-2a; the same values give the same bytes.

    `check_url` is the full public address that shows the certificate's standing; it is printed,
    linked, and the content of the QR code. `sample` marks a certificate of made-up data. A
    character that no font has is written as its code (see `typesetting`). Raises ValueError for
    a negative length.
    """
    return pdf(
        "certificate.typ",
        {
            "title": f"Certificate of completion: {certificate.course_title}, {certificate.name}",
            "name": certificate.name,
            "direction": direction(certificate.name),
            "course_title": certificate.course_title,
            "edition": str(certificate.edition),
            "completed_on": date_text(certificate.completed_on),
            "length": length_text(certificate.minutes),
            "delivery": certificate.delivery,
            "code": grouped(certificate.code),
            "check_url": check_url,
            "sample": sample,
        },
        dated=certificate.completed_on,
        qr=qr_svg(check_url),
    )
