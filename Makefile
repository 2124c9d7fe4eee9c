# Two commands to know: `make run` and `make test`. Each sets up what it needs.
.POSIX:
PYTHON ?= python3
BIN = .venv/bin
# skill-package/ is guided; the package of the other mode is built to be linted.
INFORMATION = --mode information --package build/information

.PHONY: run talk test setup format models serve fuzz load test-clients test-browser package bench release-check

run: setup
	@$(BIN)/python -m speaker --web

talk: setup
	@$(BIN)/python -m speaker

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tools.build_models --check
	$(BIN)/python -m tools.lint_models
	$(BIN)/python -m tools.lint_manifest
	$(BIN)/python -m tools.build_models $(INFORMATION)
	$(BIN)/python -m tools.lint_models $(INFORMATION)
	$(BIN)/python -m tools.lint_manifest $(INFORMATION)
	$(BIN)/python -m tools.build_safety --check
	$(BIN)/python -m pytest

setup: .venv/ready

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Face Guide needs Python 3.11 or newer; set PYTHON=python3.x")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

models: setup
	$(BIN)/python -m tools.build_models
	$(BIN)/python -m tools.build_safety

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: setup
	@PYTHONPATH=lambda $(BIN)/python -m face_guide.web.server

# Odd envelopes and odd sessions, for minutes instead of seconds.
fuzz: setup
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -q --show-capture=no tests/face_guide/alexa/test_any_envelope.py tests/face_guide/test_any_session.py

# Signed requests over loopback, beside the SDK's hello-world skill. Bounded; takes some minutes.
load: setup
	@PYTHONPATH=lambda:. $(BIN)/python -m benchmarks.load

# An independent client (npm's virtual-alexa) talks to the running skill in all locales.
test-clients: setup
	cd tests/clients && npm ci --silent
	PYTHONPATH=lambda:. $(BIN)/python -m tests.clients

# The speaker's page in headless Chromium, with the figures that it must keep; about a minute.
test-browser: setup
	$(BIN)/python -m pytest tests/browser

# One zip for Lambda with python3.13, the same bytes each time, tried out before it is called done.
package: setup
	@$(BIN)/python -m tools.package

# Cold start, warm turns and memory beside the SDK's hello-world skill.
bench: setup
	@PYTHONPATH=lambda:. $(BIN)/python -m benchmarks.lambda_door

release-check: test
	@$(BIN)/python -m tools.release
