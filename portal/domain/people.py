"""What a person can be by profession, and how phone numbers are written."""

import re
from enum import StrEnum

PHONE = re.compile(r"(?:[0-9 +().\-x]|ext)*", re.IGNORECASE)
"""The signs of a phone number, as people write them."""


class ProviderType(StrEnum):
    """The professions met on mobile crisis teams.

    The list describes people. It does not say whom the state counts: that is a requirement, and
    requirements are data with a source.
    """

    PHYSICIAN = "physician"
    PSYCHOLOGIST = "psychologist"
    WAIVERED_PSYCHOLOGIST = "waivered-psychologist"
    LCSW = "lcsw"
    ACSW = "acsw"
    LPCC = "lpcc"
    APCC = "apcc"
    LMFT = "lmft"
    AMFT = "amft"
    REGISTERED_NURSE = "registered-nurse"
    CLINICAL_NURSE_SPECIALIST = "clinical-nurse-specialist"
    NURSE_PRACTITIONER = "nurse-practitioner"
    PHYSICIAN_ASSISTANT = "physician-assistant"
    PHARMACIST = "pharmacist"
    OCCUPATIONAL_THERAPIST = "occupational-therapist"
    LVN = "lvn"
    PSYCHIATRIC_TECHNICIAN = "psychiatric-technician"
    MHRS = "mhrs"
    AOD_COUNSELOR = "aod-counselor"
    REGISTERED_AOD_COUNSELOR = "registered-aod-counselor"
    """Registered with a certifying organization, and not certified yet."""
    PEER_SUPPORT_SPECIALIST = "peer-support-specialist"
    COMMUNITY_HEALTH_WORKER = "community-health-worker"
    EMT = "emt"
    ADVANCED_EMT = "advanced-emt"
    PARAMEDIC = "paramedic"
    COMMUNITY_PARAMEDIC = "community-paramedic"
    PEACE_OFFICER = "peace-officer"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The profession as people say it."""
        return _LABELS[self]


_LABELS = {
    ProviderType.PHYSICIAN: "Physician",
    ProviderType.PSYCHOLOGIST: "Psychologist",
    ProviderType.WAIVERED_PSYCHOLOGIST: "Waivered psychologist",
    ProviderType.LCSW: "Licensed clinical social worker",
    ProviderType.ACSW: "Registered or waivered clinical social worker",
    ProviderType.LPCC: "Licensed professional clinical counselor",
    ProviderType.APCC: "Registered or waivered professional clinical counselor",
    ProviderType.LMFT: "Licensed marriage and family therapist",
    ProviderType.AMFT: "Registered or waivered marriage and family therapist",
    ProviderType.REGISTERED_NURSE: "Registered nurse",
    ProviderType.CLINICAL_NURSE_SPECIALIST: "Clinical nurse specialist",
    ProviderType.NURSE_PRACTITIONER: "Nurse practitioner",
    ProviderType.PHYSICIAN_ASSISTANT: "Physician assistant",
    ProviderType.PHARMACIST: "Pharmacist",
    ProviderType.OCCUPATIONAL_THERAPIST: "Occupational therapist",
    ProviderType.LVN: "Licensed vocational nurse",
    ProviderType.PSYCHIATRIC_TECHNICIAN: "Psychiatric technician",
    ProviderType.MHRS: "Mental health rehabilitation specialist",
    ProviderType.AOD_COUNSELOR: "Certified alcohol and other drug counselor",
    ProviderType.REGISTERED_AOD_COUNSELOR: "Registered alcohol and other drug counselor",
    ProviderType.PEER_SUPPORT_SPECIALIST: "Peer support specialist",
    ProviderType.COMMUNITY_HEALTH_WORKER: "Community health worker",
    ProviderType.EMT: "Emergency medical technician",
    ProviderType.ADVANCED_EMT: "Advanced EMT",
    ProviderType.PARAMEDIC: "Paramedic",
    ProviderType.COMMUNITY_PARAMEDIC: "Community paramedic",
    ProviderType.PEACE_OFFICER: "Peace officer",
    ProviderType.OTHER: "Other",
}
