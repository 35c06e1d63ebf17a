"""What every way of reading logs has: a log that fills, a format, and an end that may come early."""

from __future__ import annotations

from pathlib import Path

from app.logs.formats import Addressed, LogFormat, format_named
from app.logs.reading.sections import TRIES
from app.logs.store.columns import disk_space
from app.logs.store.log import Log
from app.logs.store.store import Store


class BaseReader:
    """``log`` holds what was read so far: a new one in ``folder``, or the one ``before``."""

    def __init__(
        self, format: LogFormat | str | None, folder: Path | None = None, before: Log | None = None
    ) -> None:
        self._format = format if format is None or isinstance(format, LogFormat) else format_named(format)
        self._stopped = False
        if before is not None:
            self.log = before
            return
        with disk_space(folder or Path()):
            self.log = Log(Store(folder))

    def stop(self) -> None:
        """End the reading, from any thread; what was read stays."""
        self._stopped = True

    @property
    def _tries(self) -> int:
        """How often the format of lines that do not fit is looked for in a part: not where one was chosen."""
        form = self._format
        return TRIES if form is None or (isinstance(form, Addressed) and form.form is None) else 0

    @property
    def stopped(self) -> bool:
        """Whether the reading was ended before its end."""
        return self._stopped
