"""`python -m bracketdesk` is the same as the `bracketdesk` command."""

import sys

from bracketdesk.cli import main

sys.exit(main())
