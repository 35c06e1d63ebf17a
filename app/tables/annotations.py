"""Archives of texts whose parts are annotated beside them, as brat keeps them: ``1.txt`` and ``1.ann``."""

from __future__ import annotations

from collections.abc import Sequence

from app.problem import Problem
from app.tables.labelled_files import by_folder
from app.tables.packed import SPLITS, Member


def require_no_spans(found: Sequence[Member], name: str) -> None:
    """Raises Problem where the files of an archive come in such pairs, unless folders label the texts."""
    texts = {member.path.with_suffix("") for member in found if member.path.suffix.lower() == ".txt"}
    marked = [member for member in found if member.path.suffix.lower() == ".ann"]
    beside = [member for member in marked if member.path.with_suffix("") in texts]
    if not beside or len(beside) < len(texts) / 2:
        return
    folders = {label.lower() for _, label, _ in by_folder(found)}
    if folders and not folders <= set(SPLITS):
        return
    raise Problem(
        f"“{name}” holds texts with annotations of their parts (brat: “{beside[0].path.name[:40]}”), and no "
        "label for a text.",
        "Bring texts of which each has a label of its own: a CSV, or a folder of texts a label.",
    )
