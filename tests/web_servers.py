"""Real web servers of the tests, and how to ask them: with the configurations that the operator's pages have.

What is put in place of their own are addresses and paths only.
"""

import contextlib
import os
import socket
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "plan.example.gov.uk"
PATIENCE = 20


def make_certificate(folder):
    """(certificate, key) for HOST, as paths of files that are written into the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*private))
    return folder / "fullchain.pem", folder / "privkey.pem"


@contextlib.contextmanager
def running(*command, environment=None, log, pass_fds=(), cwd=None):
    """A process that is ended with the block."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
            pass_fds=pass_fds,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(there, process, log):
    until = time.monotonic() + PATIENCE
    while not there():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def listens(port):
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def nginx_options(folder, port, words, certificate):
    """nginx's arguments for our configuration (`words`), served at a port of 127.0.0.1 with a folder of its own."""
    for is_, becomes in {
        "    listen 80;\n    listen [::]:80;\n": f"    listen 127.0.0.1:{free_port()};\n",
        "    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n": f"    listen 127.0.0.1:{port} ssl http2;\n",
        "/etc/ssl/living-plan/fullchain.pem": str(certificate[0]),
        "/etc/ssl/living-plan/privkey.pem": str(certificate[1]),
    }.items():
        assert is_ in words
        words = words.replace(is_, becomes)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root; " if os.geteuid() == 0 else ""
    head = f"daemon off; {user}pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
    (folder / "nginx.conf").write_text(f"{head}http {{ access_log off; {temporary}\n{words}}}\n")
    return "-c", folder / "nginx.conf", "-p", folder, "-e", folder / "error.log"


def connect(port, buffer=None):
    """A connection as a browser makes it, with a small receive buffer if told so."""
    plain = socket.socket()
    if buffer:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    plain.settimeout(PATIENCE * 3)
    plain.connect(("127.0.0.1", port))
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain, server_hostname=HOST)


class Connection(HTTPConnection):
    """http.client's, over https to a server of the tests on this machine."""

    def __init__(self, port):
        super().__init__("127.0.0.1", port)

    def connect(self):
        self.sock = connect(self.port)
