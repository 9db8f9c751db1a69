# Two commands do everything: `make serve` and `make test`. Python 3.11 or newer and make are all they need.
PYTHON ?= python3
BIN := .venv/bin
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

# Tests start hundreds of processes, and each would compile the code anew.
unexport PYTHONDONTWRITEBYTECODE

# Two more than there are processors: tests in the browser often wait.
WORKERS := $(shell expr $$(nproc 2>/dev/null || echo 2) + 2)

.PHONY: setup assets admin translations index serve check checked typed test browser freeze audit advisories sbom load bench screenshots mutants coverage lock clean

serve: setup index
	$(BIN)/signpost serve

# What the tests need is fetched while the code is read.
test:
	$(MAKE) --no-print-directory -j 2 checked index browser admin
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

checked: typed .venv/ready
	$(BIN)/ruff check app tests
	$(BIN)/ruff format --check app tests
	$(BIN)/lint-imports
	$(BIN)/signpost check

typed: .venv/ready
	$(BIN)/mypy

setup: .venv/ready app/web/static/built/manifest.json

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m compileall -q -j 0 .venv/lib/python3.* >/dev/null 2>&1 || true
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# Node comes from a Python package, so nothing else has to be on the machine.
node_modules/.package-lock.json: package.json package-lock.json .venv/ready
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-fund --no-audit --loglevel=error
	touch $@

app/web/static/built/manifest.json: node_modules/.package-lock.json $(shell find app/web/assets -type f 2>/dev/null)
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build

assets: app/web/static/built/manifest.json

# The editing page at /admin/. Only editors load it.
admin/node_modules/.package-lock.json: admin/package.json admin/package-lock.json .venv/ready
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix admin ci --no-fund --no-audit --loglevel=error
	touch $@

app/web/static/admin/admin.js: admin/node_modules/.package-lock.json admin/build.mjs $(wildcard admin/src/*.mjs)
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix admin run --silent build

admin: app/web/static/admin/admin.js

# Gathers the words of templates, scripts and code and brings every language's file up to them.
translations: setup
	$(BIN)/signpost translations update

index: setup
	$(BIN)/signpost index

check: setup
	$(BIN)/signpost check

freeze: setup index
	$(BIN)/signpost freeze

# Browser tests use a Chromium of the machine; without one, Debian's as root, else Playwright's.
browser: .venv/ready
ifeq ($(CHROMIUM),)
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else $(BIN)/playwright install chromium; fi
endif

audit: setup index browser
	$(BIN)/python -m tests.audit

# The tools that look at what we build on stand apart from what we build on.
.venv/audit/ready: .github/audit.lock .venv/ready
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/pip install --quiet --disable-pip-version-check --require-hashes -r .github/audit.lock
	touch $@

# Known faults in dependencies; those of development alone are told, but do not fail.
advisories: .venv/audit/ready
	.venv/audit/bin/pip-audit --require-hashes --disable-pip -r requirements.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" npm audit --omit=dev
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix admin audit --omit=dev
	PATH="$(CURDIR)/$(BIN):$$PATH" npm audit || true

# All that the site is made of, in CycloneDX.
sbom: setup admin .venv/audit/ready
	mkdir -p release
	.venv/audit/bin/cyclonedx-py requirements requirements.lock --output-reproducible -o release/sbom-python.json
	PATH="$(CURDIR)/$(BIN):$$PATH" npm sbom --sbom-format cyclonedx --omit=dev > release/sbom-browser.json
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix admin sbom --sbom-format cyclonedx --omit=dev > release/sbom-admin.json

# A crowd of visitors for a minute while the content is edited; needs a machine that is not busy.
load: setup
	$(BIN)/python -m tests.proof.load

# What `make bench` compares with stands apart, and is never needed for anything else.
.venv/bench/ready: .github/bench.lock .venv/ready
	$(PYTHON) -m venv .venv/bench
	.venv/bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r .github/bench.lock
	touch $@

tests/bench/peers/node_modules/.package-lock.json: tests/bench/peers/package-lock.json .venv/ready
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix tests/bench/peers ci --no-fund --no-audit --loglevel=error
	touch $@

# Everything beside its peers, in some twenty-five minutes (or MINUTES=40). SIZES="300 2000" and ONLY=serve measure a part;
# RECORD=1 writes the new budget.
bench: setup browser
	@$(MAKE) --no-print-directory .venv/bench/ready || echo "Pelican, Hugo, tantivy and the plots could not be installed, so they are left out."
	@$(MAKE) --no-print-directory tests/bench/peers/node_modules/.package-lock.json || echo "Eleventy and MiniSearch could not be installed, so they are left out."
	$(BIN)/python -m tests.bench $(SIZES) $(if $(ONLY),--only "$(ONLY)") $(if $(RUNS),--runs $(RUNS)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(RECORD),--record)

screenshots: setup index browser
	$(BIN)/python -m tests.screenshots

# The tools that look at the tests: beside the project's packages, never among them.
.venv/mutants/ready: .github/mutants.lock .venv/ready
	rm -rf .venv/mutants
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --target .venv/mutants -r .github/mutants.lock
	touch $@

# Small faults put into a copy of the code: how many do the tests notice? AREAS="opening feed" tries a part.
mutants: setup .venv/mutants/ready
	PYTHONPATH="$(CURDIR)/.venv/mutants" $(BIN)/python -m tests.mutants $(AREAS)

# Which lines and branches the whole of the tests goes through, commands and servers that they start too.
coverage: setup index browser admin .venv/mutants/ready
	$(BIN)/python -m tests.branches -n $(WORKERS)

# After a change of dependencies in pyproject.toml. The second lock is of what serving alone needs.
lock:
	$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --all-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-options --output-file=requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-options --constraint=requirements.lock --output-file=requirements.serve.lock pyproject.toml

clean:
	rm -rf .venv node_modules app/web/static/built
