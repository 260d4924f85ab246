"""`python -m nldissect` is the command `nldissect`."""

import sys

from nldissect.cli import main

sys.exit(main())
