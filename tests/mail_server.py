"""A mail server on loopback that keeps its mails, and refuses whom it is told to."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread


class Session(socketserver.StreamRequestHandler):
    """One connection, as far as Django's mail client speaks SMTP."""

    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            verb = line[:4].upper().decode("ascii", "replace")
            if verb == "QUIT":
                return self.say("221 goodbye")
            self.answer(verb, line)
        return None

    def answer(self, verb: str, line: bytes) -> None:
        if verb == "RCPT" and any(name in line for name in self.server.refused):
            self.say("550 nobody of that name")
        elif verb == "DATA":
            self.say("354 go on")
            self.server.keep(self.read_message())
            self.say("250 kept")
        else:
            self.say("250 fine")

    def read_message(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.refused: set[bytes] = set()
        self.kept: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def keep(self, message: bytes) -> None:
        self.kept.append(message_from_bytes(message, policy=policy.default))

    @property
    def receivers(self) -> list[str]:
        return sorted(str(message["To"]) for message in self.kept)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
