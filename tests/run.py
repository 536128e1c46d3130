"""Every check there is: `make test`, or `python tests/run.py` with the development environment's Python.

With FULL=1 in the environment it tries everything everywhere; without it each kind of thing at least once, see
tests/volume.py. `make quick` is what needs nothing but Python, `make check T=...` one file or one test.

One command for a person and for CI. What the machine lacks is installed if that is possible, else left out and said so;
under CI=true, leaving something out is a failure, because a check that silently does not run protects nobody.
"""

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from machine import (
    LackingError,
    find_biome,
    find_braille,
    find_chromium,
    find_html_checker,
    find_machine_tools,
    find_npm_packages,
    find_office,
    find_pdf_libraries,
    find_servers,
    folder_in_memory,
    throwaway_postgres,
)

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI") == "true"

# What somebody's shell may hold for a site of theirs; no check may depend on it, or touch that site's database.
OF_THE_SITE = {
    "ALLOWED_HOSTS",
    "BOUNCES_ADDRESS",
    "BOUNCES_URL",
    "CLOCK_OFFSET_SECONDS",
    "CRIMES_MAX_MB",
    "DATABASE_POOLER_URL",
    "DATABASE_REPLICA_URL",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DEMO_MAIL_FOLDER",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "ENV_FILE",
    "EVIDENCE_MAX_MB",
    "VERSION_MAX_MB",
    "EVIDENCE_ROOT",
    "FILES_STORAGE",
    "HEARTBEAT_URL",
    "INSECURE_COOKIES",
    "LOG_FORMAT",
    "METRICS_FOLDER",
    "MONITOR_TOKEN",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_ISSUER",
    "OIDC_NAME",
    "OIDC_TRUST_ADDRESSES",
    "S3_ACCESS_KEY",
    "S3_BUCKET",
    "S3_ENDPOINT",
    "S3_REGION",
    "S3_SECRET_KEY",
    "SECRET_KEY",
    "SECURITY_CONTACT",
    "SENTRY_DSN",
    "SITE_URL",
    "STATIC_ROOT",
    "TRUSTED_PROXY_COUNT",
}


CORES = str(len(os.sched_getaffinity(0)))

# Tests with a step of their own.
ELSEWHERE = tuple(f"--ignore=tests/{name}" for name in ("browser", "proxies", "machines", "hosts"))


def run(*command, **environment):
    """Whether the command, run in the project's root, is content."""
    inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_SITE}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Kept bytecode saves each of a lane's processes some seconds.
    settings = {**inherited, "PATH": path, "PYTHONDONTWRITEBYTECODE": "", **environment}
    # A session of its own: Ctrl-C reaches us alone, and we see to it that nothing of the command outlives us.
    with subprocess.Popen(command, cwd=ROOT, env=settings, start_new_session=True) as process:
        try:
            return process.wait() == 0
        except KeyboardInterrupt:
            end(process)
            raise


def end(process):
    """Ctrl-C for it and all it started; who has not tidied up after some seconds is ended."""
    os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def manage(*arguments, **environment):
    return run(sys.executable, "manage.py", *arguments, **environment)


def pytest(*arguments, **environment):
    return run(sys.executable, "-m", "pytest", *arguments, **environment)


def lint():
    """Faults that can be seen without running anything."""
    return run("ruff", "check", ".")


def formatting():
    """Python as ruff writes it."""
    return run("ruff", "format", "--check", ".")


def templates():
    """Templates as djade writes them."""
    pages = sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("templates/**/*.html"))
    return run("djade", "--target-version", "5.2", "--check", *pages)


def styles():
    """CSS and JavaScript as biome wants them."""
    return run(find_biome(ROOT), "lint", "--error-on-warnings")


def imports():
    """Imports between the apps go one way only."""
    return run("lint-imports", "--no-cache")


def types():
    """The outline has the keys that rules read, and signatures are kept, in the modules that pyproject.toml lists."""
    return run("mypy")


def migrations():
    """The migrations say what the models say."""
    return manage("makemigrations", "--check", "--dry-run", DJANGO_SETTINGS_MODULE="tests.settings")


def deploy():
    """With a production site's settings Django has no warning, and the static files can be collected."""
    with tempfile.TemporaryDirectory() as folder:
        production = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "plan.example.org",
            "SITE_URL": "https://plan.example.org",
            "TRUSTED_PROXY_COUNT": "1",
            "DATABASE_URL": "sqlite://:memory:",
            "STATIC_ROOT": folder,
        }
        return manage("check", "--deploy", "--fail-level", "WARNING", **production) and manage(
            "collectstatic", "--noinput", **production
        )


def fit_out():
    """What some tests need of the machine. Where it cannot be had these tests say so themselves; not so in CI."""
    for find in (find_pdf_libraries, find_braille, find_office, partial(find_html_checker, ROOT)):
        try:
            find()
        except LackingError as lacking:
            if CI:
                raise
            print(f"some tests will be left out: {lacking}")


def sqlite():
    """The tests on SQLite, the database of small sites and of the demonstration."""
    fit_out()
    return pytest("-n", CORES, "tests", *ELSEWHERE)


