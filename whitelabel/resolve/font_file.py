"""A font file is taken only when it unpacks to a bounded size and holds what pages use, and nothing else.

Every browser puts a page's font through a sanitiser of its own before it is used; here it is kept from growing, and from
carrying what is no font. What reads it here is ours and bounded; shapers and compilers see it only within a fence.
"""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass

from whitelabel.disk.blob import Blob
from whitelabel.picture.font_facts import Permission, permission
from whitelabel.picture.font_tables import DAMAGED, FontFault, font_tables

MAX_BYTES = 8 * 1024 * 1024

MAX_CHARACTERS = 500_000
MAX_UNPACKED = 64 * 1024 * 1024
"""Of all of a brand's fonts together: several weights of an ideographic font."""

_TABLES = frozenset(
    "cmap head hhea hmtx maxp name OS/2 post cvt fpgm glyf loca prep gasp CFF CFF2 VORG BASE GDEF GPOS GSUB JSTF MATH "
    "HVAR MVAR VVAR STAT avar cvar fvar gvar vhea vmtx kern kerx morx hdmx LTSH VDMX PCLT DSIG meta COLR CPAL "
    # What the programs that make fonts leave behind, and browsers drop.
    "FFTM TTFA Debg prop feat trak GPKG ltag bsln opbd lcar MERG Silf Glat Gloc Feat Sill TSI0 TSI1 TSI2 TSI3 TSI5 "
    "TSIB TSID TSIJ TSIP TSIS TSIV".split()
)


@dataclass(frozen=True, slots=True)
class Sound:
    """A font that is taken.

    Attributes:
        allowed: What its maker allows.
        characters: How many it has.
        unpacked: Bytes of its tables.
    """

    allowed: Permission
    characters: int
    unpacked: int


@functools.lru_cache(maxsize=1024)
def judged(blob: Blob) -> Sound | str:
    """What there is to know of a font, or what speaks against it, as the end of a sentence.

    Args:
        blob: The file, which begins as a font does.

    Raises:
        OSError: The file can't be read any more.
    """
    from whitelabel.picture.lettering import Face

    data = blob.read()
    if len(data) > MAX_BYTES:
        return f"has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
    try:
        found = font_tables(data)
        for tag in found.tables:
            if tag.strip() not in _TABLES:
                return f"holds a table '{tag.strip()}', which no page needs"
        # Read here as those will who set text in it, so that nobody stumbles later.
        face = Face.of(found)
        unpacked = sum(map(len, found.tables.values()))
        return Sound(permission(found.tables), len(face.characters), unpacked)
    except FontFault as fault:
        return str(fault)
    except (struct.error, IndexError, KeyError):
        return DAMAGED
