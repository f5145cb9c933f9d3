# What there is to do, from a fresh clone on: Python 3.11 to 3.13 and make are enough.

.DEFAULT_GOAL := help
.PHONY: help run test check format bench lock clean
.DELETE_ON_ERROR:

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := deploy/requirements
# What the checks write goes where it is not taken for the installation's own.
APART := VAR_DIR=.mypy_cache/var

help: ## list what there is to do
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /	/' | expand -t 10

run: .venv/run.txt ## install, prepare and serve it: HOST, PORT, DATABASE_URL, DEMO=0
	@exec $(BIN)/python -m hospital_assets.run

test: .venv/dev.txt ## the whole suite on SQLite and PostgreSQL
	@exec $(BIN)/python -m tests.databases --install

check: .venv/dev.txt ## everything that has to pass before a commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/djlint --lint --quiet templates
	$(APART) $(BIN)/mypy .
	$(BIN)/lint-imports
	$(APART) $(BIN)/python manage.py makemigrations --check --dry-run
	$(APART) PUBLIC_URL=https://assets.example.org $(BIN)/python manage.py check --deploy --fail-level WARNING
	@exec $(BIN)/python -m tests.databases --install --coverage

format: .venv/dev.txt ## bring code and templates into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djade $$(git ls-files 'templates/*.html')

bench: .venv/dev.txt ## measure what DESIGN promises
	@exec $(BIN)/python -m tests.bench

lock: ## pin every package that pyproject.toml leads to, with hashes
	python3 -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	$(call compile,dev.txt,--group dev)
	$(call compile,run.txt,-c $(LOCKED)/dev.txt)
	rm -rf .venv-lock

define compile
.venv-lock/bin/uv pip compile --quiet pyproject.toml $(2) --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --system-certs \
	--custom-compile-command "make lock" --output-file $(LOCKED)/$(1)
endef

clean: ## remove what can be made again; var/ stays
	rm -rf .venv .venv-lock .coverage .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.txt: $(LOCKED)/run.txt | .venv/bin/python
	@echo "Installing the packages …"
	@$(PIP) install --require-hashes --requirement $<
	@cp $< $@

.venv/dev.txt: $(LOCKED)/dev.txt | .venv/bin/python
	@echo "Installing the packages for development …"
	@$(PIP) install --require-hashes --requirement $<
	@cp $(LOCKED)/run.txt .venv/run.txt
	@cp $< $@

.venv/bin/python:
	@PYTHON="$(PYTHON)" deploy/virtualenv.sh
