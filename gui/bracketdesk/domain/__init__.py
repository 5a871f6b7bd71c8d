"""Pure values and rules of the ticket: standard library only, no I/O, no clock."""
