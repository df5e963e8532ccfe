"""A font file is taken only when it unpacks to a bounded size and holds what pages use, and nothing else.

Every browser puts a page's font through a sanitiser of its own before it is used; here it is kept from growing, and from
carrying what is no font. What reads it here is ours and bounded; shapers and compilers see it only within a fence.
"""

from __future__ import annotations

import functools
import struct

from whitelabel.disk.blob import Blob
from whitelabel.picture.font_facts import Permission, glyphs, permission
from whitelabel.picture.font_tables import DAMAGED, FontFault, font_tables

MAX_BYTES = 8 * 1024 * 1024

_TABLES = frozenset(
    "cmap head hhea hmtx maxp name OS/2 post cvt fpgm glyf loca prep gasp CFF CFF2 VORG BASE GDEF GPOS GSUB JSTF MATH "
    "HVAR MVAR VVAR STAT avar cvar fvar gvar vhea vmtx kern kerx morx hdmx LTSH VDMX PCLT DSIG meta COLR CPAL "
    # What the programs that make fonts leave behind, and browsers drop.
    "FFTM TTFA Debg prop feat trak GPKG ltag bsln opbd lcar MERG Silf Glat Gloc Feat Sill TSI0 TSI1 TSI2 TSI3 TSI5 "
    "TSIB TSID TSIJ TSIP TSIS TSIV".split()
)


@functools.lru_cache(maxsize=1024)
def judged(blob: Blob) -> Permission | str:
    """What a font's maker allows, or what speaks against it, as the end of a sentence.

    Args:
        blob: The file, which begins as a font does.

    Raises:
        OSError: The file can't be read any more.
    """
    data = blob.read()
    if len(data) > MAX_BYTES:
        return f"has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
    try:
        tables = font_tables(data).tables
        for tag in tables:
            if tag.strip() not in _TABLES:
                return f"holds a table '{tag.strip()}', which no page needs"
        glyphs(tables["cmap"])
        return permission(tables)
    except FontFault as fault:
        return str(fault)
    except (struct.error, IndexError, KeyError):
        return DAMAGED
