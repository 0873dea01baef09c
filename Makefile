# `make site` and `make test` are all a fresh machine needs (Python 3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: site examples test test-long access lint serve lock clean

site: $(INSTALLED)
	$(BIN)/cchc build
	@echo "Mở trang: $(CURDIR)/site/index.html (hoặc chạy: make serve)"

# The four units of the other source documents, and the top level, as strictly as MkDocs can.
examples: $(INSTALLED)
	for folder in . examples/*; do $(BIN)/cchc build --strict --no-cache --config $$folder/mkdocs.yml || exit 1; done

test: lint
	$(BIN)/pytest -n auto --dist worksteal -m "not long"

test-long: $(INSTALLED)
	$(BIN)/pytest -m long

# Looks for breaches of WCAG and writes down the result, of which /tiep-can/ tells.
access: site
	$(BIN)/python tests/access.py mkdocs.yml site

lint: $(INSTALLED)
	$(BIN)/ruff format --check -q generator tests
	$(BIN)/ruff check -q generator tests
	$(BIN)/mypy

serve: $(INSTALLED)
	$(BIN)/cchc serve

# Brings requirements.lock up to date with pyproject.toml; needs uv.
lock:
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 \
	  --no-annotate --no-header --upgrade -o requirements.lock

clean:
	rm -rf site .venv

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q generator # an editable install does not; 0.1 s of each build where Python may not
	@touch $(INSTALLED)
