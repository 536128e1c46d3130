"""Which tests run: those of every `make test`, or with FULL=1 all there are."""

import os

FULL = os.environ.get("FULL") == "1"
