"""What stays on this machine: secrets, settings, the journal, logs."""
