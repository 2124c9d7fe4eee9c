"""Installing takes a package index and half a minute: only when asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    named = any("install" in str(one) for one in config.invocation_params.args)
    return None if named else True