def postgres():
    """Those tests on PostgreSQL that it may answer in another way; with FULL=1 all that ask a database."""
    fit_out()
    with throwaway_postgres() as url:
        return pytest("-n", CORES, "tests", *ELSEWHERE, DATABASE_URL=url)


def in_browser():
    """What the environment says to tests in a browser."""
    # Playwright runs an event loop in the test's thread, and Django takes that for asynchronous code.
    return {
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "LIVING_PLAN_CHROMIUM": find_chromium(),
        "LIVING_PLAN_NPM_PACKAGES": str(find_npm_packages(ROOT)),
    }


def browser():
    """The pages in a real browser."""
    return pytest("-n", CORES, "tests/browser", **in_browser())


def behind_servers():
    """What the environment says to tests of web servers."""
    return {f"LIVING_PLAN_{name.upper()}": path for name, path in find_servers("nginx", "caddy").items()}


def proxies():
    """The site behind a real nginx and a real Caddy, as docs/running.md configures them."""
    return pytest("tests/proxies", **behind_servers())


def machines():
    """docs/running.md and the pages beside it, followed on a bare Debian with a systemd of its own."""
    find_machine_tools()
    return pytest("tests/machines")


def hosts():
    """Two hosts behind nginx and PgBouncer, as docs/several-hosts.md has them; and two releases at once."""
    return pytest("-s", "tests/hosts", **several_servers())


def several_servers():
    """What the environment says to tests of several hosts."""
    return {f"LIVING_PLAN_{name.upper()}": path for name, path in find_servers("nginx", "pgbouncer").items()}


def quick():
    """The tests that need no browser, no office, no PDF and no second database, and not long either."""
    return pytest("-n", CORES, "-m", "not slow", "tests", *ELSEWHERE)


def check(tests):
    """One file of tests, or one test of it, on SQLite."""
    needs = {"tests/browser": in_browser, "tests/proxies": behind_servers, "tests/hosts": several_servers}
    environment = {}
    for folder, needed in needs.items():
        if tests.removeprefix("./").startswith(folder):
            environment |= needed()
    return pytest(tests, **environment)


STEPS = {
    "lint": lint,
    "format": formatting,
    "templates": templates,
    "styles": styles,
    "imports": imports,
    "types": types,
    "migrations": migrations,
    "deploy": deploy,
    "sqlite": sqlite,
    "postgres": postgres,
    "browser": browser,
    "proxies": proxies,
}

# Only when asked for. `machines` takes minutes and wants a machine to itself: ports 80, 443 and 5432, and root.
ALL = STEPS | {"hosts": hosts, "machines": machines}

QUICK = {"lint": lint, "format": formatting, "templates": templates, "imports": imports, "types": types, "quick": quick}


def outcome_of(step):
    """passed, failed or left out. What stopped the step itself is told in a line."""
    try:
        return "passed" if step() else "failed"
    except LackingError as lacking:
        print(f"left out: {lacking}")
        return "left out"
    except (OSError, RuntimeError) as error:
        print(f"could not be run: {error}")
        return "failed"


def take(steps, results):
    """Run the steps one after the other, also after a failure: whoever fixes things wants the whole list."""
    for name, step in steps.items():
        print(f"\n== {name}: {step.__doc__}", flush=True)
        started = time.monotonic()
        outcome = "interrupted"
        try:
            outcome = outcome_of(step)
        finally:
            results[name] = (outcome, time.monotonic() - started)


def table(results):
    """What the reader looks at first, so it comes last."""
    lines = [f"{name:<12}{outcome:<12}{seconds:>8.1f} s" for name, (outcome, seconds) in results.items()]
    return "\n".join(["", f"{'step':<12}{'outcome':<12}{'seconds':>10}", "-" * 34, *lines])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only",
        action="append",
        choices=ALL,
        metavar="NAME",
        help=f"one of {', '.join(ALL)}",
    )
    parser.add_argument("--quick", action="store_true", help="only what needs nothing but Python, in two minutes")
    parser.add_argument("--check", metavar="TESTS", help="only one file of tests, or one test of it, by pytest's name")
    asked = parser.parse_args()
    if not find_spec("pytest_django"):
        sys.exit("This Python has no development environment. Use `make test`, or .venv/bin/python after it.")
    # Asked to end, we end as with Ctrl-C, so that the PostgreSQL we started is stopped and removed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    steps = QUICK if asked.quick else {name: step for name, step in ALL.items() if name in (asked.only or STEPS)}
    results = {}
    try:
        # Whatever a step that was ended half-way leaves behind, it leaves here.
        place = {"prefix": "living-plan-", "dir": folder_in_memory()}
        with tempfile.TemporaryDirectory(**place, ignore_cleanup_errors=True) as folder:
            os.environ["TMPDIR"] = folder
            if asked.check:
                sys.exit(outcome_of(lambda: check(asked.check)) != "passed")
            take(steps, results)
    except KeyboardInterrupt as interrupt:
        print(f"\ninterrupted {interrupt}".rstrip())
    print(table(results))

    bad = {"failed", "interrupted"} | ({"left out"} if CI else set())
    sys.exit(any(outcome in bad for outcome, _ in results.values()))


if __name__ == "__main__":
    main()
