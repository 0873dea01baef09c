# `make site` and `make test` are all a fresh machine needs (Python 3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
TOOLS := .cache/release

.PHONY: site examples test test-long access lint audit release serve lock clean

site: $(INSTALLED)
	$(BIN)/cchc build
	@echo "Xem trang: make serve"

# The four units of the other source documents, and the top level, as strictly as MkDocs can.
examples: $(INSTALLED)
	for folder in . examples/*; do $(BIN)/cchc build --strict --no-cache --config $$folder/mkdocs.yml || exit 1; done

test: lint
	$(BIN)/pytest -n auto --dist worksteal -m "not long"

test-long: $(INSTALLED) $(TOOLS)/.installed
	$(BIN)/pytest -m long

# Looks for breaches of WCAG on all five sites and writes down the results, of which each /tiep-can/ tells.
access: examples
	for folder in . examples/*; do $(BIN)/python tests/access.py $$folder/mkdocs.yml $$folder/site || exit 1; done

lint: $(INSTALLED)
	$(BIN)/ruff format --check -q generator release tests
	$(BIN)/ruff check -q generator release tests
	$(BIN)/mypy

# Vulnerabilities that are known of locked packages. An index that does not answer is told, and is no failure.
audit: $(TOOLS)/.installed
	$(TOOLS)/bin/python release/audit.py requirements.lock

# Wheel, sdist, the packages that the wheel needs (to install by, with hashes) and the same as CycloneDX, into dist/.
release: $(INSTALLED) $(TOOLS)/.installed
	rm -rf dist
	$(BIN)/hatchling build
	cp release/runtime.lock dist/
	$(TOOLS)/bin/python release/sbom.py dist/*.whl release/runtime.lock $(BIN)/python

serve: $(INSTALLED)
	$(BIN)/cchc serve

# Brings the locks up to date with pyproject.toml; needs uv. All that may be raised is; one package alone by
# make lock RAISE="--upgrade-package NAME". release/runtime.lock is the part of requirements.lock that a site needs.
RAISE ?= --upgrade
COMPILE := uv pip compile --universal --generate-hashes --python-version 3.11 --no-annotate --no-header
lock:
	$(COMPILE) $(RAISE) pyproject.toml --group dev -o requirements.lock
	$(COMPILE) $(RAISE) pyproject.toml --all-extras -c requirements.lock -o release/runtime.lock
	$(COMPILE) $(RAISE) --group pyproject.toml:release -o release/tools.lock
	$(COMPILE) $(RAISE) --group pyproject.toml:servers -o tests/servers.lock

clean:
	rm -rf site dist .venv $(TOOLS)

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q generator # an editable install does not; 0.1 s of each build where Python may not
	@touch $(INSTALLED)

$(TOOLS)/.installed: release/tools.lock
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r release/tools.lock
	@touch $@
