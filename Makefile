# One place for the commands that people and CI share. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A worker a core and one, for some wait; a file's tests stay together, and with them the servers
# they share.
WORKERS := $(shell expr $$(nproc) + 1)
PARALLEL := -n $(WORKERS) --maxprocesses 4 --dist loadfile
# Without compiled bytecode every process compiles everything again.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check lint sweep drills binary packages image packaged image-test conformance bench mysql docs lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.ready-run ## set up and serve the embedded demo realm until Ctrl-C
	@exec $(BIN)/trinitycore-mcp serve --demo

test: $(VENV)/.ready-dev ## set up everything the tests need, then run the suite
	@packaging/setup/mariadb.sh
	@packaging/setup/nginx.sh
	@packaging/setup/etcd.sh || true
	@packaging/setup/compilers.sh
	@packaging/setup/shells.sh
	$(BIN)/python -m pytest -m "not sweep and not packaged" $(PARALLEL)

check: lint test ## what has to hold before a change is merged

lint: $(VENV)/.ready-dev ## style, types, layers
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

sweep: $(VENV)/.ready-dev ## what takes minutes: every tool over every row of the published data, among others
	@packaging/setup/mariadb.sh
	@packaging/setup/nginx.sh
	@packaging/setup/etcd.sh || true
	@: $${TRINITYCORE_MCP_TEST_DATA:?name the folder with the published TrinityCore data}
	@packaging/setup/compilers.sh
	$(BIN)/python -m pytest -m "sweep and not packaged" $(PARALLEL)
	TRINITYCORE_MCP_EXAMPLES=500 $(BIN)/python -m pytest tests/integration/test_hostile_inputs.py -n auto --maxprocesses 4

drills: $(VENV)/.ready-dev ## real faults on three replicas behind NGINX; needs root, takes minutes
	@packaging/setup/nginx.sh
	@packaging/setup/mariadb.sh
	$(BIN)/python -m chaos run --out .cache/drills

binary: $(VENV)/.ready-dev ## one-file program, folder program, checksums, SBOM and licences into dist/
	@packaging/setup/binary.sh
	$(BIN)/python packaging/pyinstaller/build.py

packages: binary ## .deb and .rpm from the folder program, into dist/
	@packaging/setup/packages.sh
	$(BIN)/python packaging/packages/build.py

image: ## the container image, by Buildah, Podman or Docker; BASE= names another Debian
	@packaging/container/build.sh

packaged: packages ## the built program, image, service and packages, really run; needs root, takes minutes
	@packaging/setup/mariadb.sh
	@packaging/setup/containers.sh
	@packaging/setup/systemd.sh
	$(BIN)/python -m pytest -m "packaged and not sweep" $(PARALLEL)

image-test: $(VENV)/.ready-dev ## build the image from source, as strangers do
	@packaging/setup/containers.sh
	$(BIN)/python -m pytest -m "packaged and sweep"

conformance: $(VENV)/.ready-dev ## the public MCP conformance suite and the MCP Inspector (npm)
	$(BIN)/python tests/conformance/run.py

bench: $(VENV)/.ready-dev ## load figures beside the reference servers; see docs/PERFORMANCE.md
	$(BIN)/python tests/load/bench.py

mysql: $(VENV)/.ready-dev ## unpack a private MySQL for the tests, where Debian's archive has one
	$(BIN)/python tests/support/install_mysql.py

docs: $(VENV)/.ready-dev ## write config/appliance.toml, docs/reference, docs/TOOLS.md and what completion needs
	$(BIN)/python -m appliance.settings.document
	$(BIN)/python -m appliance.tools.document
	$(BIN)/python -m appliance.tools.balancer
	$(BIN)/python -m appliance.cli.document

lock: ## pin the dependencies anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml \
		--extra accelerated --extra build -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml \
		--extra dev --extra build -o requirements-dev.lock

clean: ## remove everything that was built, installed or cached here
	rm -rf $(VENV) .cache build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.ready-run: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" packaging/setup/venv.sh $(VENV) requirements.lock
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml
	@PYTHON="$(PYTHON)" packaging/setup/venv.sh $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.ready-run
