"""Our encoder as sentence-transformers opens it: the same folder, the same numbers, in torch.

`modules.json` of the folder names this class. Nothing needs it at run time: `matching.static` reads with numpy.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file
from sentence_transformers.base.modules.input_module import InputModule
from tokenizers import Tokenizer
from torch import nn

from matchmaker.matching.parts import Splitter
from matchmaker.matching.static import CONFIG, TOKENIZER, WEIGHTS


class PartSum(InputModule):  # type: ignore[misc]  # the library's types are not looked at
    """Sums the vectors of a text's parts and brings the sum to unit length."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self.splitter = Splitter(self.tokenizer, buckets=config["buckets"])
        tables = load_file(folder / WEIGHTS)
        rows = tables["vectors"].astype(np.float32) * tables["scales"][:, None]
        self.parts = nn.EmbeddingBag.from_pretrained(torch.from_numpy(rows), mode="sum", freeze=False)

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        texts = [f"{prompt or ''}{text}" for text in inputs]
        ids = [self.splitter.split(text).ids for text in texts]
        offsets = np.cumsum([0, *(len(each) for each in ids[:-1])])
        return {"input_ids": torch.from_numpy(np.concatenate(ids)), "offsets": torch.from_numpy(offsets)}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        sums = self.parts(features["input_ids"], features["offsets"])
        features["sentence_embedding"] = nn.functional.normalize(sums, dim=1)
        return features

    @property
    def max_seq_length(self) -> float:
        return float("inf")

    def get_embedding_dimension(self) -> int:
        return int(self.parts.embedding_dim)

    get_sentence_embedding_dimension = get_embedding_dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Copy the folder as it is: training ends in `distil`, not here."""
        for name in (CONFIG, TOKENIZER, WEIGHTS):
            (Path(output_path) / name).write_bytes((self.folder / name).read_bytes())

    @classmethod
    def load(cls, model_name_or_path: str, **_: Any) -> "PartSum":  # noqa: ANN401
        return cls(Path(model_name_or_path))
