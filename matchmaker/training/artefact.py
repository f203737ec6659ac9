"""Writing a trained student as a folder that both readers open: numpy (`matching.static`) and sentence-transformers."""

import hashlib
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from matchmaker.matching.encode import Vectors
from matchmaker.matching.static import CONFIG, TOKENIZER, WEIGHTS
from matchmaker.training.corpus import LANGUAGES
from matchmaker.training.distil import Recipe, Trained

MODULE = "matchmaker.training.module.PartSum"
LARGEST = 127  # of int8


def save(trained: Trained, folder: Path, *, version: str, recipe: Recipe) -> None:
    """Write weights, tokenizer and configs; the card (README.md) is written by a person and left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    vectors, scales = quantise(trained.rows)
    save_file({"vectors": vectors, "scales": scales}, folder / WEIGHTS)
    trained.tokenizer.save(str(folder / TOKENIZER), pretty=False)
    _write(
        folder / CONFIG,
        {
            "version": version,
            "dimensions": recipe.dimensions,
            "buckets": recipe.buckets,
            "languages": sorted({*LANGUAGES, "en"}),
            "sha256": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
        },
    )
    _write(folder / "modules.json", [{"idx": 0, "name": "0", "path": "", "type": MODULE}])
    _write(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})


def quantise(rows: Vectors) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return rows as int8 and the scale of each, so that `scales[:, None] * vectors` is what was given, nearly."""
    scales = np.abs(rows).max(axis=1) / LARGEST
    scales[scales == 0] = 1.0
    return np.rint(rows / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
