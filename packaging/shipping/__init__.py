"""What makes the packages: `python3 packaging/dev.py build`."""
