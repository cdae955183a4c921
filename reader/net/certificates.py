"""The trusted certificates: those of the operating system, and those that variables name."""

from __future__ import annotations

import os
import re
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from reader.system.files import reason
from reader.text import clean_line

VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""The first of them that is set counts, as in other clients of the service."""

_NOT_YET, _EXPIRED = 9, 10
_ANOTHER_HOST = (62, 64)
_UNKNOWN_ISSUER = (18, 19, 20, 21)
"""Verdicts of OpenSSL on a certificate: X509_STORE_CTX_get_error(3)."""
_LONGEST_VERDICT = 200
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")
"""How OpenSSL looks for a certificate in a folder."""
_OF_OPENSSL = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class CertificateProblem(ValueError):  # noqa: N818 - a fact about the environment
    """The certificates that the environment names cannot be used; the message says why."""


class Certificates:
    """The TLS context of all connections; read once, when the first of them is made."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        """Set up; nothing is read yet."""
        self._environment = environment
        self._lock = Lock()
        self._context: ssl.SSLContext | None = None

    @property
    def context(self) -> ssl.SSLContext:
        """The TLS context for all connections.

        Raises:
            CertificateProblem: a variable names what is not there, or is no certificate.
        """
        with self._lock:
            if self._context is None:
                self._context = self._made()
            return self._context

    @property
    def source(self) -> str:
        """The variable that counts and its value; empty where none is set."""
        variable, value = self._named()
        return f"{variable} ({value})" if variable else ""

    def _named(self) -> tuple[str, str]:
        for variable in VARIABLES:
            if value := self._environment.get(variable, "").strip():
                return variable, value
        return "", ""

    def _made(self) -> ssl.SSLContext:
        variable, value = self._named()
        context = _system_context(self._environment)
        # Only one of these is a list: SSL_CTX_load_verify_locations(3).
        paths = value.split(os.pathsep) if variable == "SSL_CERT_DIR" else [value]
        for path in filter(None, paths):
            if problem := _load(context, Path(path)):
                raise CertificateProblem(f"{variable} is {path}, {problem}; correct it or unset it")
        return context


def untrusting_context() -> ssl.SSLContext:
    """A context that trusts nobody, for connections without TLS: it costs no loading."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def verdict_on_certificate(error: ssl.SSLCertVerificationError) -> str:
    """What is wrong with a certificate, in the words of OpenSSL."""
    said = getattr(error, "verify_message", "") or str(error)
    return clean_line(said.rstrip("."), _LONGEST_VERDICT)


def advice_on_certificate(error: ssl.SSLCertVerificationError, trusted: str) -> str:
    """What to do about a certificate that was not verified, as the end of a sentence.

    Args:
        error: the verdict.
        trusted: `Certificates.source`.
    """
    code = getattr(error, "verify_code", None)
    if code in (_NOT_YET, _EXPIRED):
        return "; is the clock of this machine right?"
    if code in _ANOTHER_HOST:
        return "; another host answers in its place"
    if code is not None and code not in _UNKNOWN_ISSUER:
        return ""
    *others, last = VARIABLES
    variables = f"{', '.join(others)} or {last}"
    if trusted:
        return f"; neither the system nor {trusted} knows who signed it"
    return (
        "; where a firewall or an office signs connections itself, name the file with its "
        f"certificate in {variables}"
    )


def _system_context(environment: Mapping[str, str]) -> ssl.SSLContext:
    """A context with the certificates of the operating system, or certifi's where it has none."""
    import certifi
    import truststore

    if sys.platform in ("darwin", "win32"):
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    defaults = ssl.get_default_verify_paths()
    if not any(map(environment.get, _OF_OPENSSL)):
        of_system = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if not (defaults.cafile or _is_hashed(defaults.capath)):
            of_system.load_verify_locations(certifi.where())
        return of_system
    # OpenSSL, and so truststore, would take these in place of the system's, and also where
    # another variable counts.
    file = defaults.openssl_cafile if Path(defaults.openssl_cafile).is_file() else None
    folder = defaults.openssl_capath if _is_hashed(defaults.openssl_capath) else None
    context = untrusting_context()
    context.load_verify_locations(file or (None if folder else certifi.where()), folder)
    return context


def _is_hashed(folder: str | None) -> bool:
    """Whether a folder holds certificates in the way in which OpenSSL looks for them."""
    if not folder:
        return False
    try:
        return any(_HASHED.fullmatch(name) for name in os.listdir(folder))  # noqa: PTH208
    except OSError:
        return False


def _load(context: ssl.SSLContext, path: Path) -> str:
    """Trust the certificates in a file or a folder as well.

    Returns:
        Why that fails, as words that follow the path in a message; empty where it does not.
    """
    try:
        if not path.is_dir():
            context.load_verify_locations(path)
            return ""
        # By hand, as OpenSSL finds none in a folder that was not prepared for it.
        files = {Path(os.path.realpath(each)) for each in path.iterdir()}
    except FileNotFoundError:
        return "which is not there"
    except ssl.SSLError:
        return "in which there is no certificate in the PEM format"
    except (OSError, ValueError) as error:
        words = reason(error) if isinstance(error, OSError) else str(error)
        return f"which cannot be read: {words}"
    taken = [each for each in sorted(files) if _try_load(context, each)]
    return "" if taken else "a folder in which there is no certificate"


def _try_load(context: ssl.SSLContext, file: Path) -> bool:
    try:
        if not file.is_file():
            return False
        context.load_verify_locations(file)
    except OSError:  # an SSLError is one as well
        return False
    return True
