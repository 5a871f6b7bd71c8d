"""Drills: a trouble that is staged, watched and talked over; there are none but in practice."""
