"""What the files of an archive are called, told before it is unpacked."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

from app.decompress import ByteStream
from app.tables.packed import MOST_MEMBERS, TAR, TAR_AT, crowded
from app.zip_directory import members_at_most


def names_in(path: Path, name: str, most: int) -> list[str]:
    """The paths of the files in a zip or tar; none of any other file, of an office file, or a damaged one.

    Raises Problem where there are more than `MOST_MEMBERS`, or a tar unpacks to more than ``most`` bytes.
    """
    try:
        return _of_zip(path, name) if zipfile.is_zipfile(path) else _of_tar(path, name, most)
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, NotImplementedError, ValueError):
        # Whoever reads it says what is wrong with it.
        return []


def _of_zip(path: Path, name: str) -> list[str]:
    with path.open("rb") as file:
        if members_at_most(file) > MOST_MEMBERS:
            raise crowded(name)
    with zipfile.ZipFile(path) as archive:
        listed = [one.filename for one in archive.infolist() if not one.is_dir()]
    return [] if "[Content_Types].xml" in listed or "mimetype" in listed else listed


def _of_tar(path: Path, name: str, most: int) -> list[str]:
    with ByteStream(path, most=most) as stream:
        head = stream.read(TAR_AT + len(TAR))
        if head[TAR_AT:] != TAR:
            return []
        content = io.BytesIO(head + stream.read())
    listed: list[str] = []
    with tarfile.TarFile(fileobj=content) as archive:
        for number, one in enumerate(archive):
            if number == MOST_MEMBERS:
                raise crowded(name)
            listed += [one.name] if one.isfile() else []
    return listed
