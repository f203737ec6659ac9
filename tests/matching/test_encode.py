import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from matchmaker.errors import EncoderError
from matchmaker.matching.encode import Encoder, TransformerEncoder, open_encoder, teacher, unit


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return teacher()


def test_encode_gives_unit_rows_in_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = ["a much longer text about the care of premature babies in a small hospital", "bees", "water pipes"]
    vectors = encoder.encode(texts)
    assert (vectors.shape, vectors.dtype) == ((3, encoder.dimensions), np.dtype(np.float32))
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-6
    assert np.abs(vectors - np.vstack([encoder.encode([text]) for text in texts])).max() < 1e-5


def test_encode_reports_progress_to_the_end(encoder: Encoder) -> None:
    seen: list[tuple[str, int, int]] = []
    encoder.encode(["one", "two"], progress=lambda *report: seen.append(report))
    assert seen == [("encode", 0, 2), ("encode", 2, 2)]


def test_encode_of_an_empty_text_is_refused(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="text 2 of 2 is empty"):
        encoder.encode(["text", " \n"])


def test_encode_of_no_texts_is_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize(
    ("text", "language", "reads"),
    [
        ("Nurses for our hospital", "en", True),
        ("Nurses", None, True),
        ("Hemşîreyên ji bo nexweşxaneya me", "ku", False),
        ("Em ji bo nexweşxaneya xwe hemşîreyan digerin", None, False),
        ("Em ji bo nexweşxaneya xwe hemşîreyan digerin", "en", False),
        ("ممرضات", "ar", False),
        ("ممرضات", "en", False),
        ("ممرضات", None, False),
        ("123", None, False),
    ],
)
def test_teacher_reads_english_only(encoder: Encoder, text: str, language: str | None, reads: bool) -> None:  # noqa: FBT001 - a table
    assert encoder.reads(text, language) is reads


def test_opening_imports_no_torch() -> None:
    code = (
        "import sys; from matchmaker.matching.encode import teacher; e = teacher();"
        "print(e.version, e.dimensions, 'torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.split() == ["all-MiniLM-L6-v2-53aa51172d14", "384", "False", "False"]


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    encoder = TransformerEncoder(tmp_path, languages=None, weights_hash="53aa")
    encoder.__dict__["dimensions"] = 3  # known without the missing configuration
    with pytest.raises(EncoderError, match="not the published ones"):
        encoder.encode(["text"])


def test_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(EncoderError, match=r"holds no model\.safetensors"):
        open_encoder(str(tmp_path))


def test_name_that_is_not_in_the_cache_is_refused() -> None:
    with pytest.raises(EncoderError, match="nothing is fetched"):
        open_encoder("example/no-such-model")


@pytest.mark.parametrize(
    ("card", "languages"),
    [
        ("---\nlanguage: en\nlicense: mit\n---\n# Model", {"en"}),
        ("---\nlanguage:\n- ku\n- ar\n---\n", {"ku", "ar"}),
        ("---\nlanguage:\n  - ku\nlicense: mit\n---\n", {"ku"}),
        ("---\nlanguage: [de, fr]\n---\n", {"de", "fr"}),
        ("---\nlanguage:\n- multilingual\n---\n", None),
        ("# no head", None),
    ],
)
def test_languages_of_a_folder_come_from_its_card(tmp_path: Path, card: str, languages: set[str] | None) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "README.md").write_text(card)
    encoder = open_encoder(str(tmp_path))
    assert isinstance(encoder, TransformerEncoder)
    assert encoder.languages == languages


def test_static_folder_gives_its_dimensions_and_vectors(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - slow import
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding  # noqa: PLC0415 - slow import

    vocabulary = {word: i for i, word in enumerate(("[UNK]", "water", "pipes", "bees"))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(1).standard_normal((4, 5)).astype(np.float32)
    embedding = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[embedding], device="cpu").save(str(tmp_path))
    encoder = open_encoder(str(tmp_path))
    assert encoder.dimensions == 5
    assert np.allclose(encoder.encode(["bees"])[0], weights[3] / np.linalg.norm(weights[3]), atol=1e-6)
    assert json.loads((tmp_path / "modules.json").read_text())[0]["type"].endswith("StaticEmbedding")


def test_rows_without_direction_are_refused() -> None:
    with pytest.raises(EncoderError, match="text 2 of 2"):
        unit(np.array([[1, 0], [0, 0]], dtype=np.float32))
    with pytest.raises(EncoderError, match="text 1 of 2"):
        unit(np.array([[np.nan, 0], [1, 0]], dtype=np.float32))
