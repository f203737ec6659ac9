import pytest

from matchmaker.matching import lexical
from matchmaker.matching.entry import Version
from matchmaker.matching.names import MARK, learn, mentions, spellings


def same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Say whether two words, each with its language, can be one name."""
    ones, others = (spellings(word, language) for word, language in (one, other))
    return any(a.agrees(b) for a in ones for b in others)


PLACES = (
    "ku Qamişlo, ku Qamişloyê, ku Qamislo, en Qamishlo, en Qamishli, tr Kamışlı, de Kamischli, ar القامشلي, ar قامشلو",
    "ku Kobanê, en Kobani, tr Kobani, de Kobane, ar كوباني, ar وكوباني, ckb کۆبانێ",
    "ku Hesekê, ku Heseke, en Hasaka, en Hasakah, tr Haseke, de Hasaka, ar الحسكة, ar بالحسكة, ckb حەسەکە",
    "ku Efrîn, ku Efrînê, en Afrin, tr Afrin, de Afrin, ar عفرين",
    "ku Dêrik, ku Dêrikê, en Derik, tr Derik, de Derik, ar ديريك, ckb دێریک",
    "ku Tebqa, en Tabqa, tr Tabka, de Tabka, ar الطبقة",
    "ku Xabûr, en Khabur, tr Habur, de Chabur, fr Khabour, ar الخابور",
    "ku Dirbêsiyê, en Dirbasiyah, ar الدرباسية",
    "ku Rimêlan, en Rmelan, ar رميلان",
    "ku Ferat, ku Feratê, tr Fırat, ar الفرات",
    "ku Rojava, ku Rojavayê, en Rojava, de Rojava, ar روجافا",
    "ku Beyrût, en Beirut, de Beirut, ar بيروت",
)


@pytest.mark.parametrize("spelt", PLACES)
def test_every_latin_spelling_of_a_place_agrees_with_every_arabic_one(spelt: str):
    forms = [(word, language) for language, word in (form.split() for form in spelt.split(", "))]
    arabic = [form for form in forms if form[1] in {"ar", "ckb"}]
    latin = [form for form in forms if form not in arabic]
    assert [(one[0], other[0]) for one in latin for other in arabic if not same(one, other)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Turkey", "en"), ("طريق", "ar")),  # a road
        (("Ewropa", "ku"), ("عربي", "ar")),  # Arab
        (("Khabur", "en"), ("خبرة", "ar")),  # experience
        (("Monday", "en"), ("منذ", "ar")),  # since
        (("European", "en"), ("أربعين", "ar")),  # forty
        (("Maison", "fr"), ("مسنة", "ar")),  # an old woman
        (("Kobanê", "ku"), ("Kabine", "de")),
        (("Raqqa", "en"), ("الرقة", "ar")),  # the same, but two consonants tell too little
    ],
)
def test_words_that_share_consonants_only_are_not_one_name(one: tuple[str, str], other: tuple[str, str]):
    assert not same(one, other)


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        (
            "en",
            "Our ward in Qamishli\nHelp. The nurses of Kobani, Afrin and UNICEF are ill",
            ["Qamishli", "Kobani", "Afrin"],
        ),
        ("ku", "Nexweşxaneya Hesekê li hemşîreyan digere", ["Hesekê"]),
        ("tr", "Ekipler al-Tabka'da", ["Tabka"]),
        ("en", "Nursing Care For Small Babies", []),  # a line that has capitals everywhere
        ("de", "Wir bilden in Kobane Hebammen aus", ["Kobane", "Hebammen"]),
        ("ar", "مشفى في كوباني", ["مشفى", "في", "كوباني"]),
    ],
)
def test_which_words_can_be_names(language: str, text: str, found: list[str]):
    assert mentions(text, language) == found


NURSES = Version("en", "Nurses wanted\nThe ward in Kobani needs more hands.")
MIDWIVES = Version("ar", "قابلات\nنبحث عن قابلات في كوباني ونقدم لهن السكن.")
TRAINING = Version("de", "Kurse\nWir bilden jedes Jahr in Kobane aus und suchen Menschen.")
ELSEWHERE = Version("ar", "معلمات\nمدرسة في درعا تبحث عن معلمات.")


def test_same_name_in_two_scripts_is_one_word_of_both_texts():
    names = learn([NURSES, MIDWIVES, TRAINING, ELSEWHERE])
    assert names.within(NURSES) == [("Kobani", "~kobani")]
    assert names.within(MIDWIVES) == [("كوباني", "~kobani")]
    assert names.within(TRAINING) == [("Kobane", "~kobani")]
    assert names.within(ELSEWHERE) == []


def test_name_that_is_spelt_in_one_way_only_is_a_word_like_any_other():
    assert learn([NURSES, NURSES]).known == {}


def test_capital_in_german_names_nothing_by_itself():
    assert learn([TRAINING, MIDWIVES]).known == {}


def test_names_count_among_the_words_in_common_and_not_among_the_letters():
    lexicon = lexical.build([NURSES, MIDWIVES, ELSEWHERE])
    ((part, column),) = lexical.shared(lexicon.words, lexicon.words, 0, 1)
    assert (part > 0, lexicon.vocabulary.word_names[column]) == (True, "~kobani")
    assert lexical.shared(lexicon.words, lexicon.words, 0, 2) == []
    assert [gram for gram in lexicon.vocabulary.gram_names if MARK in gram] == []


def test_further_text_is_read_with_the_names_that_are_known():
    known = lexical.build([NURSES, MIDWIVES]).vocabulary
    further = lexical.read([TRAINING], known)
    assert [known.word_names[column] for column in further.words.indices] == ["~kobani"]
