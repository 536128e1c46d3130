"""docs/running.md and the pages beside it, followed word by word on a bare Debian with a systemd of its own.

What only the operator knows is put in: the repository's address, the key, and a certificate.
"""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .bare import booted
from .book import Commands, File, sections, steps

PROJECT = Path(__file__).resolve().parents[2]
HOST = "plan.example.gov.uk"
REPOSITORY = "/srv/living-plan.git"
KEY = re.compile(r"the output of: (.*)")

INSTALLED = ("Install", "Settings", "Make its tables", "Begin a partnership", "Serve it", "The web server in front")
TIMERS = "Everything that is due: one timer"
# Blocks of what is followed that not every site needs, by how they begin.
NOT_HERE = ("systemctl disable --now living-plan-reminders", "plan migrate && plan restore")


class Operator:
    """Somebody who follows the pages as root, and keeps the words that they teach the shell."""

    def __init__(self, machine):
        self.machine, self.printed = machine, ""

    def follow(self, page, *headings):
        text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
        of_page = sections(text)
        for heading in headings:
            for step in steps(of_page[heading]):
                self.take(step)

    def take(self, step):
        text = step.text.replace("ADDRESS-OF-THIS-REPOSITORY", f"file://{REPOSITORY}")
        if isinstance(step, File):
            self.machine.write(step.path, KEY.sub(lambda match: self.machine.run(match[1]).strip(), text))
        elif isinstance(step, Commands) and not text.startswith(NOT_HERE):
            text = text.replace("apt install ", "apt-get -q install -y ")
            for word in re.findall(r"(?m)^\w+\(\) \(.*\)$", text):
                with self.machine.path("/root/.profile").open("a") as profile:
                    profile.write(f"{word}\n")
            self.printed += self.machine.run(text)

    def ask(self, path):
        """(status, body) of an address of the site, through the web server."""
        asked = f"curl -sk -w '\\n%{{http_code}}' --resolve {HOST}:443:127.0.0.1 https://{HOST}{path}"
        body, _, status = self.machine.run(asked).rpartition("\n")
        return int(status), body


@pytest.fixture(scope="module")
def operator(debian):
    clone = debian / REPOSITORY.lstrip("/")
    subprocess.run(["git", "clone", "-q", "--bare", str(PROJECT), str(clone)], check=True)
    certificate(debian / "etc/ssl/living-plan")
    with booted(debian) as machine:
        # Everybody’s own: lists of packages that are up to date, and a way to look at the site.
        machine.run("apt-get -q update && apt-get -q install -y --no-install-recommends curl")
        yield Operator(machine)


def certificate(folder):
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    ).sign(key, hashes.SHA256())
    folder.mkdir(parents=True)
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*private))


def test_who_follows_the_book_has_a_site_that_answers(operator):
    operator.follow("running.md", *INSTALLED)
    status, page = operator.ask("/account/login/")
    assert (status, "Sign in" in page) == (200, True)
    (stylesheet, *_) = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert operator.ask(stylesheet)[0] == 200
    assert operator.ask("/readyz")[0] == 200
    links = re.findall(rf"https://{HOST}(/invitation/\S+)", operator.printed)
    assert [operator.ask(link)[0] for link in links] == [200, 200]


def test_its_timers_do_what_is_due_and_keep_backups_that_restore(operator):
    operator.follow("running.md", TIMERS)
    operator.follow("backups.md", "Backups", "Nightly and monthly, by timers")
    run = operator.machine.run
    for name in ("tick", "backup", "verify"):
        assert run(f"systemctl is-active living-plan-{name}.timer").strip() == "active"
        run(f"systemctl start living-plan-{name}.service")
    assert len(list(operator.machine.path("/var/backups/living-plan-archives").glob("*.zip"))) == 2
    # Of what it looks at, only the mail server and a certificate of some authority’s are missing here.
    said = run("plan doctor 2>&1 || true")
    assert re.findall(r"(?m)^wrong +([a-z ]+):", said) == ["mail", "address"]


def test_a_backup_by_pg_dump_is_recorded_and_an_archive_for_elsewhere_opens_with_the_other_machine_s_key(operator):
    run = operator.machine.run
    # cron takes the first six words, and the backslash of each \\%.
    run(operator.machine.path("/etc/cron.d/living-plan").read_text().replace("\\%", "%").split(maxsplit=6)[6])
    assert len(list(operator.machine.path("/var/backups/living-plan").glob("*.dump"))) == 1
    assert "ok      backup: The latest backup succeeded 0 minutes ago" in run("plan doctor 2>&1 || true")
    operator.follow("backups.md", "Copies elsewhere, encrypted")
    run("systemctl start living-plan-backup.service")
    run("for i in $(seq 100); do ls /var/backups/living-plan-offsite/*.age && exit; sleep 0.1; done; exit 1")
    run("age --decrypt --identity key.txt --output /root/plan.zip /var/backups/living-plan-offsite/*.age")
    newest = max(operator.machine.path("/var/backups/living-plan-archives").glob("*.zip"))
    assert operator.machine.path("/root/plan.zip").read_bytes() == newest.read_bytes()


def test_an_upgrade_by_the_book_loses_no_request(operator):
    run = operator.machine.run
    run(
        "for i in $(seq 400); do curl -sk -o /dev/null -w '%{http_code}\\n' --resolve "
        f"{HOST}:443:127.0.0.1 https://{HOST}/account/login/; sleep 0.1; done > /root/answers & echo $! > /root/asking"
    )
    operator.follow("upgrading.md", "The order")
    run("kill $(cat /root/asking) || true")
    answers = operator.machine.path("/root/answers").read_text().split()
    assert (set(answers), len(answers) > 20) == ({"200"}, True)
    assert run("readlink /opt/living-plan").strip() == "living-plan-2"
    operator.follow("upgrading.md", "The way back")
    assert (operator.ask("/readyz")[0], run("readlink /opt/living-plan").strip()) == (200, "living-plan-1")


def test_nothing_that_the_site_said_meanwhile_was_an_error(operator):
    log = operator.machine.run("journalctl --no-pager -o cat -u living-plan.service -u living-plan-tick.service")
    assert [line for line in log.splitlines() if " ERROR " in line or "Traceback" in line] == []
