"""A student small enough for a test: it must learn its few pairs, and both readers must see the same."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matchmaker.matching.encode import Vectors
from matchmaker.matching.static import StaticEncoder
from matchmaker.training import artefact, corpus, distil, topics
from tests.encoders import Trigrams
from tests.training import corpora

RECIPE = distil.Recipe(dimensions=16, pieces=60, buckets=500, passes=60, batch=16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("student")
    public = corpora.write(place / "corpora")
    pairs = corpus.public(public)
    english = list(dict.fromkeys(pair.english for pair in pairs))
    teacher: dict[str, Vectors] = dict(zip(english, Trigrams().encode(english), strict=True))
    steps: list[str] = []
    trained = distil.train(
        pairs,
        teacher,
        RECIPE,
        bridges=corpus.bridges(public) * 8,
        report=lambda step, _done, _total: steps.append(step),
    )
    assert set(steps) == {"train", "bridge"}
    artefact.save(trained, place / "1", version="parts-test", recipe=RECIPE)
    return place / "1"


def test_student_puts_what_means_the_same_together(folder: Path):
    encoder = StaticEncoder(folder)
    texts = ["Em li hemşîreyan digerin", "نبحث عن ممرضات", "We are looking for nurses"]
    others = ["Dibistana me ji avê re hewce ye", "مدرستنا تحتاج إلى ماء", "Our school needs water"]
    near = encoder.encode(texts) @ encoder.encode(texts).T
    far = encoder.encode(texts) @ encoder.encode(others).T
    assert near.min() > far.max()


def test_sentence_transformers_sees_the_same_vectors(folder: Path):
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - slow import

    texts = ["Em li hemşîreyan digerin", "Our school needs water", "Wasser"]
    model = SentenceTransformer(str(folder), device="cpu", trust_remote_code=True)
    assert np.allclose(model.encode(texts), StaticEncoder(folder).encode(texts), atol=1e-5)


def test_quantised_rows_are_nearly_what_was_given():
    rows = np.random.default_rng(1).standard_normal((50, 16)).astype(np.float32)
    rows[3] = 0
    vectors, scales = artefact.quantise(rows)
    assert vectors.dtype == np.int8
    assert np.abs(scales[:, None] * vectors - rows).max() <= np.abs(rows).max() / 127 / 2 + 1e-6


def test_runs_from_two_beginnings_are_averaged():
    """Rows that no text touched stay as they were drawn: of two draws the mean is the narrower by the root of two."""
    pairs = [corpus.Pair("ku", "av", "water", "test"), corpus.Pair("ku", "nan", "bread", "test")]
    teacher = dict(zip(("water", "bread"), Trigrams().encode(["water", "bread"]), strict=True))
    spread = []
    for runs in (1, 2):
        recipe = replace(RECIPE, pieces=20, passes=2, batch=2, runs=runs)
        spread.append(distil.train(pairs, teacher, recipe, report=lambda *_: None).rows[-400:].std())
    assert spread[1] / spread[0] == pytest.approx(0.5**0.5, abs=0.05)


def test_aims_lean_towards_the_topic_and_texts_without_one_stay():
    texts = ["a", "b", "c", "d"]
    vectors = np.eye(4, dtype=np.float32)
    pairs = [
        corpus.Pair("ku", text, text, "test", topic) for text, topic in zip(texts, ("x", "x", "y", ""), strict=True)
    ]
    leaned = topics.leaning(texts, vectors, pairs, by=0.8)
    assert np.allclose(np.linalg.norm(leaned, axis=1), 1)
    assert leaned[0] @ leaned[1] > 0 > leaned[0] @ leaned[2]
    assert leaned[3].tolist() == vectors[3].tolist()
    assert topics.leaning(texts, vectors, pairs[3:], by=0.8) is vectors
