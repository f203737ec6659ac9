"""The encoder that we ship: what it promises, and floors below which it must not fall."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matchmaker.artefacts import artefacts
from matchmaker.errors import EncoderError
from matchmaker.matching.encode import SHIPPED, open_encoder
from matchmaker.matching.static import StaticEncoder

FOLDER = artefacts("models") / "encoder" / SHIPPED
LARGEST = 60_000_000  # bytes of the whole folder: what a repository and a weak line can bear

SAYINGS = {
    "nurses": {
        "en": "We are looking for nurses who know how to care for premature babies.",
        "ku": "Em li hemşîreyan digerin ku bi lênihêrîna pitikên kêmmeh dizanin.",
        "ar": "نبحث عن ممرضات يعرفن رعاية الأطفال الخدج.",
        "de": "Wir suchen Pflegerinnen, die Frühgeborene versorgen können.",
        "fr": "Nous cherchons des infirmières qui savent soigner les bébés prématurés.",
        "es": "Buscamos enfermeras que sepan cuidar a bebés prematuros.",
        "it": "Cerchiamo infermiere che sappiano curare i neonati prematuri.",
        "tr": "Prematüre bebeklere bakmayı bilen hemşireler arıyoruz.",
    },
    "water": {
        "en": "Half of our drinking water is lost in old pipes under the streets.",
        "ku": "Nîvê ava me ya vexwarinê di boriyên kevn ên bin kolanan de winda dibe.",
        "ar": "يضيع نصف مياه الشرب لدينا في الأنابيب القديمة تحت الشوارع.",
        "de": "Die Hälfte unseres Trinkwassers geht in alten Rohren unter den Straßen verloren.",
        "fr": "La moitié de notre eau potable se perd dans les vieux tuyaux sous les rues.",
        "es": "La mitad de nuestra agua potable se pierde en tuberías viejas bajo las calles.",
        "it": "Metà della nostra acqua potabile si perde nelle vecchie tubature sotto le strade.",
        "tr": "İçme suyumuzun yarısı sokakların altındaki eski borularda kayboluyor.",
    },
    "court": {
        "en": "Our reconciliation committee settles quarrels between families without a court.",
        "ku": "Komîteya me ya lihevanînê nakokiyên di navbera malbatan de bê dadgeh çareser dike.",
        "ar": "تحل لجنة الصلح لدينا الخلافات بين العائلات من دون محكمة.",
        "de": "Unser Versöhnungskomitee schlichtet Streit zwischen Familien ohne Gericht.",
        "fr": "Notre comité de réconciliation règle les querelles entre familles sans tribunal.",
        "es": "Nuestro comité de reconciliación resuelve peleas entre familias sin tribunal.",
        "it": "Il nostro comitato di riconciliazione risolve le liti tra famiglie senza tribunale.",
        "tr": "Uzlaşma komitemiz aileler arasındaki kavgaları mahkeme olmadan çözer.",
    },
}


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(FOLDER)


def test_shipped_encoder_is_opened_when_no_other_is_asked_for(encoder: StaticEncoder):
    assert (open_encoder().version, open_encoder(str(FOLDER)).version) == (encoder.version, encoder.version)


@pytest.mark.parametrize("language", ["ku", "ar", "de", "fr", "es", "it", "tr"])
def test_same_meaning_is_nearest_across_languages(encoder: StaticEncoder, language: str):
    english = encoder.encode([said["en"] for said in SAYINGS.values()])
    others = encoder.encode([said[language] for said in SAYINGS.values()])
    cosines = others @ english.T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2]
    assert cosines.argmax(axis=0).tolist() == [0, 1, 2]
    assert np.diag(cosines).min() > 0.4


def test_attribution_sums_to_the_cosine(encoder: StaticEncoder):
    for said in SAYINGS.values():
        for one, other in ((said["ku"], said["en"]), (said["ar"], said["de"])):
            cosine = float(encoder.encode([one])[0] @ encoder.encode([other])[0])
            assert encoder.attribute(one, other).shares.sum() == pytest.approx(cosine, abs=1e-5)


def test_attribution_names_the_words_that_met(encoder: StaticEncoder):
    pairs = encoder.attribute("Em li hemşîreyan digerin", "We look for nurses").strongest(1)
    assert [pair[:2] for pair in pairs] == [("hemsireyan", "nurses")]


def test_sentence_transformers_opens_the_folder_and_sees_the_same(encoder: StaticEncoder):
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - slow import

    texts = [text for said in SAYINGS.values() for text in said.values()]
    model = SentenceTransformer(str(FOLDER), device="cpu", trust_remote_code=True)
    assert (model.encode(texts) * encoder.encode(texts)).sum(axis=1).min() >= 0.999


@pytest.mark.parametrize(
    ("text", "language", "reads"),
    [
        (SAYINGS["nurses"]["ku"], "ku", True),
        ("em li hemsireyan digerin ku bi lenihirina pitiken kemmeh dizanin", "ku", True),
        (SAYINGS["water"]["ar"], None, True),
        ("Szukamy szpitala, który pomoże nam przeszkolić pielęgniarki w opiece nad wcześniakami", "pl", False),
        ("Szukamy szpitala, który pomoże nam przeszkolić pielęgniarki w opiece nad wcześniakami", None, False),
        ("ܡܝ̈ܐ ܕܟܝ̈ܐ ܣܢܝܩܝܢܢ ܒܩܪܝܬܢ", "syr", False),
        ("ܡܝ̈ܐ ܕܟܝ̈ܐ ܣܢܝܩܝܢܢ ܒܩܪܝܬܢ", None, False),
        ("123", "en", False),
    ],
)
def test_reads_what_it_was_taught(encoder: StaticEncoder, text: str, language: str | None, reads: bool):  # noqa: FBT001 - a table
    assert encoder.reads(text, language) is reads


def test_folder_is_small_enough():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= LARGEST


def test_reading_imports_no_torch():
    code = (
        "import sys; from matchmaker.matching.encode import open_encoder; open_encoder().encode(['av']);"
        "print('torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.split() == ["False", "False"]


def test_damaged_weights_are_refused(tmp_path: Path):
    folder = shutil.copytree(FOLDER, tmp_path / "encoder")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"sha256": "0" * 64}), encoding="utf-8")
    with pytest.raises(EncoderError, match="is damaged"):
        StaticEncoder(folder).encode(["av"])


def test_empty_text_is_refused(encoder: StaticEncoder):
    with pytest.raises(ValueError, match="text 2 of 2 is empty"):
        encoder.encode(["av", "  "])
