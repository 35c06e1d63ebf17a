"""What a visitor set on the log page, and what each chart shows because of it."""

from app.logs.model.link import PARAMS
from app.logs.model.model import LogModel

__all__ = ["PARAMS", "LogModel"]
