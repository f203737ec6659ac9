"""How models/language is made: counting letter n-grams in texts whose language is known."""

import json
import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from matchmaker.matching.languages import CONFIG, WEIGHTS, buckets
from matchmaker.training.corpus import LANGUAGES, Pair

BUCKETS = 1 << 16  # n-grams of nine languages fill half of them; fewer confuse rare ones
PER_LANGUAGE = 30_000  # texts: more change nothing, and keep the languages alike in size
SMOOTHING = 0.5  # times the number of buckets: how much an n-gram never seen in a language may still occur in it
PLAIN = 0.3  # weight of a text typed without its marks, as on a phone
TYPED_PLAIN = ("ku", "tr", "de", "fr", "es", "it")
SEED = 20210611


def train(pairs: Iterable[Pair], folder: Path) -> None:
    """Count and write the table into `folder`."""
    texts = defaultdict(list)
    for pair in pairs:
        texts[pair.language].append(pair.text)
        texts["en"].append(pair.english)
    order = (*LANGUAGES, "en")
    counts = np.zeros((len(order), BUCKETS))
    draw = random.Random(SEED)  # noqa: S311 - a sample, no secret
    for row, language in zip(counts, order, strict=True):
        chosen = texts[language]
        draw.shuffle(chosen)
        for text in chosen[:PER_LANGUAGE]:
            np.add.at(row, buckets(text, BUCKETS), 1.0)
            if language in TYPED_PLAIN:
                np.add.at(row, buckets(_plain(text), BUCKETS), PLAIN)
    anywhere = counts.sum(axis=0) / counts.sum()
    smoothed = counts + SMOOTHING * BUCKETS * anywhere
    log_probabilities = np.log(smoothed / smoothed.sum(axis=1, keepdims=True) + np.finfo(np.float32).tiny)
    folder.mkdir(parents=True, exist_ok=True)
    save_file({"log_probabilities": log_probabilities.astype(np.float16)}, folder / WEIGHTS)
    (folder / CONFIG).write_text(json.dumps({"languages": order}, indent=1) + "\n", encoding="utf-8")


def _plain(text: str) -> str:
    bare = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return "".join(bare).replace("ı", "i")
