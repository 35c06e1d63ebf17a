"""A topic of Kafka as a source of lines: each partition from the offset committed with the counts."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from app.counted import counted
from app.logs.live.batch import Batch
from app.logs.live.start import BEGINNING, NOW, in_utc, time_of
from app.logs.written.lines import LONGEST_LINE
from app.problem import Problem

AT_ONCE = 20_000
"""Messages that are taken at a time: with a queue as long as below, this measured a million a second."""

PATIENCE = 3.0
"""Seconds that brokers may take to answer."""

LISTING = 30.0
"""Seconds between two looks for new partitions."""

ADDRESS = re.compile(
    r"(?P<brokers>[^/\s]+:\d+)/(?P<topic>[\w.-]{1,249})(?:\?from=(?P<since>[^\s]+))?", re.ASCII
)
"""``host:port/topic``, several brokers joined by ``+``, and from where: beginning, now, or a time in UTC."""

TUNED = {
    "queued.min.messages": 100_000,
    "queued.max.messages.kbytes": 65_536,
    # Nobody joins this group: partitions are taken by hand, and their offsets are kept with the counts.
    "group.id": "vitrine",
    # A broker that lets nobody in is tried twenty times a second; the page says it, not the log.
    "log_level": 0,
}
"""Settings of the client that a file may change."""

FIXED = {
    "enable.auto.commit": False,
    # Where the committed offset is gone, this is told: to begin anew would count everything twice.
    "auto.offset.reset": "error",
    "enable.partition.eof": False,
}
"""Those by which every message counts once, whatever a file says, as one made for another consumer does."""


_SETTING = re.compile(r"[a-z]+(?:\.[a-z]+)+")
_AROUND = re.compile(
    r"^[\w+]+://\S+: (?:SASL authentication error: |SSL handshake failed: )?|\s*\(after [^)]*\)$"
)
"""What the client puts around the broker's own words; how long it took is another text each time."""
_AGAIN = "What was counted stays; it is tried again."
_CHECK = "Check the file that VITRINE_KAFKA_CONFIG names: it has a name=value a line."


