"""Every environment variable the gateway reads."""

from typing import Annotated
from uuid import UUID

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gateway.addresses import Proxies
from gateway.origins import is_origin


class Settings(BaseSettings):
    """The gateway's environment. It has no database and holds no secret."""

    model_config = SettingsConfigDict(env_prefix="PARCOURS_GATEWAY_", extra="ignore", populate_by_name=True)

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535)
    public_url: str = Field(
        "http://127.0.0.1:8000",
        description="where callers find the gateway; issuer and audience of the tokens",
        pattern=r"^https?://[^/?#\s]+$",
        validation_alias=AliasChoices("public_url", "PARCOURS_PUBLIC_URL"),
    )
    identity_url: str = Field(
        "http://127.0.0.1:8001", validation_alias=AliasChoices("identity_url", "PARCOURS_IDENTITY_URL")
    )
    cases_url: str = Field("http://127.0.0.1:8002", validation_alias=AliasChoices("cases_url", "PARCOURS_CASES_URL"))
    referrals_url: str = Field(
        "http://127.0.0.1:8003", validation_alias=AliasChoices("referrals_url", "PARCOURS_REFERRALS_URL")
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="networks of proxies whose X-Forwarded-For is believed, separated by commas; none by default"
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="origins of front ends that browsers let ask here, exact, separated by commas; none by default"
    )
    largest_body_bytes: int = Field(1_000_000, ge=1)
    largest_document_bytes: int = Field(25_000_000, ge=1, description="of an upload, which is passed on as it comes")
    worker_requests_per_minute: int = Field(1_200, ge=0, description="of one worker; 0 sets no limit")
    system_requests_per_minute: int = Field(12_000, ge=0, description="of one agency system; 0 sets no limit")
    person_requests_per_minute: int = Field(600, ge=0, description="of one account of a person; 0 sets no limit")
    visitor_requests_per_minute: int = Field(
        3_000, ge=0, description="without a valid token, from one address; 0 sets no limit"
    )
    connect_timeout_seconds: float = Field(1.0, gt=0)
    body_timeout_seconds: float = Field(60.0, gt=0, description="until a body that comes in parts is there; then 408")
    document_timeout_seconds: float = Field(300.0, gt=0, description="until an upload is there; then 408")
    answer_timeout_seconds: float = Field(20.0, gt=0, description="until an answer begins; then 503")
    idle_timeout_seconds: float = Field(60.0, gt=0, description="between two parts of an answer; then it is cut")
    connections_per_service: int = Field(256, ge=1, description="of remote carriage; requests over that wait, then 503")
    streams_per_service: int = Field(
        2_000, ge=1, description="live streams of remote carriage, beside those connections; over that 503"
    )
    documentation_client_id: UUID | None = Field(
        None, description="public OAuth client as which /docs signs workers in; comes back to /docs/signed-in"
    )
    metrics_host: str = Field("127.0.0.1", description="where metrics can be fetched; never at the public address")
    metrics_port: int | None = Field(None, ge=1, le=65535, description="of the metrics; empty switches them off")
    traces_url: str | None = Field(
        None,
        description="OTLP over HTTP; empty switches tracing off",
        validation_alias=AliasChoices("traces_url", "PARCOURS_TRACES_URL"),
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, written: object) -> object:
        networks = [one.strip() for one in written.split(",") if one.strip()] if isinstance(written, str) else written
        if isinstance(networks, list | tuple):
            Proxies(networks)
        return networks

    @field_validator("origins", mode="before")
    @classmethod
    def _named_origins(cls, written: object) -> object:
        named = [one.strip() for one in written.split(",") if one.strip()] if isinstance(written, str) else written
        wrong = [one for one in named if not is_origin(one)] if isinstance(named, list | tuple) else []
        if wrong:
            raise ValueError(f"no origin as a browser writes it, like https://desk.example.org: {', '.join(wrong)}")
        return named

    def described(self) -> dict[str, str]:
        """Each setting as it may be printed."""
        return {name: str(getattr(self, name)) for name in type(self).model_fields}
