# Everything a person or CI starts begins here. `make` alone says what there is.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The stamps below say what was done, in this order; two at a time would meet in .venv/.
.NOTPARALLEL:

PORT ?= 8000
PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --quiet --no-input --disable-pip-version-check
TEMPLATES = $(shell find templates -name '*.html')
MIGRATIONS := $(sort $(wildcard */migrations/*.py))

# Whoever waits is told for what, in whole seconds: begin a recipe with $(phase), and end it with $(call took,its words).
BEGAN := $(shell date +%s)
phase = $(eval PHASE := $(shell date +%s))
took = printf '%-26s%3d s\n' '$(1)' $$(($$(date +%s) - $(PHASE)))

# The demonstration sees its own settings only: a DATABASE_URL in somebody's shell must not lead it to their site.
# Paths in it are relative to this folder, so that the folder may be moved and may have any name.
IN_DEMO := env -i PATH="$$PATH" HOME="$$HOME" LANG=C.UTF-8 ENV_FILE=.demo/demo.env \
	SITE_URL=http://127.0.0.1:$(PORT)

.PHONY: help
help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: demo-is-ours .demo/.prepared .demo/.static  ## serve the North Herts plan with an illustrative year (PORT=8000)
	@$(port_is_free)
	@echo
	@sed 's|http://127\.0\.0\.1:[0-9]*/|http://127.0.0.1:$(PORT)/|' .demo/sign-ins.txt
	@echo
	@echo "Ctrl-C ends it; what was changed stays. make demo-reset begins again."
	@echo
	@($(IN_DEMO) $(PYTHON) -c "$$first_page" $(PORT) $$$$ $(BEGAN) 2>/dev/null &); \
	exec $(IN_DEMO) $(PYTHON) -m gunicorn --config config/gunicorn.conf.py --bind 127.0.0.1:$(PORT) --workers 2

.PHONY: serve
serve: demo-is-ours .demo/.prepared  ## for work on the code: the same pages, reloaded when a file changes, with tracebacks
	@$(port_is_free)
	@sed 's|http://127\.0\.0\.1:[0-9]*/|http://127.0.0.1:$(PORT)/|' .demo/sign-ins.txt
	@exec $(IN_DEMO) DEBUG=true $(PYTHON) manage.py runserver 127.0.0.1:$(PORT)

.PHONY: demo-reset
demo-reset: .venv/.runtime  ## the same from the beginning: forgets what was changed in the demo
	@$(port_is_free)
	rm -rf .demo
	@$(MAKE) --no-print-directory demo

.PHONY: test
test: .venv/.development  ## every check: lint, SQLite, PostgreSQL, a browser (FULL=1: all on both, all screens)
	@FULL=$(FULL) $(PYTHON) tests/run.py

.PHONY: test-machines
test-machines: .venv/.development  ## docs/running.md and docs/several-hosts.md followed on bare Debians, and the image built and run: as root, ten minutes
	@$(PYTHON) tests/run.py --only machines

.PHONY: test-hosts
test-hosts: .venv/.development  ## two hosts behind nginx, on one PostgreSQL behind PgBouncer, and one of them killed; two releases at once
	@$(PYTHON) tests/run.py --only hosts

.PHONY: quick
quick: .venv/.development  ## lint, and the tests that need nothing but Python; two minutes
	@$(PYTHON) tests/run.py --quick

.PHONY: check
check: .venv/.development  ## one file of tests, or one test: T=tests/plans/test_feed.py::test_name
	@$(PYTHON) tests/run.py --check $(or $(T),$(error make check T=tests/plans/test_feed.py))

.PHONY: format
format: .venv/.development  ## write Python and templates the way that make test wants them
	.venv/bin/ruff check --fix --quiet . || true
	.venv/bin/ruff format .
	@# It ends in an error when it rewrote something; the second run says whether all is well.
	.venv/bin/djade --target-version 5.2 $(TEMPLATES) || .venv/bin/djade --target-version 5.2 $(TEMPLATES)

.PHONY: lock
lock: .venv/.runtime  ## lock requirements.in and the other three (UPGRADE=1: to the newest versions)
	$(call uv_lock,requirements-uv)
	$(call uv_lock,requirements)
	$(call uv_lock,requirements-extras)
	$(call uv_lock,requirements-dev)

.PHONY: messages
messages: .venv/.development  ## bring the catalogues of translations up to date, and compile them
	$(PYTHON) -m tests.catalogues

.PHONY: notice
notice: .venv/.development  ## write NOTICE: the licences of what the site is made with
	$(PYTHON) config/notice.py > NOTICE

.PHONY: sbom
sbom: .venv/.development  ## living-plan.cdx.json: what a release is made of (CycloneDX), with versions, hashes and licences
	@$(PYTHON) -m venv --without-pip --clear .venv/.release
	@$(PYTHON) config/uv.py pip install --quiet --require-hashes --python .venv/.release/bin/python -r requirements.txt -r requirements-extras.txt
	.venv/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o living-plan.cdx.json .venv/.release/bin/python

# Neither the index's address nor this machine's paths get into the locked files.
uv_lock = $(PYTHON) config/uv.py pip compile $(1).in --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) -o $(1).txt

# Asked before serving: gunicorn itself would try for five seconds and end in a list of errors.
port_is_free = $(PYTHON) -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null || { echo "Port $(PORT) is in use, perhaps by a demo that still runs. \
	End that, or choose another one: make $@ PORT=8001" >&2; exit 1; }

# Python environments. The stamps are younger than what they were made from, or they are made again. An environment that
# does not work (the folder was moved, Python was upgraded) is replaced.

.venv/.runtime: requirements.txt
	@$(phase)
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(make_venv)
	@echo "Installing what the site needs"
	@$(call install,-r requirements.txt)
	@touch $@
	@$(call took,Python environment)

.venv/.development: .venv/.runtime requirements-extras.txt requirements-dev.txt
	@$(phase)
	@echo "Installing what the checks need"
	@$(call install,-r requirements.txt -r requirements-extras.txt -r requirements-dev.txt)
	@touch $@
	@$(call took,Environment of the checks)

# uv takes a fifth of pip's time. Both take nothing whose hash is not in the files.
install = $(PYTHON) config/uv.py pip install --quiet --require-hashes $(1) || { \
	echo "uv cannot install that here, so pip does, which takes longer" >&2; $(PIP) install --require-hashes $(1); }

make_venv = { \
	for python in python3.11 python3; do \
		$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
			&& exec $$python -m venv --clear .venv; \
	done; \
	echo "Python 3.11, 3.12 or 3.13 is needed, as python3.11 or python3" >&2; exit 1; }

# The demonstration, all of it in .demo/. A second start finds the stamps and goes straight to gunicorn.

.demo/.prepared: .demo/demo.env .venv/.runtime $(MIGRATIONS) $(shell find fixtures -type f)
	@echo "Preparing the demonstration"
	@$(IN_DEMO) $(PYTHON) manage.py prepare_demo --sign-ins .demo/sign-ins.txt --began $$(date +%s)
	@echo $(MIGRATIONS) > .demo/migrations
	@touch $@

.demo/.static: .demo/demo.env .venv/.runtime config/storage.py $(shell find static -type f)
	@$(phase)
	@$(IN_DEMO) $(PYTHON) manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@
	@$(call took,Static files)

# Settings of another version are no use; a database of other migrations is looked at anew, whatever its stamp says.
.PHONY: demo-is-ours
demo-is-ours: .demo/demo.env
	@$(PYTHON) -c "$$demo_env" | grep "^# Made by" | grep -qxFf - .demo/demo.env || { \
		echo "The demonstration was made by another version. To begin again, which forgets what was changed:" \
		"make demo-reset" >&2; exit 1; }
	@echo $(MIGRATIONS) | cmp -s - .demo/migrations || rm -f .demo/.prepared

# The clock is set once, to 15 June 2009, 10 in the morning, and goes on from there.
define demo_env
import datetime, hashlib, os, secrets
print("# Made by", hashlib.sha256(os.environ["demo_env"].encode()).hexdigest()[:16])
begin = datetime.datetime(2009, 6, 15, 9, tzinfo=datetime.timezone.utc)
offset = begin - datetime.datetime.now(datetime.timezone.utc)
print("SECRET_KEY=" + secrets.token_urlsafe(50))
print("DATABASE_URL=sqlite:///.demo/plan.sqlite3")
print("STATIC_ROOT=.demo/static")
print("EVIDENCE_ROOT=.demo/evidence")
print("DEMO_MAIL_FOLDER=.demo/mail")
print("ALLOWED_HOSTS=127.0.0.1,localhost")
print("CLOCK_OFFSET_SECONDS=%d" % offset.total_seconds())
print("SITE_NOTICE=A demonstration: the plan is a real one of 2008 to 2011, but the progress shown with it is illustrative.")
print("# Plain http, on this machine only.")
print("INSECURE_COOKIES=true")
endef
export demo_env

.demo/demo.env: | .venv/.runtime
	@mkdir -p .demo/static
	@$(PYTHON) -c "$$demo_env" > $@

# Says when the public page is there; not if the server ends before.
define first_page
import os, sys, time, urllib.request
port, server, began = map(int, sys.argv[1:])
ready = time.time()
with open(".demo/sign-ins.txt") as file:
    path = next(line.split()[-1] for line in file if "public page" in line).split("/", 3)[-1]
while os.kill(server, 0) is None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=60):
            break
    except OSError:
        time.sleep(0.1)
print(f"{'Server and its first page':<26}{time.time() - ready:3.0f} s")
print(f"{'All in all':<26}{time.time() - began:3.0f} s", flush=True)
endef
export first_page

# How static/vendor/ was made: make vendor.
-include static/vendor/vendor.mk
