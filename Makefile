# The two commands that matter: `make run` and `make test`. `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
STAMPS := .cache/make
ARGS ?=
BENCH ?= run
CORES := $(shell getconf _NPROCESSORS_ONLN)
export PATH := $(CURDIR)/$(BIN):$(PATH)

# macOS: `brew install pango`; the loader does not look in Homebrew's folder by itself.
ifeq ($(shell uname -s),Darwin)
export DYLD_FALLBACK_LIBRARY_PATH := $(shell brew --prefix 2>/dev/null)/lib:$(DYLD_FALLBACK_LIBRARY_PATH)
endif

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help setup run test check format bench lock clean system-run system-test

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/assets ## virtual environment, style parts and fonts, translations; only what is out of date

run: system-run setup ## the website at http://127.0.0.1:8000 with demo data, the scheduler and a mail box; Ctrl-C stops all
	@$(FLASK) db upgrade
	@$(FLASK) demo
	@.ci/serve

test: system-test setup ## all tests, a process per core, on SQLite and PostgreSQL (ARGS="-k letter" chooses, ARGS="-n 0" debugs)
	@$(BIN)/pytest -n $(CORES) --maxprocesses 8 --dist loadscope $(ARGS)

check: setup ## format, lint, types, contracts, templates, dependencies, and the fitness tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/deptry .
	@$(BIN)/pytest -q tests/architecture --deselect tests/architecture/test_tools.py

format: $(STAMPS)/venv ## put code and imports in the one form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## measure pages and exports at 1,000 and 100,000 cases (BENCH=choices: every filter; BENCH=proofs: a million movements; BENCH=deadline: 300 submissions)
	@$(BIN)/python bench/$(BENCH).py $(ARGS)

lock: ## renew the locks of requirements*.in (needs uv)
	@$(COMPILE) -o requirements.txt requirements.in
	@$(COMPILE) -o requirements-dev.txt requirements-dev.in
	@$(COMPILE) -o requirements-node.txt requirements-node.in

clean: ## remove what was built; the database and mail in instance/ stay
	@rm -rf .cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-output fund/static/vendor
	@find fund -name '*.mo' -delete

system-run:
	@.ci/system-packages run

system-test:
	@.ci/system-packages test

# Each stamp is renewed when its inputs change, so a second `make run` starts at once.

$(STAMPS)/venv: requirements-dev.txt
	@mkdir -p $(STAMPS)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@if command -v uv >/dev/null; \
	then uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt; \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt; fi
	@touch $@

$(STAMPS)/node: package.json package-lock.json $(STAMPS)/venv
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
	@npm ci --silent --no-audit --no-fund
	@touch $@

$(STAMPS)/assets: $(STAMPS)/node fund/web/assets.py fund/static/tokens.css $(wildcard fund/translations/*/LC_MESSAGES/*.po)
	@$(FLASK) assets
	@touch $@
