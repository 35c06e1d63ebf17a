"""What the source bar says of the log on show: its format, its time, and what can be chosen of it."""

from __future__ import annotations

from app.counted import counted
from app.dates import period
from app.logs.model import LogModel
from app.logs.reading.clients import clients_of
from app.logs.report import zone_of
from app.logs.store.log import Log
from app.logs.store.zones import names_zones, written_zones
from app.logs.views.source_bar import SourceBar
from app.problem import Problem


def describe(source: SourceBar, state: LogModel) -> None:
    """Say in the source bar what is known of the log on show."""
    log, finished = state.log, state.finished
    if log is None:
        return
    source.show(_facts(log), log)
    if finished:
        _offer_clients(source, state, log)
    _offer_clocks(source, state, log)
    notices = state.notices if finished else state.lacking if state.growing else []
    if notices:
        source.notes = [*source.notes, *notices]


def _offer_clocks(source: SourceBar, state: LogModel, log: Log) -> None:
    """Offer the clocks of other zones where the log names its own."""
    if state.growing and source.clock:
        source.zone = log.zone
    elif log.store.rows:
        clock = zone_of(written_zones(log.store))
        source.offer_clocks(clock, log.zone, zoned=names_zones(log.store))


def _offer_clients(source: SourceBar, state: LogModel, log: Log) -> None:
    """Offer the addresses that can be the client's; the one that is chosen is among them."""
    try:
        found = clients_of(log)
    except Problem:
        found = []
    chosen = state.client
    unknown = bool(chosen) and chosen not in found
    source.offer_clients([*found, chosen] if unknown else found, chosen)
    if unknown:
        told = f"its lines hold no address called “{chosen[:60]}”: the client is the usual one"
        source.notes = [*source.notes, told]


def _facts(log: Log) -> list[str]:
    forms = [record.format.title for record in log.files if record.format is not None]
    facts = forms[:1]
    if log.store.rows:
        time = log.store.time
        by = f", by the clock of {log.zone}" if log.zone else ""
        facts.append(period(int(time.min()), int(time.max())) + by)
    return [*facts, f"{counted(log.lines, 'line')} read"]
