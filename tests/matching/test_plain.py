"""Which mentions may be shown to people: rather one too few than one that says something else."""

import pytest

from matchmaker.domain.thesaurus import Concept, Topic
from matchmaker.domain.vocabulary import Sector
from matchmaker.matching.plain import is_plain

HEALTH = Topic("health-birth", Sector.HEALTH, {"en": "birth"})


@pytest.mark.parametrize(
    ("written", "language", "labels", "plain"),
    [
        ("drip irrigation", "en", "drip irrigation", True),
        ("care for premature babies", "en", "care of premature babies", True),
        ("irrigation by drip", "en", "drip irrigation", False),
        ("care of tired premature babies", "en", "care of premature babies", False),
        ("Avdana dilopan", "ku", "avdana dilopî", True),
        ("jinên vegeriyayî\nLi mala", "ku", "mala jinan li", False),
        ("otoklavekê", "ku", "otoklav", True),
        ("firingiyên", "ku", "firin", False),
        ("konserveyê", "ku", "konser", False),
        ("kooperatiflerinin", "tr", "kooperatif", True),
        ("kesên", "ku", "keşe", False),
        ("scuole", "it", "scuola", True),
        ("estaba", "es", "establo", False),
        ("ورعاية الخدّج", "ar", "رعاية الخدج", True),
        ("والقابلتين", "ar", "قابلة", True),
        ("البداية", "ar", "داية", False),
        ("عملياً", "ar", "عمليات", False),
        ("الأطفال", "ar", "إطفاء", False),
        ("", "en", "babies", False),
    ],
)
def test_label_stands_there_word_for_word(written: str, language: str, labels: str, plain: bool):  # noqa: FBT001
    concept = Concept("x", HEALTH, {language: labels.split(" | ")}, "A note.")
    assert is_plain(written, concept, language, sector=Sector.HEALTH) is plain


@pytest.mark.parametrize(
    ("written", "in_sector", "elsewhere"),
    [
        ("midwives", True, False),  # not the preferred label
        ("midwife", True, True),
        ("birth attendant", True, False),
    ],
)
def test_other_sector_needs_the_preferred_label(written: str, in_sector: bool, elsewhere: bool):  # noqa: FBT001
    concept = Concept("midwife", HEALTH, {"en": ["midwife", "midwives", "birth attendant"]}, "A note.")
    shown = [is_plain(written, concept, "en", sector=sector) for sector in (Sector.HEALTH, Sector.YOUTH, None)]
    assert shown == [in_sector, elsewhere, elsewhere]


def test_short_word_in_another_sector_is_not_shown():
    concept = Concept("salt", HEALTH, {"en": ["salt"]}, "A note.")
    assert [is_plain("salt", concept, "en", sector=sector) for sector in (Sector.HEALTH, None)] == [True, False]
