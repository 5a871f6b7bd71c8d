"""A certificate authority of a test's own, and servers' certificates good and bad."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

DAY = timedelta(days=1)


class PrivateCA:
    """`trust` makes it the only authority this process knows; each other method is a server's TLS.

    Dates are by the machine's clock: OpenSSL asks no other.
    """

    def __init__(self) -> None:
        self._ca = trustme.CA()

    def trust(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        """Let SSL contexts made from now on know this authority alone."""
        bundle = folder / "ca.pem"
        self._ca.cert_pem.write_to_path(bundle)
        monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
        monkeypatch.setenv("SSL_CERT_DIR", str(folder / "none"))

    def good(self, host: str = "localhost") -> ssl.SSLContext:
        return _serving(self._ca.issue_cert(host))

    def for_another_host(self) -> ssl.SSLContext:
        return self.good("another.test")

    def expired(self) -> ssl.SSLContext:
        now = datetime.now(UTC)
        return _serving(self._ca.issue_cert("localhost", not_before=now - 9 * DAY, not_after=now))

    def not_valid_yet(self) -> ssl.SSLContext:
        soon = datetime.now(UTC) + DAY
        return _serving(self._ca.issue_cert("localhost", not_before=soon, not_after=soon + 9 * DAY))

    def by_another_authority(self) -> ssl.SSLContext:
        return PrivateCA().good()

    def self_signed(self) -> ssl.SSLContext:
        """Another authority's own certificate, shown as a server's."""
        other = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with other.private_key_pem.tempfile() as key, other.cert_pem.tempfile() as certificate:
            context.load_cert_chain(certificate, key)
        return context


def _serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
