"""Bracket Desk: a desktop order ticket for Tradovate multi-bracket order strategies."""

PRODUCT = "Bracket Desk"
__version__ = "0.1.0"
