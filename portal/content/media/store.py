"""Where recordings are kept: a folder of this machine, or storage that speaks S3.

The one module that knows obstore. Files are named by the digest of what is in them, so that the
same one is kept once and an address never changes its meaning.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import obstore
from obstore.store import ObjectStore, S3Store

BLOCK = 256 * 1024
"""Bytes that are handed on at once."""


class Store(Protocol):
    """Files by name. What asks for one that is not there raises FileNotFoundError."""

    @property
    def staging(self) -> Path:
        """A folder of this machine for files on their way in."""

    def has(self, name: str) -> bool:
        """Whether there is such a file."""

    def size(self, name: str) -> int:
        """In bytes."""

    def keep(self, name: str, file: Path) -> None:
        """Take a file of this machine in; it is gone from where it was. Again does no harm."""

    def put(self, name: str, content: bytes) -> None:
        """Keep something small. Again does no harm."""

    def read(self, name: str, first: int, length: int) -> bytes:
        """A part of a file; what comes before it is not read."""

    def stream(self, name: str) -> Iterator[bytes]:
        """The whole file, a block at a time; a missing one is known before the first."""

    def path(self, name: str) -> Path | None:
        """Where it lies on this machine; None where it does not."""


def key(name: str) -> str:
    """Where a file lies within the store: so that no folder has too many."""
    return f"{name[:2]}/{name}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine, read by seeking: a part costs what it weighs, wherever it is."""

    root: Path
    staging: Path

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return self.path(name).is_file()

    def size(self, name: str) -> int:
        """In bytes."""
        return self.path(name).stat().st_size

    def keep(self, name: str, file: Path) -> None:
        """Take a file in: within a disk, all of it or nothing."""
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, target)

    def put(self, name: str, content: bytes) -> None:
        """Keep something small; nobody sees a half of it."""
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f".{name}.{uuid4().hex}")
        half.write_bytes(content)
        half.replace(target)

    def read(self, name: str, first: int, length: int) -> bytes:
        """A part of a file."""
        with self.path(name).open("rb") as file:
            file.seek(first)
            return file.read(length)

    def stream(self, name: str) -> Iterator[bytes]:
        """The whole file."""
        file = self.path(name).open("rb")

        def blocks() -> Iterator[bytes]:
            with file:
                while block := file.read(BLOCK):
                    yield block

        return blocks()

    def path(self, name: str) -> Path:
        """Where it lies."""
        return self.root / key(name)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Storage that speaks S3.

    Not to be used in a process before it forks: obstore works with threads of its own, which a
    child does not have. Servers that start workers open it in each of them.
    """

    files: ObjectStore
    staging: Path

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        """In bytes."""
        return obstore.head(self.files, key(name))["size"]

    def keep(self, name: str, file: Path) -> None:
        """Take a file in, in parts: it is never in memory as a whole."""
        obstore.put(self.files, key(name), file)
        file.unlink()

    def put(self, name: str, content: bytes) -> None:
        """Keep something small."""
        obstore.put(self.files, key(name), content)

    def read(self, name: str, first: int, length: int) -> bytes:
        """A part of a file."""
        return bytes(obstore.get_range(self.files, key(name), start=first, length=length))

    def stream(self, name: str) -> Iterator[bytes]:
        """The whole file."""
        found = obstore.get(self.files, key(name))
        return (bytes(block) for block in found.stream(BLOCK))

    def path(self, name: str) -> None:  # noqa: ARG002 (the same for every file)
        """It is on another machine."""
        return


def open_store(place: str, staging: Path) -> Store:
    """The store at a folder, or at `s3://bucket/prefix`.

    S3 takes its keys, region and endpoint from the AWS_… variables of the environment.
    """
    if place.startswith("s3://"):
        bucket, _, prefix = place.removeprefix("s3://").partition("/")
        return Bucket(S3Store(bucket, prefix=prefix or None), staging)
    return Folder(Path(place), staging)


def room(folder: Path) -> int:
    """Bytes that are free where this folder is, or will be."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return shutil.disk_usage(there).free


def make_durable(descriptor: int) -> None:
    """Wait until what was written is on the disk."""
    os.fsync(descriptor)
