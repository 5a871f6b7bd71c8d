"""`python -m bracketdesk` is the same as the `bracketdesk` command."""

from bracketdesk.cli import command

command()
