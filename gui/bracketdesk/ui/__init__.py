"""The window. Nothing else imports it but `app` and `self_check`."""
