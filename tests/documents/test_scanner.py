"""The virus scanner: asked as clamd wants to be asked; when it is silent, the file is held."""

import socket
import struct
import threading

import pytest

from fund.documents import scanner
from fund.documents.models import Scan


class Clamd:
    """A scanner that answers what it is told to, and remembers what it was sent."""

    def __init__(self, answer):
        self.answer, self.received = answer, b""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        connection, _peer = self.listening.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", stream.read(4))[0]:
                self.received += stream.read(size)
            connection.sendall(self.answer)

    def close(self):
        self.thread.join()
        self.listening.close()


@pytest.fixture
def clamd():
    started = []

    def start(answer):
        started.append(Clamd(answer))
        return started[-1]

    yield start
    for each in started:
        each.close()


def test_without_an_address_nothing_is_scanned_and_that_is_said():
    assert scanner.scan(b"x", "") is Scan.NOT_SCANNED


def test_all_bytes_are_sent_and_a_clean_file_is_clean(clamd):
    daemon, content = clamd(b"stream: OK\0"), bytes(range(256)) * 1000
    assert scanner.scan(content, daemon.address) is Scan.CLEAN
    assert daemon.received == content


def test_a_find_is_told(clamd):
    assert scanner.scan(b"x", clamd(b"stream: Eicar-Test-Signature FOUND\0").address) is Scan.INFECTED


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OKAY\0", b"\xff\0"])
def test_any_other_answer_holds_the_file(clamd, answer):
    with pytest.raises(scanner.ScannerDown):
        scanner.scan(b"x", clamd(answer).address)


def test_a_silent_scanner_holds_the_file():
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
    with pytest.raises(scanner.ScannerDown) as held:
        scanner.scan(b"x", address)
    assert "It was not kept" in str(held.value.reason)
    assert held.value.field == "file"


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:port", "/no/such/socket"])
def test_a_wrong_address_holds_the_file(address):
    with pytest.raises(scanner.ScannerDown):
        scanner.scan(b"x", address)
