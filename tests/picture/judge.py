"""A fresh process that reads the rasters of a folder as a build does, and writes beside each what came of it.

In `memory` it tells how many bytes the largest of its children ever had.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from whitelabel.picture.encode import png
from whitelabel.picture.fence import fenced
from whitelabel.picture.form import sniff
from whitelabel.picture.raster import RasterFault, decode


def judged(data: bytes) -> bytes:
    """A picture's new bytes behind `clean `, or why there are none."""
    form = sniff(data)
    if form is None or form == "svg":
        return b"foreign"
    try:
        return b"clean " + png(decode(data, form, 1536))
    except RasterFault as fault:
        return f"fault {fault.code} {fault.message}".encode()


def spent() -> float:
    """Seconds of the processor that children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(folder: Path) -> None:
    """One after the other."""
    for path in sorted(folder.glob("*.raster")):
        data = path.read_bytes()
        begin = spent()
        made = fenced(lambda data=data: judged(data))  # type: ignore[misc]
        path.with_suffix(".made").write_bytes(made if made is not None else b"too much")
        path.with_suffix(".seconds").write_text(str(spent() - begin), "utf-8")
    (folder / "memory").write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
