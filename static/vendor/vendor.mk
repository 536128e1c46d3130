# Makes the files in static/vendor again. Needs node and npm.
# To upgrade: change a version, run `make vendor`, look at the difference.

GOVUK_FRONTEND_VERSION := 6.6.0
SASS_VERSION := 1.108.2
INTER_VERSION := 5.3.0
NOTO_NASTALIQ_URDU_VERSION := 5.3.0

GOVUK_FRONTEND_DIR := $(dir $(lastword $(MAKEFILE_LIST)))govuk-frontend
INTER_DIR := $(dir $(lastword $(MAKEFILE_LIST)))inter
NOTO_NASTALIQ_URDU_DIR := $(dir $(lastword $(MAKEFILE_LIST)))noto-nastaliq-urdu

# What must not be in the result. See govuk-frontend/VERSION.md.
GOVUK_FRONTEND_FORBIDDEN := GDS Transport|@font-face|sourceMappingURL|[Cc]rest|url\(

# Writes a stylesheet's few characters outside ASCII as CSS escapes, so that it
# means the same in any encoding.
TO_ASCII := const fs = require("fs"), file = process.argv[1]; \
	fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/[^\x00-\x7f]/gu, \
	(c) => "\\" + c.codePointAt(0).toString(16) + " "))

.PHONY: vendor
vendor: vendor-govuk-frontend vendor-inter vendor-noto-nastaliq-urdu

.PHONY: vendor-govuk-frontend
vendor-govuk-frontend:
	@set -eu; \
	tmp=$$(mktemp -d); \
	trap 'rm -rf "$$tmp"' EXIT; \
	trap 'exit 1' HUP INT TERM; \
	npm install --prefix "$$tmp" --no-save --ignore-scripts --no-audit --no-fund \
		govuk-frontend@$(GOVUK_FRONTEND_VERSION) sass@$(SASS_VERSION); \
	package="$$tmp/node_modules/govuk-frontend"; \
	grep -q '"license": "MIT"' "$$package/package.json" \
		|| { echo "vendor: the licence is no longer MIT" >&2; exit 1; }; \
	mkdir "$$tmp/out"; \
	"$$tmp/node_modules/.bin/sass" --style=compressed --no-source-map --no-charset \
		--load-path="$$tmp/node_modules" \
		"$(GOVUK_FRONTEND_DIR)/app.scss:$$tmp/out/app.css" \
		"$(GOVUK_FRONTEND_DIR)/forms.scss:$$tmp/out/forms.css"; \
	for file in app.css forms.css; do \
		node -e '$(TO_ASCII)' "$$tmp/out/$$file"; \
	done; \
	sed 's|//# sourceMappingURL=.*||' "$$package/dist/govuk/govuk-frontend.min.js" \
		> "$$tmp/out/govuk-frontend.min.js"; \
	for file in app.css forms.css govuk-frontend.min.js; do \
		test -s "$$tmp/out/$$file" \
			|| { echo "vendor: $$file is empty" >&2; exit 1; }; \
		if grep -oE '$(GOVUK_FRONTEND_FORBIDDEN)' "$$tmp/out/$$file" >&2; then \
			echo "vendor: $$file contains what must be left out" >&2; exit 1; \
		fi; \
	done; \
	sed -e 's/^- Version: .*/- Version: $(GOVUK_FRONTEND_VERSION)/' \
		-e 's/^- Compiled with: .*/- Compiled with: sass $(SASS_VERSION)/' \
		"$(GOVUK_FRONTEND_DIR)/VERSION.md" > "$$tmp/out/VERSION.md"; \
	cp "$$tmp/out/"* "$(GOVUK_FRONTEND_DIR)/"; \
	echo "vendor: govuk-frontend $(GOVUK_FRONTEND_VERSION) is in $(GOVUK_FRONTEND_DIR)"

.PHONY: vendor-inter
vendor-inter:
	@set -eu; \
	tmp=$$(mktemp -d); \
	trap 'rm -rf "$$tmp"' EXIT; \
	trap 'exit 1' HUP INT TERM; \
	npm install --prefix "$$tmp" --no-save --ignore-scripts --no-audit --no-fund \
		@fontsource/inter@$(INTER_VERSION); \
	package="$$tmp/node_modules/@fontsource/inter"; \
	grep -q '"license": "OFL-1.1"' "$$package/package.json" \
		|| { echo "vendor: the licence is no longer OFL 1.1" >&2; exit 1; }; \
	mkdir "$$tmp/out"; \
	for part in latin latin-ext; do \
		for face in 400-normal 400-italic 700-normal; do \
			cp "$$package/files/inter-$$part-$$face.woff2" "$$tmp/out/$$part-$$face.woff2"; \
		done; \
	done; \
	cp "$$package/LICENSE" "$$tmp/out/OFL.txt"; \
	sed 's/^- Version: .*/- Version: $(INTER_VERSION) of the npm package/' \
		"$(INTER_DIR)/VERSION.md" > "$$tmp/out/VERSION.md"; \
	cp "$$tmp/out/"* "$(INTER_DIR)/"; \
	echo "vendor: Inter $(INTER_VERSION) is in $(INTER_DIR)"

.PHONY: vendor-noto-nastaliq-urdu
vendor-noto-nastaliq-urdu:
	@set -eu; \
	tmp=$$(mktemp -d); \
	trap 'rm -rf "$$tmp"' EXIT; \
	trap 'exit 1' HUP INT TERM; \
	npm install --prefix "$$tmp" --no-save --ignore-scripts --no-audit --no-fund \
		@fontsource/noto-nastaliq-urdu@$(NOTO_NASTALIQ_URDU_VERSION); \
	package="$$tmp/node_modules/@fontsource/noto-nastaliq-urdu"; \
	grep -q '"license": "OFL-1.1"' "$$package/package.json" \
		|| { echo "vendor: the licence is no longer OFL 1.1" >&2; exit 1; }; \
	mkdir "$$tmp/out"; \
	for face in 400-normal 700-normal; do \
		cp "$$package/files/noto-nastaliq-urdu-arabic-$$face.woff2" "$$tmp/out/arabic-$$face.woff2"; \
	done; \
	cp "$$package/LICENSE" "$$tmp/out/OFL.txt"; \
	sed 's/^- Version: .*/- Version: $(NOTO_NASTALIQ_URDU_VERSION) of the npm package/' \
		"$(NOTO_NASTALIQ_URDU_DIR)/VERSION.md" > "$$tmp/out/VERSION.md"; \
	cp "$$tmp/out/"* "$(NOTO_NASTALIQ_URDU_DIR)/"; \
	echo "vendor: Noto Nastaliq Urdu $(NOTO_NASTALIQ_URDU_VERSION) is in $(NOTO_NASTALIQ_URDU_DIR)"
