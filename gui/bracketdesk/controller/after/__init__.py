"""After the fill: what protects a position, and everything that manages it or gets out of it."""
