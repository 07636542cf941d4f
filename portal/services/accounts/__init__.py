"""Invitations, passwords, sessions and lockout."""

from portal.services.accounts.invitations import (
    accept_invitation,
    account_by_email,
    invite,
    reset_password,
    set_password,
)
from portal.services.accounts.links import (
    issue_link,
    link_token,
    open_link,
)
from portal.services.accounts.lockout import (
    door_closed_until,
    failure_subject,
    note_failure,
)
from portal.services.accounts.passwords import (
    hash_password,
    password_matches,
)
from portal.services.accounts.sessions import (
    SignedIn,
    TrialAccount,
    end_session,
    open_sessions,
    sign_out_everywhere,
    signed_in,
    start_session,
)

__all__ = [
    "SignedIn",
    "TrialAccount",
    "accept_invitation",
    "account_by_email",
    "door_closed_until",
    "end_session",
    "failure_subject",
    "hash_password",
    "invite",
    "issue_link",
    "link_token",
    "note_failure",
    "open_link",
    "open_sessions",
    "password_matches",
    "reset_password",
    "set_password",
    "sign_out_everywhere",
    "signed_in",
    "start_session",
]
