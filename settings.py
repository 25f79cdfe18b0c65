"""Everything that can be set from outside, read once from the environment into one frozen value."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

SAMPLE_SECRET = base64.b64encode(b"siangsai sample secret, demo use").decode()
"""The demo's server secret: 32 bytes, public, and refused unless SIANGSAI_DEV=1."""

Parts = frozenset[str]
ALL_PARTS: Parts = frozenset({"bot", "portal", "admin"})
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(Exception):
    """The environment cannot be used; the text names every wrong setting at once."""


class Settings(BaseModel):
    """The settings of one process. Read with :func:`read_settings`; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    database_url: str = Field("sqlite:///var/siangsai.db", alias="DATABASE_URL")
    secret: Annotated[tuple[SecretStr, ...], Field(alias="SIANGSAI_SECRET")]
    line_channel_secret: Annotated[tuple[SecretStr, ...], Field(alias="LINE_CHANNEL_SECRET")] = ()
    line_channel_access_token: SecretStr = Field(SecretStr(""), alias="LINE_CHANNEL_ACCESS_TOKEN")
    line_api_url: str = Field("", alias="LINE_API_URL")
    line_data_url: str = Field("", alias="LINE_DATA_URL")
    public_url: str = Field("http://localhost:8000", alias="PUBLIC_URL")
    port: int = Field(8000, alias="PORT", ge=0, le=65535)
    parts: Parts = Field(ALL_PARTS, alias="SIANGSAI_PARTS")
    trusted_proxies: int = Field(0, alias="TRUSTED_PROXIES", ge=0, le=5)
    web_concurrency: int = Field(1, alias="WEB_CONCURRENCY", ge=1, le=64)
    dev: bool = Field(False, alias="SIANGSAI_DEV")

    @field_validator("secret", "line_channel_secret", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("parts", mode="before")
    @classmethod
    def _parts(cls, value: object) -> object:
        named = frozenset(part.strip() for part in str(value).split(",")) if isinstance(value, str) else value
        if isinstance(named, frozenset) and not named <= ALL_PARTS:
            raise ValueError("takes bot, portal and admin, separated by commas")
        return named

    @field_validator("database_url")
    @classmethod
    def _psycopg(cls, value: str) -> str:
        """Platforms still hand out ``postgres://``, which SQLAlchemy refuses."""
        if value.startswith("postgres://"):
            return "postgresql://" + value.removeprefix("postgres://")
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("takes sqlite:///… or postgresql://…")
        return value

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not 1 <= len(value) <= 2:
            raise ValueError("takes one secret, or two while rotating")
        for one in value:
            decode_secret(one)
        return value

    @model_validator(mode="after")
    def _sample_stays_at_home(self) -> Settings:
        if self.dev and not self.is_local:
            raise ValueError("SIANGSAI_DEV=1 is refused together with a public PUBLIC_URL")
        if not self.dev and any(one.get_secret_value() == SAMPLE_SECRET for one in self.secret):
            raise ValueError("SIANGSAI_SECRET is the sample one; make your own with: openssl rand -base64 32")
        return self

    @property
    def is_local(self) -> bool:
        """Whether PUBLIC_URL points at this machine."""
        return urlsplit(self.public_url).hostname in LOCAL_HOSTS

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The server secrets, newest first, 32 bytes each."""
        return tuple(decode_secret(one) for one in self.secret)


def decode_secret(secret: SecretStr) -> bytes:
    """The 32 bytes behind a base64 server secret. ValueError when it is anything else."""
    try:
        raw = base64.b64decode(secret.get_secret_value(), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("must be base64; make one with: openssl rand -base64 32") from None
    if len(raw) != 32:
        raise ValueError("must hold 32 bytes; make one with: openssl rand -base64 32")
    return raw


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from an environment mapping; empty values count as absent.

    ``SIANGSAI_SECRET`` may name a file (mode 0600) with ``file:/path``.
    Raises SettingsError naming everything that is missing or wrong at once, never with a value.
    """
    given = {name: value for name, value in environ.items() if value.strip()}
    try:
        if given.get("SIANGSAI_SECRET", "").startswith("file:"):
            given["SIANGSAI_SECRET"] = _secret_file(Path(given["SIANGSAI_SECRET"].removeprefix("file:")))
        return Settings.model_validate(given)
    except ValidationError as error:
        lines = [f"{one['loc'][0] if one['loc'] else 'settings'}: {_plain(one['msg'])}" for one in error.errors()]
        raise SettingsError("\n".join(lines)) from None


def _secret_file(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"SIANGSAI_SECRET: {path} must have mode 0600")
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"SIANGSAI_SECRET: {path} cannot be read ({type(error).__name__})") from None


def _plain(message: str) -> str:
    return "is missing" if message == "Field required" else message.removeprefix("Value error, ")
