"""`python -m whitelabel` is the command `whitelabel`."""

from __future__ import annotations

import sys

from whitelabel.cli import main

if __name__ == "__main__":
    sys.exit(main())
