"""Whether the files and folders that an operator named are there, asked once at the start."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app import places
from app.problem import Problem
from app.settings import BUNDLED_LOG, FIRST_LOG, LOGS, TEXTS, VISITORS, Settings
from app.urls import is_url


def check_paths(settings: Settings) -> list[str]:
    """Give a warning for what is not there yet but may come; raise `Problem` for what cannot be used.

    A log may appear later, as a server that is not yet started writes it; a page asks anew each time.
    """
    for path in settings.texts:
        if not Path(path).is_file():
            raise Problem(
                f"{TEXTS.name} names “{path}”, which is not a file.",
                "Give the path of a CSV file that is there, or leave it out.",
            )
    offered = (BUNDLED_LOG, *settings.named_logs(), *settings.named_topics())
    if settings.first_log not in offered:
        raise Problem(
            f"{FIRST_LOG.name} is “{settings.first_log}”, which is not the name of a log that is offered.",
            f"They are: {', '.join(offered)}.",
        )
    warnings = [
        f"{LOGS.name} names “{entry}”, where nothing is yet: the log page offers it once there is."
        for entry in settings.logs
        # Who reads an address is asked when somebody opens it.
        if not is_url(entry) and not places.is_there(entry)
    ]
    reason = _cannot_be_written(Path(settings.visitors))
    if reason and settings.visitors == Settings.read({}).visitors:
        warnings.append(
            f"Nothing can be kept in “{settings.visitors}” ({reason}): set {VISITORS.name} to another "
            "folder, else visitors lose their decisions and runs when they leave."
        )
    elif reason:
        raise Problem(
            f"{VISITORS.name} is “{settings.visitors}”, where nothing can be kept: {reason}.",
            "Give a folder that the server may write to, or leave it out.",
        )
    return warnings


def _cannot_be_written(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as refused:
        return (refused.strerror or "it was refused").lower()
    return ""
