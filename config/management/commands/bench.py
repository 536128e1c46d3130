"""Benchmarks of the site on a database of their own. See docs/scale.md."""

import sys

import django
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.operations.bench.cost import REFERENCE, calibrate
from config.operations.bench.environment import Bench, as_in_production
from config.operations.bench.scenarios import SCENARIOS

LEAST_ACTIONS = 54


class Command(BaseCommand):
    help = "Measures the site on a throw-away database beside the site's own."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        told = "; ".join(f"{name}: {scenario.__doc__}" for name, scenario in SCENARIOS.items())
        parser.add_argument("scenarios", nargs="*", help=f"{told}. Default: pages.")
        parser.add_argument("--actions", type=int, nargs="+", help="sizes of a plan")
        parser.add_argument("--partnerships", type=int, help="how many the measured one stands among")
        parser.add_argument("--years", type=int, help="of history that those have")
        parser.add_argument("--repeat", type=int, default=15, help="requests at most; the median is given")

    def handle(self, *, scenarios, actions, partnerships, years, repeat, **options):
        numbers = [number for number in (partnerships, years, repeat) if number is not None]
        if min(numbers) < 1 or min(actions or [LEAST_ACTIONS]) < LEAST_ACTIONS:
            raise CommandError(f"A plan has {LEAST_ACTIONS} actions or more; the other numbers are 1 or more.")
        if unknown := set(scenarios) - SCENARIOS.keys():
            raise CommandError(f"There is no {', '.join(unknown)}: choose among {', '.join(SCENARIOS)}.")
        python = ".".join(map(str, sys.version_info[:3]))
        self.stdout.write(f"Python {python}, Django {django.__version__}, {connection.display_name}; DEBUG is off")
        self.stdout.write(
            f"Times and CPU in ms; the calibration loop takes {min(calibrate() for _ in range(5)):.1f} ms of CPU now, "
            f"{REFERENCE:.0f} on the machine that the last column of CPU speaks of"
        )
        bench = Bench(self.stdout.write, repeat, actions, partnerships, years)
        with as_in_production():
            for scenario in scenarios or ["pages"]:
                SCENARIOS[scenario](bench)
