"""Where data and models lie. Apart from the settings, whose library takes longer to load than the encoder."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).parent


def artefacts(name: Literal["data", "models"]) -> Path:
    """Return the folder of data or models: beside the package in a checkout, inside it when installed from a wheel."""
    checkout = _PACKAGE.parent / name
    return checkout if (_PACKAGE.parent / "pyproject.toml").exists() else _PACKAGE / f"_{name}"
