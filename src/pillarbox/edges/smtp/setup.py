"""What an SMTP server is set up with, in whichever process it runs."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from pillarbox.edges.smtp.dialogue import Server
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.spool import Spool
from pillarbox.edges.tls import server_context
from pillarbox.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSetup:
    """Plain values only. `certificate` and `key` are PEM files."""

    host: str
    limits: Limits
    spool_directory: str
    certificate: str
    key: str

    def server(self, clock: Clock) -> Server:
        return Server(
            host=self.host,
            limits=self.limits,
            spool=Spool(Path(self.spool_directory), self.limits),
            clock=clock,
            starttls=True,
        )

    def tls_context(self) -> ssl.SSLContext:
        """Raises `OSError` when the files cannot be used."""
        return server_context(Path(self.certificate), Path(self.key))
