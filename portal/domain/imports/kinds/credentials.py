"""Lists of licenses, registrations and certifications."""

from portal.domain.imports.kinds.fields import Field, Kind, Reads
from portal.domain.imports.kinds.who import WHO

CREDENTIALS = Kind(
    "credentials",
    "Credentials",
    "credential",
    "credentials",
    adds_people=False,
    fields=(
        *WHO,
        Field(
            "title",
            "Credential",
            Reads.LINE,
            (
                *("credential", "license", "licence", "license type", "license name", "title"),
                *("certification", "certification name", "registration", "credential name"),
                *("credential type", "certificate", "license title", "lic type"),
            ),
            needed=True,
            longest=200,
        ),
        Field(
            "issuer",
            "Issued by",
            Reads.LINE,
            (
                *("issuer", "issued by", "issuing authority", "board", "issuing board", "agency"),
                *("issuing agency", "licensing board", "authority", "issuing organization"),
            ),
            needed=True,
            longest=200,
            same=True,
        ),
        Field(
            "number",
            "Number",
            Reads.LINE,
            (
                *("number", "license number", "license no", "license", "lic no", "lic number"),
                *(
                    "credential number",
                    "certificate number",
                    "registration number",
                    "credential id",
                ),
                *("certification number", "license id"),
            ),
            longest=60,
        ),
        Field(
            "provider_type",
            "Profession that it licenses",
            Reads.PROFESSION,
            ("profession", "provider type", "discipline"),
            same=True,
        ),
        Field(
            "starts_on",
            "Good from",
            Reads.START,
            (
                *(
                    "issued",
                    "issue date",
                    "date issued",
                    "issued on",
                    "effective date",
                    "good from",
                ),
                *("valid from", "start date", "effective"),
            ),
        ),
        Field(
            "expires_on",
            "Expires on",
            Reads.END,
            (
                *(
                    "expires",
                    "expires on",
                    "expiration date",
                    "expiration",
                    "expiry",
                    "expiry date",
                ),
                *("valid through", "valid until", "valid to", "exp date", "renewal date", "exp"),
                *("expire date", "end date", "good through"),
            ),
        ),
        Field(
            "first_licensed_on",
            "First licensed on",
            Reads.START,
            (
                *("first licensed", "first licensed on", "date first licensed", "first issued"),
                *("original issue date", "original issuance date", "original license date"),
                *("initial issue date", "initial license date", "initial licensure date"),
            ),
        ),
    ),
)
