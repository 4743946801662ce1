"""Every environment variable that cases reads."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from secrets import token_urlsafe
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from services.cases.emergencies.domain import DEFAULT_HOURS, MOST_HOURS
from shared.clients.bucket import Bucket, BucketAddress
from shared.clients.virus_scanner import VirusScanner
from shared.encryption.settings import SettingsWithKeys


class Settings(SettingsWithKeys):
    """`PARCOURS_CASES_DATABASE_URL` and the shared ones."""

    model_config = SettingsConfigDict(env_prefix="PARCOURS_CASES_", extra="ignore", populate_by_name=True)

    host: str = Field("127.0.0.1", description="where `python -m services.cases` listens")
    port: int = Field(8002, ge=1, le=65535)
    documents_folder: Path = Field(
        description="contents of documents; one folder for all replicas, and for nothing else: housekeeping sweeps it. "
        "With documents_url only what is on its way there, and each replica may have its own"
    )
    documents_url: str | None = Field(
        None,
        description="a bucket for contents of documents, and for nothing else: "
        "s3://bucket/folder?endpoint=https://s3.example.org&region=fr-par",
    )
    documents_key_id: SecretStr | None = Field(
        None, description="opens the bucket; without it the AWS_ variables and the machine's role are asked"
    )
    documents_key: SecretStr | None = Field(None, description="belongs to documents_key_id")
    known_checks_an_hour: int = Field(
        60, ge=1, description="how often one worker or system may ask within an hour whether somebody is known"
    )
    emergency_hours: int = Field(
        DEFAULT_HOURS, ge=1, le=MOST_HOURS, description="for how long a record is open that was opened in an emergency"
    )
    virus_scanner: str | None = Field(
        None, description="clamd, like unix:///run/clamav/clamd.ctl or tcp://host:3310; without it nothing is scanned"
    )
    link_secret: SecretStr = Field(
        default_factory=lambda: SecretStr(token_urlsafe(32)),
        min_length=32,
        description="signs links to documents, the same for all replicas; made up at each start when it is not given",
    )
    documents_set_at_once: int = Field(2, ge=1, le=64, description="PDF documents that are made at the same time")
    document_seconds: float = Field(10.0, gt=0, le=60, description="what making one may take, with its turn")
    webhook_networks: str = Field(
        "",
        description="networks of one's own, apart by spaces (10.20.0.0/16 fd00:20::/32), to which webhooks may lead "
        "although they are private: there http too, and on every port. Nothing private without it",
    )

    def own_networks(self) -> Sequence[IPv4Network | IPv6Network]:
        """Private networks to which webhooks may lead."""
        return [ip_network(one) for one in self.webhook_networks.split()]

    def bucket(self) -> Bucket | None:
        """Where contents are kept, if not in the folder."""
        if self.documents_url is None:
            return None
        key_id = self.documents_key_id.get_secret_value() if self.documents_key_id else None
        key = self.documents_key.get_secret_value() if self.documents_key else None
        return Bucket(BucketAddress.read(self.documents_url), key_id, key)

    @field_validator("virus_scanner")
    @classmethod
    def _is_an_address(cls, written: str | None) -> str | None:
        if written:
            VirusScanner(written)
        return written or None

    @field_validator("webhook_networks")
    @classmethod
    def _are_networks(cls, written: str) -> str:
        for one in written.split():
            ip_network(one)
        return written

    @field_validator("documents_url")
    @classmethod
    def _is_a_bucket(cls, written: str | None) -> str | None:
        if written:
            BucketAddress.read(written)
        return written or None

    @model_validator(mode="after")
    def _documents_travel_protected(self) -> Self:
        if bool(self.documents_key_id) != bool(self.documents_key):
            raise ValueError("PARCOURS_CASES_DOCUMENTS_KEY_ID and PARCOURS_CASES_DOCUMENTS_KEY belong together")
        address = BucketAddress.read(self.documents_url) if self.documents_url else None
        if self.environment == "production" and address and address.is_plain and not address.is_near:
            raise ValueError("the endpoint in PARCOURS_CASES_DOCUMENTS_URL begins with https://: files go there")
        return self
