"""Certificates: of the system, and those that a variable names, seen by a service with https."""

from __future__ import annotations

import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
import truststore

from reader.feed.huggingface import HuggingFace
from reader.net import Unreachable
from reader.net.certificates import VARIABLES, Certificates
from tests.feed_items import items
from tests.feed_server import FeedServer
from tests.proxy_server import ProxyServer

DAY = date(2024, 1, 2)


class Authority:
    """One that signs certificates, its own in a file and, alone, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._own = trustme.CA()
        self.folder = folder
        self.file = folder / "ca.pem"
        folder.mkdir()
        self._own.cert_pem.write_to_path(str(self.file))

    def signed(self, host: str = "127.0.0.1", until: datetime | None = None) -> ssl.SSLContext:
        """What a service that has a certificate speaks https with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._own.issue_cert(host, not_after=until).configure_cert(context)
        return context

    def path(self, variable: str) -> str:
        """What the variable is set to where this is to be trusted."""
        return str(self.folder if variable == "SSL_CERT_DIR" else self.file)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ours") / "ca")


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("another") / "ca")


@contextmanager
def serving(tls: ssl.SSLContext) -> Iterator[FeedServer]:
    """A service with three papers that speaks https."""
    with FeedServer(today=date(2024, 1, 3), tls=tls) as server:
        server.days["2024-01-02"] = items(3)
        yield server


@pytest.fixture
def secure(ours: Authority) -> Iterator[FeedServer]:
    with serving(ours.signed()) as server:
        yield server


@pytest.fixture
def ask(pauses: list[float]) -> Callable[[FeedServer], int]:
    """How many papers a service gives."""

    def ask(server: FeedServer) -> int:
        with HuggingFace(server.url, pause=pauses.append) as feed:
            return len(feed.day(DAY).items or ())

    return ask


@pytest.mark.parametrize("variable", VARIABLES)
def test_each_variable_has_its_certificates_trusted(
    secure: FeedServer,
    ask: Callable[[FeedServer], int],
    ours: Authority,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, ours.path(variable))
    assert ask(secure) == 3


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("other", VARIABLES)
def test_the_first_that_is_set_counts(
    secure: FeedServer,
    ask: Callable[[FeedServer], int],
    ours: Authority,
    another: Authority,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    other: str,
) -> None:
    monkeypatch.setenv(other, another.path(other))
    monkeypatch.setenv(variable, ours.path(variable))
    if VARIABLES.index(variable) <= VARIABLES.index(other):
        assert ask(secure) == 3
    else:
        with pytest.raises(Unreachable, match=f"nor {other} "):
            ask(secure)


def test_one_that_is_empty_is_not_set(
    secure: FeedServer,
    ask: Callable[[FeedServer], int],
    ours: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", " ")
    monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
    assert ask(secure) == 3


def test_a_folder_will_do_and_a_list_of_them(
    secure: FeedServer,
    ask: Callable[[FeedServer], int],
    ours: Authority,
    another: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ours.folder))
    assert ask(secure) == 3
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.setenv("SSL_CERT_DIR", f"{another.folder}:{ours.folder}")
    assert ask(secure) == 3


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="their own are not in files")
class TestOfTheSystem:
    @pytest.fixture
    def system(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
        """Has the system keep its certificates in a file, or nowhere."""
        made = ssl.get_default_verify_paths()

        def keep(file: Path | None) -> None:
            written = str(file or "/nowhere")
            theirs: dict[str, Any] = {"cafile": file and written, "capath": None}
            paths = made._replace(openssl_cafile=written, openssl_capath="/nowhere", **theirs)
            monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)

        return keep

    @pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
    def test_they_count_beside_those_of_a_variable(
        self,
        secure: FeedServer,
        ask: Callable[[FeedServer], int],
        ours: Authority,
        another: Authority,
        system: Callable[[Path | None], None],
        monkeypatch: pytest.MonkeyPatch,
        variable: str,
    ) -> None:
        system(ours.file)
        monkeypatch.setenv(variable, another.path(variable))
        assert ask(secure) == 3

    @pytest.mark.parametrize("variable", ["", *VARIABLES])
    def test_where_it_has_none_those_of_certifi_stand_in(
        self,
        secure: FeedServer,
        ask: Callable[[FeedServer], int],
        ours: Authority,
        another: Authority,
        system: Callable[[Path | None], None],
        monkeypatch: pytest.MonkeyPatch,
        variable: str,
    ) -> None:
        system(None)
        monkeypatch.setattr("certifi.where", lambda: str(ours.file))
        if variable:
            monkeypatch.setenv(variable, another.path(variable))
        assert ask(secure) == 3

    def test_it_is_truststore_that_finds_them(self) -> None:
        assert isinstance(Certificates().context, truststore.SSLContext)


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere.pem", "which is not there"),
        ("words.pem", "in which there is no certificate in the PEM format"),
        ("empty", "a folder in which there is no certificate"),
    ],
)
def test_a_path_that_is_of_no_use_is_named_and_never_asked_again(
    secure: FeedServer,
    ask: Callable[[FeedServer], int],
    pauses: list[float],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    name: str,
    said: str,
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "README").write_text("no certificate")
    (tmp_path / "words.pem").write_text("no certificate")
    monkeypatch.setenv(variable, str(tmp_path / name))
    with pytest.raises(Unreachable) as caught:
        ask(secure)
    assert str(caught.value) == (
        f"could not reach 127.0.0.1:{secure.port}: {variable} is {tmp_path / name}, {said}; "
        "correct it or unset it"
    )
    assert (pauses, secure.requests) == ([], [])


def test_who_needs_no_certificate_loads_none(
    server: FeedServer, ask: Callable[[FeedServer], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    assert ask(server) == 3
    code = (
        "import sys\nfrom reader.feed.huggingface import HuggingFace\n"
        f"with HuggingFace({server.url!r}) as feed: feed.latest()\n"
        "print('truststore' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


class TestDistrust:
    def test_of_one_that_nobody_knows_the_sentence_names_the_variables(
        self, secure: FeedServer, ask: Callable[[FeedServer], int], pauses: list[float]
    ) -> None:
        with pytest.raises(Unreachable, match="its certificate is not valid") as caught:
            ask(secure)
        assert all(variable in str(caught.value) for variable in VARIABLES)
        assert pauses == []

    def test_of_one_that_has_expired(
        self,
        ask: Callable[[FeedServer], int],
        ours: Authority,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
        tls = ours.signed(until=datetime(2024, 1, 1, tzinfo=UTC))
        with serving(tls) as server, pytest.raises(Unreachable, match=r"expired.* clock"):
            ask(server)

    def test_of_one_for_another_host(
        self,
        ask: Callable[[FeedServer], int],
        ours: Authority,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
        with (
            serving(ours.signed("127.0.0.2")) as server,
            pytest.raises(Unreachable, match="another host answers in its place"),
        ):
            ask(server)

    def test_behind_a_proxy_it_is_that_of_the_service(
        self,
        secure: FeedServer,
        ask: Callable[[FeedServer], int],
        ours: Authority,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        with ProxyServer() as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            with pytest.raises(Unreachable, match=f"could not reach 127.0.0.1:{secure.port} thr"):
                ask(secure)
            monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
            assert ask(secure) == 3
        assert proxy.asked[0].startswith(f"CONNECT 127.0.0.1:{secure.port} ")
