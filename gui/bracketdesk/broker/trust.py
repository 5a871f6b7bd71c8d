"""Whom this machine trusts, and in one sentence why somebody is not trusted."""

import os
import ssl
from pathlib import Path

STORES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS
)
"""Where a frozen app looks, whose OpenSSL knows only the folders of the machine that built it."""

_REASONS = {
    9: "it is not valid yet: check this computer's clock",
    10: "it has expired",
    18: "it is signed by itself alone",
    19: "it is signed by an authority this computer does not know",
    20: "it is signed by an authority this computer does not know",
    21: "it is signed by an authority this computer does not know",
    23: "it has been revoked",
    62: "it belongs to another host",
    64: "it belongs to another host",
}
"""By OpenSSL's X509_V_ERR numbers."""


def make_tls() -> ssl.SSLContext:
    """Return a context that verifies certificates and host names by the machine's trust store.

    SSL_CERT_FILE and SSL_CERT_DIR stand in for it. Takes tens of milliseconds.
    """
    context = ssl.create_default_context()
    told = "SSL_CERT_FILE" in os.environ or "SSL_CERT_DIR" in os.environ
    if not told and not context.cert_store_stats()["x509_ca"]:
        for store in filter(Path.is_file, map(Path, STORES)):
            context.load_verify_locations(store)
    return context


def distrust(error: Exception) -> str:
    """Return why a certificate was refused."""
    known = _REASONS.get(getattr(error, "verify_code", 0))
    return known or getattr(error, "verify_message", "") or "it is not trusted"