class Topic:
    """What is new in a topic. A message is a line, as text or JSON; one of several lines is as many.

    ``kept`` is what ``positions`` gave when the messages up to there were committed; without it, reading
    begins where ``address`` says. ``config`` is a file of the client's settings (``security.protocol=SSL``).
    Brokers that are gone are told of in ``told`` until they are back. Raises Problem for settings that the
    client does not take, and for a topic that does not exist.
    """

    unit = "message"

    def __init__(self, address: str, kept: Mapping[str, int] | None = None, config: str = "") -> None:
        found = ADDRESS.fullmatch(address)
        if found is None:
            raise Problem(f"“{address}” is not the address of a topic.", "Write it as host:9092/topic.")
        self._topic = found["topic"]
        self._brokers = found["brokers"].replace("+", ",")
        self._since = found["since"] or BEGINNING
        self._next = {int(partition): offset for partition, offset in (kept or {}).items()}
        self._assigned: set[int] = set()
        self._listed_at = -LISTING
        self._lost = self._guess = ""
        self._notes: list[str] = []
        own = {
            "bootstrap.servers": self._brokers,
            "error_cb": self._failed,
            "topic.metadata.refresh.interval.ms": 10_000,
            "reconnect.backoff.max.ms": 2_000,
        }
        try:
            self._consumer = Consumer(TUNED | _settings(config) | FIXED | own)
        except (KafkaException, TypeError) as error:
            words = error.args[0].str() if isinstance(error, KafkaException) else str(error)
            raise Problem(f"Kafka's client does not take its settings: {words}.", _CHECK) from error

    @property
    def behind(self) -> int:
        """Messages in the topic that were not taken yet, as far as the brokers have told."""
        waiting = 0
        for partition in self._assigned:
            _, high = self._consumer.get_watermark_offsets(
                TopicPartition(self._topic, partition), cached=True
            )
            waiting += max(high - self._next[partition], 0) if high > 0 else 0
        return waiting

    @property
    def told(self) -> list[str]:
        """Sentences about what is amiss now."""
        return [self._lost] if self._lost else []

    @property
    def notes(self) -> list[str]:
        """Sentences about messages that were gone before they were read."""
        return list(self._notes)

    def positions(self) -> dict[str, int]:
        """The next offset of each partition, ready for JSON."""
        return {str(partition): offset for partition, offset in self._next.items()}

    def committed(self, positions: Any) -> None:
        """Nothing: the offsets are kept with the counts, not by the brokers."""

    def close(self) -> None:
        """Leave the brokers."""
        self._consumer.close()

    def poll(self) -> Iterator[Batch]:
        """What came since."""
        if time.monotonic() - self._listed_at >= (LISTING if self._assigned else PATIENCE):
            self._list()
        if not self._assigned:
            # Errors are told by the client only while it is asked.
            self._consumer.poll(0.1)
            return
        lines: list[bytes] = []
        for message in self._consumer.consume(AT_ONCE, timeout=0.05):
            error, partition, offset = message.error(), message.partition(), message.offset()
            if error is not None and error.code() == KafkaError._AUTO_OFFSET_RESET and partition is not None:
                self._misplaced(partition)
            elif error is not None:
                self._failed(error)
            if error is not None or partition is None or offset is None:
                continue
            self._lost = ""
            lines.append(_lines(message))
            self._next[partition] = offset + 1
        if lines:
            yield Batch(self._topic, b"".join(lines), in_order=len(self._assigned) == 1)

    # ---- the brokers ----

    def _failed(self, error: KafkaError) -> None:
        code, told = error.code(), error.str()
        words = _AROUND.sub("", told)
        if code in (KafkaError._AUTHENTICATION, KafkaError.SASL_AUTHENTICATION_FAILED):
            self._lost = (
                f"The brokers at {self._brokers} do not take these credentials: {words}. Check them in "
                f"the file that VITRINE_KAFKA_CONFIG names. {_AGAIN}"
            )
        elif "certificate verify failed" in words:
            self._lost = (
                f"The brokers at {self._brokers} have a certificate by nobody whom this client trusts. "
                "Name the file of who signed it as ssl.ca.location in that of VITRINE_KAFKA_CONFIG."
            )
        elif code == KafkaError._SSL or "SSL handshake failed" in told:
            self._lost = (
                f"The brokers at {self._brokers} and this client do not agree on TLS: {words}. Check what "
                f"the file that VITRINE_KAFKA_CONFIG names says of it. {_AGAIN}"
            )
        elif (code == KafkaError._ALL_BROKERS_DOWN and not self._lost) or (
            self._lost and self._lost == self._guess
        ):
            # Why, if it is known, was told before. A guess may be about a broker that was just dying.
            self._lost = self._guess = self._silent()

    def _silent(self) -> str:
        """What there is to say where no broker answers: that nobody is there, or who answers otherwise."""
        host, _, port = self._brokers.partition(",")[0].rpartition(":")
        try:
            socket.create_connection((host, int(port)), PATIENCE).close()
        except OSError:
            return f"No broker answers at {self._brokers}. Check the address, and that it runs. {_AGAIN}"
        return (
            f"What listens at {self._brokers} does not answer as a broker. Check the port; where it asks for "
            f"TLS or a password, VITRINE_KAFKA_CONFIG has to say so. {_AGAIN}"
        )

    def _list(self) -> None:
        """Take the partitions that are not taken yet. Raises Problem where there is no such topic."""
        self._listed_at = time.monotonic()
        try:
            listed = self._consumer.list_topics(self._topic, timeout=PATIENCE).topics[self._topic]
            if listed.error is not None:
                raise Problem(
                    f"There is no topic “{self._topic}” at {self._brokers}.", "Check its name, or create it."
                )
            fresh = sorted(set(listed.partitions) - self._assigned)
            for partition in fresh:
                if partition not in self._next:
                    self._next[partition] = self._first(partition, bool(self._assigned))
        except KafkaException as error:
            self._failed(error.args[0])
            if not self._lost:
                self._lost = self._guess = self._silent()
            return
        if fresh:
            self._assigned.update(fresh)
            self._assign()
        self._lost = ""

    def _assign(self) -> None:
        self._consumer.assign(
            [TopicPartition(self._topic, part, self._next[part]) for part in sorted(self._assigned)]
        )

    def _misplaced(self, partition: int) -> None:
        """Go on where the next offset of a partition is not in it any more, or not again yet."""
        try:
            low, high = self._consumer.get_watermark_offsets(
                TopicPartition(self._topic, partition), timeout=PATIENCE
            )
        except KafkaException as error:
            self._failed(error.args[0])
            # Taken anew with the next look at the partitions.
            self._assigned.discard(partition)
            return
        there = self._next[partition]
        if there < low:
            gone = counted(low - there, "message")
            self._notes.append(f"{self._topic}: {gone} had been removed by the brokers before they were read")
        elif there > high:
            self._notes.append(
                f"{self._topic}: the brokers lost {counted(there - high, 'message')} that had been counted; "
                "read on from what is there"
            )
        self._next[partition] = min(max(there, low), high)
        self._assign()

    def _first(self, partition: int, later: bool) -> int:
        """The offset that a partition is read from first; one that came ``later`` is read whole."""
        place = TopicPartition(self._topic, partition)
        low, high = self._consumer.get_watermark_offsets(place, timeout=PATIENCE)
        if later or self._since == BEGINNING:
            return int(low)
        if self._since == NOW:
            return int(high)
        place.offset = int(in_utc(time_of(self._since)).timestamp() * 1000)
        found = self._consumer.offsets_for_times([place], timeout=PATIENCE)[0].offset
        return int(found) if found >= 0 else int(high)


def _lines(message: Message) -> bytes:
    """A message as whole lines; what is too long is given as far as it takes to be refused."""
    value = message.value() or b""
    if len(value) > LONGEST_LINE and b"\n" not in value.rstrip(b"\n"):
        value = value[:LONGEST_LINE]
    return value if value.endswith(b"\n") else value + b"\n"


def _settings(config: str) -> dict[str, str]:
    """The client's settings of a file, ``name=value`` a line. Raises Problem."""
    if not config:
        return {}
    try:
        text = Path(config).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem("The file of settings for Kafka's client cannot be read as text.", _CHECK) from error
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, _, value = (part.strip() for part in line.partition("="))
        if not name or name.startswith("#"):
            continue
        if not value:
            # The client ends the whole process over some that are empty. What is no name may be a secret.
            told = f", “{name}”," if _SETTING.fullmatch(name) else ""
            raise Problem(f"Line {number} of the settings for Kafka's client{told} has no value.", _CHECK)
        found[name] = value
    return found
