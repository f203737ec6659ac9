"""How models/encoder is made: a student that adds up parts of words lands where the teacher puts the English original.

Distillation as in Reimers and Gurevych, "Making Monolingual Sentence Embeddings Multilingual using Knowledge
Distillation" (2020): the teacher reads English, the student any of our languages. The student here has no layers: one
vector and one weight per part of a word, so that it is small, quick, and exact to explain.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from torch import nn
from torch.nn import functional

from matchmaker.matching.encode import Vectors
from matchmaker.matching.fold import fold
from matchmaker.matching.parts import UNKNOWN, Splitter
from matchmaker.training import topics
from matchmaker.training.corpus import Bridge, Pair

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What was tried against its neighbours on FLORES dev; each value with what it does."""

    dimensions: int = 256  # of 384 of the teacher: as good within a point, and a third smaller
    pieces: int = 30_000  # 60,000 are no better at twice the size
    buckets: int = 180_000  # hashed n-grams; with the pieces and int8 the weights stay below 60 MB
    passes: float = 3.0  # of each run over all pairs; many more learn them by heart
    batch: int = 1024  # so many wrong answers to tell the right one from
    rate: float = 5e-3  # of Adam, falling to nothing
    temperature: float = 0.05  # of the softmax over the batch
    pull: float = 2.0  # weight of (1 - cosine) beside the contrastive loss
    dropped: float = 0.25  # share of parts left out of a text: no part may carry it alone
    bridge_rate: float = 1.5e-3  # of Adam while crossing the bridges: it corrects, it does not begin again
    bridge_passes: float = 2.0
    lean: float = 0.8  # how far the aim of a text of ours is drawn towards its topic: see `topics`
    runs: int = 2  # from different beginnings, with one tokenizer and the same aims, so that their rows may be averaged
    seed: int = 20210611


TOKENIZER_TEXTS = (25_000, 60_000)  # least and most of one language: small ones are sampled up to be cut as well
START = 0.3  # length of a part's vector before training: sums of a dozen are about one long
SAME = 0.9999  # cosine from which two aims are one text
SOFTPLUS_OF_ONE = math.log(math.e - 1)  # softplus of this is 1: every part begins with the same weight


@dataclass(frozen=True, slots=True)
class Lesson:
    """The texts of one language as parts, and for each the row of its English original."""

    parts: Sequence[torch.Tensor]
    target: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trained:
    tokenizer: Tokenizer
    rows: Vectors
    """(parts, dimensions); the learned weight of a part is in its length."""


def train(
    pairs: Sequence[Pair],
    teacher: Mapping[str, Vectors],
    recipe: Recipe,
    *,
    bridges: Sequence[Bridge] = (),
    report: Report,
) -> Trained:
    """Train a student. `teacher` holds the vector of every English text of `pairs`; `bridges` come at the end."""
    english = list(dict.fromkeys(pair.english for pair in pairs))
    aims = topics.leaning(english, np.stack([teacher[text] for text in english]), pairs, by=recipe.lean)
    targets = torch.from_numpy(project(aims, recipe.dimensions))
    texts = _by_language(pairs, {text: row for row, text in enumerate(english)})
    tokenizer = _tokenizer(texts, recipe, np.random.default_rng(recipe.seed))
    splitter = Splitter(tokenizer, buckets=recipe.buckets)
    lessons = {
        language: Lesson([torch.from_numpy(splitter.split(text).ids) for text, _ in listed], _rows(listed))
        for language, listed in texts.items()
    }
    rows = [
        _run(recipe.seed + run, lessons, targets, splitter, recipe, bridges=bridges, report=report)
        for run in range(recipe.runs)
    ]
    return Trained(tokenizer, np.mean(rows, axis=0))


