"""How lists write professions: the portal's own words, and abbreviations that mean just one."""

from portal.domain.imports.headings import plain
from portal.domain.people import ProviderType as Type

_ABBREVIATED = {
    Type.PHYSICIAN: ("md", "m d", "do", "medical doctor", "psychiatrist"),
    Type.PSYCHOLOGIST: ("licensed psychologist", "clinical psychologist"),
    Type.LCSW: ("lcsw", "licensed clinical social worker"),
    Type.ACSW: ("asw", "acsw", "associate clinical social worker"),
    Type.LPCC: ("lpcc",),
    Type.APCC: ("apcc", "associate professional clinical counselor"),
    Type.LMFT: ("lmft", "mft", "marriage and family therapist"),
    Type.AMFT: ("amft", "associate marriage and family therapist"),
    Type.REGISTERED_NURSE: ("rn",),
    Type.CLINICAL_NURSE_SPECIALIST: ("cns",),
    Type.NURSE_PRACTITIONER: ("np", "pmhnp", "psychiatric nurse practitioner"),
    Type.PHYSICIAN_ASSISTANT: ("pa", "pa c"),
    Type.OCCUPATIONAL_THERAPIST: ("ot", "otr l"),
    Type.LVN: ("lvn",),
    Type.PSYCHIATRIC_TECHNICIAN: ("lpt", "psych tech", "licensed psychiatric technician"),
    Type.MHRS: ("mhrs",),
    Type.AOD_COUNSELOR: (
        *("aod counselor", "sud counselor", "substance use disorder counselor", "cadc"),
        "substance use counselor",
    ),
    Type.REGISTERED_AOD_COUNSELOR: (
        *("registered aod counselor", "registered sud counselor", "radt", "sudrc"),
        *("registered alcohol and drug counselor", "registered alcohol drug technician"),
    ),
    Type.PEER_SUPPORT_SPECIALIST: (
        *("cpss", "certified peer support specialist", "medi cal peer support specialist", "mpss"),
        "peer specialist",
    ),
    Type.COMMUNITY_HEALTH_WORKER: ("chw",),
    Type.EMT: ("emt", "emt b", "emt basic"),
    Type.ADVANCED_EMT: ("aemt", "advanced emergency medical technician"),
    Type.PARAMEDIC: ("emt p", "emt paramedic"),
    Type.PEACE_OFFICER: ("police officer", "sheriff s deputy", "deputy sheriff"),
}
WORDS = {
    word: profession
    for profession in Type
    for word in (
        plain(profession.value),
        plain(profession.label),
        *_ABBREVIATED.get(profession, ()),
    )
}
"""By the words in small letters."""
