"""Has frames read in a process of its own: a reader that loops or swells fails a test, and holds none.

``python -m tests.server.limited MODULE:FUNCTION`` is that process; its input are the frames, pickled.
"""

from __future__ import annotations

import faulthandler
import importlib
import math
import pickle
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

SECONDS = 3
"""Of the processor, for one frame, whatever else the machine does; a good reader takes microseconds."""
LATEST = 60
"""Seconds of the clock after which a reader is taken to wait for what never comes."""
BYTES = 1_500_000_000
"""Memory of the process."""
AT_A_TIME = 100
"""Of many frames so many share the seconds: to set the limit takes longer than to read one."""


def verdicts(frames: Sequence[bytes | str], reader: str = "app.server.incoming:read") -> list[str]:
    """Give what ``reader`` makes of each: what it returns, or the name of what it raises.

    Fails with a sentence as soon as it takes longer over a frame, or more memory, than the limits say.
    """
    ran = subprocess.run(
        [sys.executable, "-m", __name__, reader], input=pickle.dumps(list(frames)), capture_output=True
    )
    said = ran.stdout.decode().splitlines()
    if ran.returncode or len(said) != len(frames):
        sent = frames[len(said)]
        shown = sent[:24].hex(" ") if isinstance(sent, bytes) else repr(sent[:24])
        raise AssertionError(
            f"{reader} had not read frame {len(said)}, {len(sent)} bytes that begin with {shown}, "
            f"after {SECONDS} s of the processor or with {BYTES:,} bytes of memory:\n"
            f"{ran.stderr.decode()[-1500:]}"
        )
    return said


def main(reader: str) -> None:
    """Read the frames of the standard input, and write a line for each."""
    module, _, name = reader.partition(":")
    read = getattr(importlib.import_module(module), name)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    frames = pickle.load(sys.stdin.buffer)
    faulthandler.register(signal.SIGXCPU, chain=True)
    each = AT_A_TIME if len(frames) > 10 * AT_A_TIME else 1
    for place, sent in enumerate(frames):
        if place % each == 0:
            # Both end this process where no loop and no call into C can hold it.
            spent = math.ceil(time.process_time())
            resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, resource.RLIM_INFINITY))
            faulthandler.dump_traceback_later(LATEST, exit=True)
        try:
            verdict = repr(read(sent))
        except MemoryError:
            raise
        except Exception as refused:
            verdict = type(refused).__name__
        print(verdict, flush=True)
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main(sys.argv[1])
