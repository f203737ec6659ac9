"""Rankers as JSON: those that we ship are folders in models/ranker, those made from decisions lie in the database."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matchmaker.artefacts import artefacts
from matchmaker.i18n import N_
from matchmaker.matching.features import NAMES
from matchmaker.matching.rank import Ranker, Weight

FILE = "ranker.json"
NOT_YET_LOOKED_AT = Weight(0.0, N_("these weights are older than this sign, which counts nothing in them"))


def open_ranker(version: str, *, folder: Path | None = None) -> Ranker:
    """Open a ranker that we ship; raises FileNotFoundError for a version that we do not."""
    path = (folder or artefacts("models") / "ranker") / version / FILE
    record = json.loads(path.read_text(encoding="utf-8"))
    return ranker_of(record["weights"], version=version, bias=record["bias"], ceiling=record["ceiling"])


def keep_ranker(ranker: Ranker, *, folder: Path) -> Path:
    """Write a ranker into a folder of its version; the card beside it is for a person to write."""
    path = folder / ranker.version / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {"bias": ranker.bias, "ceiling": ranker.ceiling, "weights": record_of(ranker)}
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def record_of(ranker: Ranker) -> dict[str, Any]:
    """Return the weights as JSON has them: `{feature: {"points": …, "reason": …}}`, in the order of the features."""
    return {
        name: {"points": ranker.weights[name].points, "reason": ranker.weights[name].reason}
        for name in NAMES
        if name in ranker.weights
    }


def ranker_of(weights: Mapping[str, Mapping[str, Any]], *, version: str, bias: float, ceiling: float) -> Ranker:
    """Return the ranker that `record_of` wrote.

    A feature that is younger than the record weighs nothing: it ranks as it did. One that is gone is left out.
    """
    known = {name: Weight(float(weights[name]["points"]), weights[name]["reason"]) for name in NAMES if name in weights}
    return Ranker(version, {name: known.get(name, NOT_YET_LOOKED_AT) for name in NAMES}, bias, ceiling)
