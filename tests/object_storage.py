"""A real S3-compatible object storage for tests: SeaweedFS on this machine, with its data in memory."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from .machine import folder_in_memory

KEY, SECRET, BUCKET, REGION = "key-of-tests", "secret-of-tests", "files", "us-east-1"
SERVERS = ("master", "volume", "filer", "s3")
PATIENCE = 60


@contextlib.contextmanager
def object_storage():
    """A running server with an empty bucket: its `address`, a boto3 `client`, and `stop()`."""
    with tempfile.TemporaryDirectory(
        prefix="living-plan-", dir=folder_in_memory(), ignore_cleanup_errors=True
    ) as folder:
        config = Path(folder, "s3.json")
        credentials = [{"accessKey": KEY, "secretKey": SECRET}]
        identity = {"name": "tests", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}
        config.write_text(json.dumps({"identities": [identity]}))
        ports = dict(zip(SERVERS, _free_ports(len(SERVERS)), strict=True))
        program = shutil.which("weed") or Path(sys.executable).with_name("weed")
        command = [program, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3"]
        command += [f"-s3.config={config}", "-master.telemetry=false", "-volume.max=10", "-master.volumeSizeLimitMB=64"]
        command += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"]  # else at fixed ports
        command += [f"-{name}.port={port}" for name, port in ports.items()]
        command += [f"-{name}.port.grpc={port + 10_000}" for name, port in ports.items()]
        with Path(folder, "log").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
        try:
            address = f"http://127.0.0.1:{ports['s3']}"
            try:
                client = _client_with_bucket(address, process)
            except (BotoCoreError, ClientError) as error:
                raise RuntimeError(Path(folder, "log").read_text()[-3000:]) from error
            yield SimpleNamespace(address=address, client=client)
        finally:
            process.kill()
            process.wait()


def _free_ports(number):
    """Ports below 20,000, so that those 10,000 higher are left for gRPC; each process begins elsewhere."""
    free, first = [], 11_000 + os.getpid() % 80 * 100
    for port in range(first, first + 100):
        with socket.socket() as one, socket.socket() as other, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            other.bind(("127.0.0.1", port + 10_000))
            free.append(port)
        if len(free) == number:
            return free
    raise RuntimeError("no free ports")


def _client_with_bucket(address, process):
    config = Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1})
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name=REGION,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        config=config,
    )
    until = time.monotonic() + PATIENCE
    while True:
        try:
            client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="ready", Body=b"1")
            client.delete_object(Bucket=BUCKET, Key="ready")
        except (BotoCoreError, ClientError):
            if time.monotonic() > until or process.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return client


def settings_of(address):
    """The Django storage of the bucket."""
    options = {"bucket_name": BUCKET, "endpoint_url": address, "region_name": REGION}
    options |= {"access_key": KEY, "secret_key": SECRET}
    return {"BACKEND": "partners.files.object_storage.Bucket", "OPTIONS": options}
