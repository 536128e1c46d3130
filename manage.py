#!/usr/bin/env python
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Django would answer with its own version.
    if sys.argv[1:] in (["version"], ["--version"]):
        from config.version import VERSION

        print(f"Living Plan {VERSION}")
        return
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
