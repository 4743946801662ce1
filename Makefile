# What you can do here. `make` alone lists it. Works with GNU make 3.81 (macOS) and later.

PYTHON ?= $(shell for one in python3 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$one && break; done)
BIN := .venv/bin
READY := .venv/.ready

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where it is set, as in many containers, each of the many processes that tests and checks start compiles everything anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help

##@ Start

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## create .venv with the locked dependencies; the other targets do it when needed

run: setup ## start everything on this machine with fictional demo data, until Ctrl-C
	$(BIN)/parcours up --demo

run-processes: setup ## the same, with the gateway and each service as processes of their own
	$(BIN)/parcours up --demo --processes

demo: setup ## play scenes of the work against the running system, as stories
	$(BIN)/parcours demo

##@ Change

test: setup ## all tests, on real embedded engines
	$(BIN)/python -m pytest -n auto --maxprocesses 4

nightly: setup ## what must hold of all that is drawn at random: 10 000 worlds, a year of 10 000 referrals, 3000 histories
	$(BIN)/python -m pytest -m nightly --hypothesis-profile nightly --timeout 7200

check: lint types contracts fresh ## everything that is checked without running the product

lint: setup ## names, style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup ## types, strictly
	$(BIN)/mypy

contracts: setup ## who may import whom
	$(BIN)/lint-imports

fresh: setup ## generated documents say what the code says
	$(BIN)/parcours documents --check

format: setup ## bring the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

documents: setup ## write the generated documents: policy, events, tables, API
	$(BIN)/parcours documents

##@ Operate

migrate: setup ## bring the schemas of all services to this version
	$(BIN)/parcours migrate

status: setup ## which parts of a running installation are ready
	$(BIN)/parcours status

bench: setup ## measure beside a bare server, and write docs/benchmarks.md
	$(BIN)/parcours bench

bench-predicate: setup ## measure what the access predicate adds to a list among a million grants
	$(BIN)/parcours bench-predicate

bench-directory: setup ## measure searches among 140 000 listings; 95 of 100 must take 50 ms at most
	$(BIN)/parcours bench-directory

bench-live: setup ## measure how soon 200 listeners hear of 50 messages a second
	$(BIN)/parcours bench-live

clean: ## remove what was installed and cached; never the data in var
	rm -rf .venv build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache .schemathesis .import_linter_cache
	find deploy gateway services shared tests -name __pycache__ -prune -exec rm -rf {} +

# The stamp makes the second time fast; it is older than the lock when there is something to install.
$(READY): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Parcours needs Python 3.11 or later. Say where: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Installing the locked dependencies into .venv; about a minute the first time."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

.PHONY: help setup run run-processes demo test nightly check lint types contracts fresh format documents migrate status bench bench-directory bench-live bench-predicate clean
