"""compose.yaml: valid by Compose's own schema, and of one mind with Containerfile and the settings."""

import json
import re
import subprocess
import sys

from django.conf import settings
from django.core.management import get_commands
from ruamel.yaml import YAML

COMPOSE = settings.BASE_DIR / "compose.yaml"


def test_compose_yaml_is_what_compose_s_schema_allows():
    tool = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*tool, str(COMPOSE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done")


def test_compose_yaml_names_settings_commands_and_the_check_that_there_are():
    described = YAML(typ="safe").load(COMPOSE)
    services = described["services"]
    running = (settings.BASE_DIR / "docs/running.md").read_text()
    known = set(re.findall(r"`([A-Z0-9_]+)`", "".join(re.findall(r"(?m)^\| (`[^|]+)\|", running))))
    assert set(described["x-application"]["environment"]) - known == set()
    containerfile = (settings.BASE_DIR / "Containerfile").read_text()
    (check,) = re.findall(r"(?m)^HEALTHCHECK .* CMD (\[.*\])$", containerfile)
    assert services["app-1"]["healthcheck"]["test"] == ["CMD", *json.loads(check)]
    assert services["app-1"] == services["app-2"]
    commands = set(re.findall(r"manage\.py\W+(\w+)", json.dumps(services)))
    assert commands == {"migrate", "tick", "backup", "verify", "restore_drill"}
    assert commands <= get_commands().keys()
    assert {name for name in services if services[name].get("read_only")} == {
        "migrate", "app-1", "app-2", "timers", "nightly",
    }  # fmt: skip
