# Two commands are all a newcomer needs:
#   make demo   set everything up and run the main job on the embedded example
#   make test   set everything up for tests and run the whole suite
PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet
SOURCES = cli.py terminal.py commands planning intake store generators workflow language examples bench tests

.PHONY: demo test lint types floors suite coverage wheel lock clean

demo: .venv/run
	.venv/bin/nahkoda demo --out demo-out

test: .venv/dev tests/documents/node_modules/ready lint types floors suite wheel

.venv/bin/python:
	.ci/system-packages demo
	$(PYTHON) -m venv .venv

.venv/run: requirements/run.txt pyproject.toml language/id/LC_MESSAGES/nahkoda.po | .venv/bin/python
	.ci/system-packages demo
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: requirements/dev.txt pyproject.toml language/id/LC_MESSAGES/nahkoda.po | .venv/bin/python
	.ci/system-packages test
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@ .venv/run

tests/documents/node_modules/ready: tests/documents/package-lock.json | .venv/dev
	cd tests/documents && npm ci --silent --no-audit --no-fund
	touch $@

lint: .venv/dev
	.venv/bin/ruff check $(SOURCES)
	.venv/bin/ruff format --check $(SOURCES)

types: .venv/dev
	.venv/bin/mypy

floors: .venv/dev
	.venv/bin/lint-imports

suite: .venv/dev tests/documents/node_modules/ready
	.venv/bin/pytest -n 2 --dist worksteal --durations=15

# The suite again, counting branches: it takes about twice as long.
coverage: .venv/dev tests/documents/node_modules/ready
	.venv/bin/pytest -n 2 --dist worksteal --cov --cov-report=term

# The wheel, installed where nothing else is: templates, example, migrations and catalogues must travel.
wheel: .venv/dev
	rm -rf .cache/wheel && mkdir -p .cache/wheel/elsewhere
	.venv/bin/python -m build --wheel --no-isolation --outdir .cache/wheel . >.cache/wheel/build.log || { cat .cache/wheel/build.log; exit 1; }
	$(PYTHON) -m venv .cache/wheel/venv
	.cache/wheel/venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/run.txt
	.cache/wheel/venv/bin/python -m pip --disable-pip-version-check --quiet install --no-deps .cache/wheel/nahkoda-*.whl
	cd .cache/wheel/elsewhere && ../venv/bin/nahkoda demo

# Rewrites the locked requirements; names no registry host.
lock: .venv/dev
	mkdir -p requirements
	.venv/bin/pip-compile $(LOCK) --build-deps-for editable -o requirements/run.txt pyproject.toml
	.venv/bin/pip-compile $(LOCK) --build-deps-for editable --extra dev --extra postgres -o requirements/dev.txt pyproject.toml
LOCK = --quiet --generate-hashes --allow-unsafe --no-strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean:
	rm -rf .venv .cache demo-out dist tests/documents/node_modules
