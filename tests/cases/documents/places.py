"""Where contents are kept in the tests: a folder, and a bucket of a real server; and what lies there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import boto3
import pytest
from moto.server import ThreadedMotoServer

from services.cases.documents.store.contents.bucket import InBucket
from services.cases.documents.store.contents.disk import Disk
from services.cases.documents.store.contents.keeping import Contents
from shared.clients.bucket import Bucket, BucketAddress
from shared.identifiers import new_id

IN_EACH_PLACE = pytest.mark.parametrize("kept_in", ["disk", "bucket"], indirect=True)
KEYS = ("an-id-of-a-key", "a-key-for-tests")


class Place(Protocol):
    """A place of contents, and what lies there for whoever looks into it."""

    @property
    def contents(self) -> Contents: ...

    def lying_there(self) -> set[str]:
        """Names of all that lies there, whole or half received, on this machine or elsewhere."""
        ...

    def replace(self, content_id: UUID, content: bytes) -> None:
        """Damage a content of one block."""
        ...

    def lay_down(self, name: str) -> None:
        """Something that is none of ours."""
        ...

    def hidden(self) -> list[Any]:
        """What is there and in no list."""
        ...


@dataclass(frozen=True)
class OnDisk:
    folder: Path

    @property
    def contents(self) -> Contents:
        return Disk(self.folder)

    def lying_there(self) -> set[str]:
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}

    def replace(self, content_id: UUID, content: bytes) -> None:
        (self.folder / content_id.hex[-2:] / content_id.hex).write_bytes(content)

    def lay_down(self, name: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("somebody's")

    def hidden(self) -> list[Any]:
        return []


@dataclass(frozen=True)
class OnServer:
    """A bucket of its own."""

    folder: Path
    endpoint: str
    bucket: str

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/documents?endpoint={self.endpoint}&region=us-east-1"

    @property
    def contents(self) -> Contents:
        return InBucket(Bucket(BucketAddress.read(self.url), *KEYS), self.folder)

    @property
    def direct(self) -> Any:
        """The server, asked by another library than ours."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEYS[0],
            aws_secret_access_key=KEYS[1],
        )

    def lying_there(self) -> set[str]:
        there = self.direct.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        near = {str(path) for path in self.folder.rglob("*") if path.is_file()}
        return {one["Key"].removeprefix("documents/") for one in there} | near

    def replace(self, content_id: UUID, content: bytes) -> None:
        self.direct.put_object(Bucket=self.bucket, Key=f"documents/{content_id.hex}/00", Body=content)

    def lay_down(self, name: str) -> None:
        self.direct.put_object(Bucket=self.bucket, Key=f"documents/{name}", Body=b"somebody's")

    def hidden(self) -> list[Any]:
        found: list[Any] = self.direct.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])
        return found


@contextmanager
def s3_server() -> Iterator[str]:
    """A real server on a free port; its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def new_bucket(endpoint: str, folder: Path) -> OnServer:
    place = OnServer(folder, endpoint, new_id().hex)
    place.direct.create_bucket(Bucket=place.bucket)
    return place
