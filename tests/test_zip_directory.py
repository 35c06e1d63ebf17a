"""How many members a zip has, beside what Python's zipfile wrote."""

import io
import zipfile

from app.zip_directory import members_at_most


def empty_members(count):
    """A zip of so many empty files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    return packed.getvalue()


def test_a_directory_is_counted_whatever_stands_around_it():
    assert members_at_most(b"") == members_at_most(b"PK\x05\x06") == 0
    assert members_at_most(empty_members(0)) == 0
    # Above 65,535 a directory has a second end, of 64 bits.
    for count in (1, 300, 66_000):
        content = empty_members(count)
        assert members_at_most(content) == members_at_most(b"before" * 9 + content) == count
    with zipfile.ZipFile(commented := io.BytesIO(content), "a") as archive:
        archive.comment = b"said" * 9_000
    assert members_at_most(commented) == count
