"""Settings, from the environment. Production refuses to start without its secrets."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.documents.packets.keys import KeyFault, private_key, public_keys

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Each field is the variable PORTAL_<NAME>. Only development and tests have defaults."""

    model_config = SettingsConfigDict(
        env_prefix="PORTAL_", extra="forbid", hide_input_in_errors=True
    )

    env: Literal["production", "development", "test"] = "production"
    secret_key: SecretStr = SecretStr("")
    database_url: str = ""
    public_url: str = ""
    """Where people reach the portal: in links of mails and in the QR of certificates."""
    mail_from: str = ""
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = False
    curricula: Path = ROOT / "curricula"
    regulations: Path = ROOT / "portal" / "regulations"
    media_store: str = str(ROOT / "instance" / "media")
    """Where recordings are kept: a folder, or `s3://bucket/prefix`; then the AWS_… variables say
    the rest."""
    media_staging: Path = ROOT / "instance" / "uploads"
    """Where recordings wait while they come in; best on the same disk as the store."""
    media_largest: int = Field(default=16, ge=1)
    """Of a recording, in GiB."""
    media_accel: str = ""
    """With nginx in front: the internal location of the store's folder, such as “/kept-media”."""
    sample_world: bool = False
    """The data are made up; every page and certificate says so."""
    mail_folder: Path = ROOT / "instance" / "mail"
    """Development only: where the mail catcher keeps what was sent."""
    trusted_proxies: int = Field(default=0, ge=0)
    """How many proxies in front set X-Forwarded-For; 0 believes nobody."""
    work_inside: bool = False
    """Whether the serving process also does what runs without a visitor; otherwise `flask work`."""
    signing_key: SecretStr = SecretStr("")
    """The key that signs auditors' packets, as `flask packet new-key` prints it."""
    old_signing_keys: str = ""
    """Public keys that signed before, as JSON, so that old packets can still be checked."""
    signing_key_file: Path = ROOT / "instance" / "signing-key.json"
    """Development only: where it keeps the key that it makes for itself."""

    @model_validator(mode="after")
    def _old_keys_can_be_read(self) -> Self:
        try:
            public_keys(self.old_signing_keys)
        except KeyFault as error:
            message = f"PORTAL_OLD_SIGNING_KEYS cannot be used: {error}."
            raise ValueError(message) from error
        return self

    @model_validator(mode="after")
    def _production_needs_its_secrets(self) -> Self:
        if self.env != "production":
            self.secret_key = self.secret_key or SecretStr("only-for-development-and-tests")
            self.database_url = self.database_url or f"sqlite:///{ROOT / 'instance' / 'portal.db'}"
            self.public_url = self.public_url or "http://127.0.0.1:8000"
            self.mail_from = self.mail_from or "portal@example.org"
            self.smtp_host = self.smtp_host or "127.0.0.1"
            return self
        missing = [
            f"PORTAL_{name.upper()}"
            for name in ("database_url", "public_url", "mail_from", "smtp_host")
            if not getattr(self, name)
        ]
        if len(self.secret_key.get_secret_value()) < 32:
            missing.insert(0, "PORTAL_SECRET_KEY (32 characters or more)")
        if fault := self._fault_of_key():
            missing.append(f"PORTAL_SIGNING_KEY ({fault}; docs/deploying.md says how to make one)")
        if missing:
            message = "The portal does not start in production without: " + ", ".join(missing)
            raise ValueError(message)
        return self

    def _fault_of_key(self) -> str:
        """Why packets cannot be signed in production; empty when they can."""
        try:
            key = private_key(self.signing_key.get_secret_value())
        except KeyFault as error:
            return str(error) if self.signing_key else "it signs auditors' packets"
        return "it is a key of development" if key.is_development else ""
