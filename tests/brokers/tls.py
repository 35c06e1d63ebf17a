"""TLS before a broker that speaks none, and certificates for it, made anew for each test."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

AT_ONCE = 1 << 16


class Authority:
    """Who signs certificates: what it signs is known by the file ``known``."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        basic = x509.BasicConstraints(ca=True, path_length=None)
        own = self._certificate(self._name, self._key.public_key()).add_extension(basic, critical=True)
        self.known = folder / f"{name}.pem"
        self.known.write_bytes(own.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def _certificate(self, of: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        begun = x509.CertificateBuilder().subject_name(of).issuer_name(self._name).public_key(key)
        dated = begun.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        return dated.serial_number(x509.random_serial_number())

    def signed(self, address: str) -> Path:
        """The file of a certificate for an IP address, with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        of = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        made = self._certificate(of, key.public_key()).add_extension(names, critical=False)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file = self._folder / f"{address}.pem"
        file.write_bytes(private + made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))
        return file


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(AT_ONCE):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextmanager
def encrypted(port: int, to: int, certificate: Path) -> Iterator[None]:
    """Take TLS at a port of this machine, and pass on what it holds to another one there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    ready, ending = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            theirs, ours = await asyncio.open_connection("127.0.0.1", to)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pass_on(reader, ours), _pass_on(theirs, writer))

    async def serve() -> None:
        async with await asyncio.start_server(take, "127.0.0.1", port, ssl=context):
            ready.set()
            await ending.wait()
        passing = asyncio.all_tasks() - {asyncio.current_task()}
        for one in passing:
            one.cancel()
        await asyncio.gather(*passing, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert ready.wait(10)
        yield
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(10)
