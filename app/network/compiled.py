"""What JAX compiled is kept on disk: the next session trains the same network seconds sooner."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from types import ModuleType

MOST_BYTES = 100_000_000


def keep_compiled(jax: ModuleType, folder: Path | None = None) -> None:
    """Have JAX keep what it compiles in ``folder`` (in the user's cache if none is given).

    Where ``JAX_COMPILATION_CACHE_DIR`` names one, or the folder cannot be written, nothing changes. JAX knows
    by version, settings, code and the processor's instructions whether something kept is what it would
    compile. So machines may share the folder, as an image's build and its containers do.
    """
    if os.environ.get("JAX_COMPILATION_CACHE_DIR"):
        return
    try:
        if folder is None:
            folder = Path.home() / ".cache" / "vitrine" / "jax"
        # Executable code: nobody else may write it.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _trim(folder)
    except (OSError, RuntimeError) as error:
        logging.getLogger(__name__).info("compiled functions are not kept: %s", error)
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def _trim(folder: Path) -> None:
    """Remove the oldest files, until the rest takes at most half of `MOST_BYTES`, once all take more."""
    found = [(path, path.stat()) for path in folder.iterdir() if path.is_file()]
    used = sum(status.st_size for _, status in found)
    if used <= MOST_BYTES:
        return
    for path, status in sorted(found, key=lambda one: one[1].st_mtime):
        if used <= MOST_BYTES // 2:
            break
        path.unlink(missing_ok=True)
        used -= status.st_size
