import pytest

from matchmaker.matching.detect import language_of, script

KURMANJI = "Em ji bo zarokên xwe li mamosteyan digerin û pirtûkên me nîn in"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We are looking for nurses who can train our staff", "en"),
        (KURMANJI, "ku"),
        ("Em ji bo zaroken xwe li mamosteyan digerin u pirtuken me nin in", "ku"),
        ("نبحث عن ممرضات لتدريب فريقنا في المستشفى", "ar"),
        ("ئێمە بۆ نەخۆشخانەکەمان بەدوای پەرستاردا دەگەڕێین", "ckb"),
        ("Wir suchen Pflegerinnen, die unser Team in der Klinik schulen", "de"),
        ("Nous cherchons des sages-femmes pour la clinique de notre ville", "fr"),
        ("Buscamos enfermeras para la clínica de nuestro pueblo", "es"),
        ("Cerchiamo infermiere per la clinica della nostra città", "it"),
        ("Hastanemiz için hemşire arıyoruz ve bu çok önemli", "tr"),
        ("ܡܕܪܫܬܐ ܚܕܬܐ", "syr"),
        ("Dialysis", None),
        ("12 / 34", None),
    ],
)
def test_language_of_text_without_a_tag(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "tag", "language"),
    [
        ("Dialysis", "en", "en"),
        (KURMANJI, "en", "ku"),
        ("نبحث عن ممرضات", "en", "ar"),
        ("Li Kobanê new water pipes in two streets", "en", "en"),
        ("Szukamy pielęgniarek", "pl", "pl"),
        ("ئێمە بۆ نەخۆشخانە", "ckb", "ckb"),
        ("123", "ku", "ku"),
    ],
)
def test_language_of_keeps_the_tag_unless_the_text_contradicts(text: str, tag: str, language: str) -> None:
    assert language_of(text, tag) == language


def test_script_of_mixed_text_is_that_of_most_letters() -> None:
    assert script("مشروع تدريب الممرضات NICU") == "ARABIC"
