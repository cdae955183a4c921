"""A proxy on the loopback: it opens tunnels to where it is told, and remembers who asked."""

from __future__ import annotations

import select
import socket
import threading
from dataclasses import dataclass, field
from typing import Self

_PATIENCE = 60.0


@dataclass
class ProxyServer:
    """A running proxy, from `with` to the end of it.

    Attributes:
        asked: the head of every request.
        refusal: what is answered in place of a tunnel, such as ``407 Proxy Authentication``.
        port: where it listens.
    """

    asked: list[str] = field(default_factory=list)
    refusal: str = ""
    port: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(_PATIENCE)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def _start(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:  # the end
                return
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(_PATIENCE)
            head = b""
            while b"\r\n\r\n" not in head and (more := connection.recv(4096)):
                head += more
            self.asked.append(head.decode())
            if self.refusal:
                connection.sendall(f"HTTP/1.1 {self.refusal}\r\nContent-Length: 0\r\n\r\n".encode())
                return
            host, _, port = head.decode().split()[1].rpartition(":")
            with socket.create_connection((host, int(port)), _PATIENCE) as target:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _pump(connection, target)


def _pump(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until one of them ends."""
    to = {one: other, other: one}
    while ready := select.select(list(to), [], [], _PATIENCE)[0]:
        for each in ready:
            try:
                if not (data := each.recv(65536)):
                    return
                to[each].sendall(data)
            except OSError:
                return
