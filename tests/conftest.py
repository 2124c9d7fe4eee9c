"""What every test may use: the real guide in both modes, and hypothesis profiles."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from face_guide import prompts
from face_guide.guide import Guide

settings.register_profile("quick", max_examples=60, deadline=None, derandomize=True)
settings.register_profile(
    "long", max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def guide() -> Guide:
    return Guide.load("guided")


@pytest.fixture(scope="session")
def informing() -> Guide:
    return Guide.load("information")


@pytest.fixture(params=prompts.locales())
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)