def _run(
    seed: int,
    lessons: Mapping[str, Lesson],
    targets: torch.Tensor,
    splitter: Splitter,
    recipe: Recipe,
    *,
    bridges: Sequence[Bridge],
    report: Report,
) -> Vectors:
    """Train one student from its own beginning; return its rows, (parts, dimensions)."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    student = Student(splitter.size, recipe)
    total = sum(len(lesson.parts) for lesson in lessons.values())
    steps = int(total * recipe.passes / recipe.batch)
    optimiser = torch.optim.SparseAdam(list(student.parameters()), lr=recipe.rate)
    batches = Batches(lessons, draw)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * (1 - step / steps)
        parts, rows = batches.next(recipe.batch)
        loss = student.loss(parts, targets[torch.from_numpy(rows)])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        report("train", step + 1, steps)
    _cross(student, bridges, splitter, batches=batches, targets=targets, draw=draw, report=report)
    return student.rows()


def _cross(
    student: Student,
    bridges: Sequence[Bridge],
    splitter: Splitter,
    *,
    batches: Batches,
    targets: torch.Tensor,
    draw: np.random.Generator,
    report: Report,
) -> None:
    """Teach words of a language that has few English pairs from dictionaries into languages that have many.

    The student's own vectors of the other side, as they are now, are the targets; half of each batch stays with the
    English pairs, so that nothing is forgotten.
    """
    ways = [
        (torch.from_numpy(splitter.split(each.text).ids), torch.from_numpy(splitter.split(each.pivot).ids))
        for each in bridges
    ]
    ways = [(here, there) for here, there in ways if len(here) and len(there)]
    recipe = student.recipe
    half = recipe.batch // 2
    steps = int(len(ways) * recipe.bridge_passes / half)
    if not steps:
        return
    student.eval()
    with torch.no_grad():
        ends = torch.cat([student([there for _, there in ways[at : at + half]]) for at in range(0, len(ways), half)])
    student.train()
    optimiser = torch.optim.SparseAdam(list(student.parameters()), lr=recipe.bridge_rate)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = recipe.bridge_rate * (1 - step / steps)
        chosen = draw.choice(len(ways), half)
        parts, rows = batches.next(half)
        aims = torch.cat([ends[torch.from_numpy(chosen)], targets[torch.from_numpy(rows)]])
        loss = student.loss([*(ways[place][0] for place in chosen), *parts], aims)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        report("bridge", step + 1, steps)


class Student(nn.Module):  # type: ignore[misc]  # torch's types take a minute to read and are not looked at
    def __init__(self, size: int, recipe: Recipe) -> None:
        super().__init__()
        self.recipe = recipe
        self.vectors = nn.Embedding(size, recipe.dimensions, sparse=True)
        self.weights = nn.Embedding(size, 1, sparse=True)
        nn.init.normal_(self.vectors.weight, std=START * recipe.dimensions**-0.5)
        nn.init.constant_(self.weights.weight, SOFTPLUS_OF_ONE)

    def forward(self, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        """Return unit vectors of texts given as parts; in training some parts are left out."""
        flat = torch.cat(list(parts))
        offsets = torch.tensor([0, *(len(each) for each in parts[:-1])]).cumsum(0)
        weights = functional.softplus(self.weights(flat).squeeze(1))
        if self.training:
            weights = weights * (torch.rand(len(flat)) > self.recipe.dropped)
        sums = functional.embedding_bag(
            flat, self.vectors.weight, offsets, mode="sum", per_sample_weights=weights, sparse=True
        )
        return functional.normalize(sums, dim=1, eps=1e-6)

    def loss(self, parts: Sequence[torch.Tensor], aims: torch.Tensor) -> torch.Tensor:
        """InfoNCE within the batch (one aim twice is no wrong answer) plus the pull towards the aims."""
        mine = self(parts)
        alike = mine @ aims.T / self.recipe.temperature
        twice = (aims @ aims.T > SAME) & ~torch.eye(len(aims), dtype=torch.bool)
        contrast = functional.cross_entropy(alike.masked_fill(twice, float("-inf")), torch.arange(len(aims)))
        whole: torch.Tensor = contrast + self.recipe.pull * (1 - (mine * aims).sum(1)).mean()
        return whole

    def rows(self) -> Vectors:
        with torch.no_grad():
            weighted: Vectors = (self.vectors.weight * functional.softplus(self.weights.weight)).numpy()
        return weighted


class Batches:
    """Draws languages by the root of their size; each language's texts come in an order that is shuffled anew."""

    def __init__(self, lessons: Mapping[str, Lesson], draw: np.random.Generator) -> None:
        self._lessons = list(lessons.values())
        sizes = np.sqrt([len(lesson.parts) for lesson in self._lessons])
        self._shares = sizes / sizes.sum()
        self._draw = draw
        self._left: list[list[int]] = [[] for _ in self._lessons]

    def next(self, size: int) -> tuple[list[torch.Tensor], npt.NDArray[np.int64]]:
        parts: list[torch.Tensor] = []
        rows: list[int] = []
        for lesson, left, number in zip(
            self._lessons, self._left, self._draw.multinomial(size, self._shares), strict=True
        ):
            for _ in range(number):
                if not left:
                    left.extend(self._draw.permutation(len(lesson.parts)).tolist())
                place = left.pop()
                parts.append(lesson.parts[place])
                rows.append(int(lesson.target[place]))
        return parts, np.array(rows)


def project(vectors: Vectors, dimensions: int) -> Vectors:
    """Turn the teacher's vectors so that their main directions come first, and keep so many of them, unit length."""
    _, directions = np.linalg.eigh(vectors.T @ vectors / len(vectors))
    kept = vectors @ directions[:, ::-1][:, :dimensions]
    turned: Vectors = (kept / np.linalg.norm(kept, axis=1, keepdims=True)).astype(np.float32)
    return turned


def _by_language(pairs: Sequence[Pair], row: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
    """Return the texts of each language with the rows of their originals, which are texts themselves."""
    texts: dict[str, list[tuple[str, int]]] = {"en": list(row.items())}
    for pair in pairs:
        if pair.text != pair.english:
            texts.setdefault(pair.language, []).append((pair.text, row[pair.english]))
    return texts


def _tokenizer(texts: Mapping[str, Sequence[tuple[str, int]]], recipe: Recipe, draw: np.random.Generator) -> Tokenizer:
    least, most = TOKENIZER_TEXTS
    sample = [
        fold(listed[place][0])
        for listed in texts.values()
        for place in draw.choice(len(listed), min(max(len(listed), least), most), replace=len(listed) < least)
    ]
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(
        sample,
        trainers.UnigramTrainer(
            vocab_size=recipe.pieces, special_tokens=[UNKNOWN], unk_token=UNKNOWN, show_progress=False
        ),
    )
    return tokenizer


def _rows(listed: Sequence[tuple[str, int]]) -> npt.NDArray[np.int64]:
    return np.array([row for _, row in listed], dtype=np.int64)
