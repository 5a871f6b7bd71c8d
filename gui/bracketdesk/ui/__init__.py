"""The window. Nothing else imports it but `app`."""
