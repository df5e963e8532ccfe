"""The sanitiser at work where the product lets it work: behind the fence, and measured there."""

from __future__ import annotations

import pickle
import resource
import time
from dataclasses import dataclass

from tests.logos.hostile_svgs import drawing, in_data, png
from whitelabel.picture.fence import fenced
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.problem import Problem, Span

# Brings in, before the fence closes, all modules that reading may want.
_EVERYTHING = drawing(
    f'<style>g > .a{{fill:rgb(1 2 3 / 50%)}}</style><g><path class="a" d="M0 0h9v9z" transform="rotate(3)"/></g>'
    f'<rect width="9" height="9" style="transform:rotate(9deg);fill:lab(50% 9 9)"/>'
    f'<image width="9" height="9" href="{in_data(png(2, 2), "image/png")}"/><script>1</script>'
).encode()


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a drawing.

    Attributes:
        result: The clean drawing, or the problem; an error's words where the sanitiser raised one, and ``None`` where the
            fence stopped it.
        seconds: Of the processor.
        grown: Bytes of memory that it took at most, beyond what there was.
    """

    result: Clean | Problem | str | None
    seconds: float = 0.0
    grown: int = 0


def _measured(data: bytes, path: str) -> bytes:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    result: Clean | Problem | str
    try:
        result = sanitise(data, path, Span("brand.yaml", 3, 5, 4))
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        result = f"{type(error).__name__}: {error}"
    seconds = time.process_time() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return pickle.dumps(Reading(result, seconds, grown))


def read(data: bytes, path: str = "brands/acme/logo.svg") -> Reading:
    """Read a drawing behind the fence."""
    if not _warm:
        assert isinstance(sanitise(_EVERYTHING, "x.svg", Span("x")), Clean)
        _warm.append(True)
    made = fenced(lambda: _measured(data, path))
    if made is None:
        return Reading(None)
    reading = pickle.loads(made)
    assert isinstance(reading, Reading)
    return reading


_warm: list[bool] = []
