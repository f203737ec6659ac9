import pytest

from matchmaker.matching.languages import buckets, language_model

SENTENCES = {
    "ku": "Nexweşxaneya me li hemşîreyan digere ku bikarin pitikan xwedî bikin",
    "ckb": "نەخۆشخانەکەمان بەدوای پەرستاردا دەگەڕێت بۆ چاودێری منداڵان",
    "ar": "يبحث مستشفانا عن ممرضات يستطعن رعاية المواليد",
    "tr": "Hastanemiz yenidoğan bakımı bilen hemşireler arıyor",
    "de": "Unser Krankenhaus sucht Pflegekräfte für Neugeborene",
    "fr": "Notre hôpital cherche des infirmières pour les nouveau-nés",
    "es": "Nuestro hospital busca enfermeras para los recién nacidos",
    "it": "Il nostro ospedale cerca infermiere per i neonati",
    "en": "Our hospital is looking for nurses for newborn babies",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_language_of_a_sentence(language: str, sentence: str):
    guess = language_model().guess(sentence)
    assert guess is not None
    assert guess.language == language
    assert guess.lead > 0.3


def test_kurmanji_typed_without_marks_is_not_turkish():
    guess = language_model().guess("nexwesxaneya me li hemsireyan digere ku bikarin pitikan xwedi bikin")
    assert guess is not None
    assert guess.language == "ku"


@pytest.mark.parametrize(
    "sentence",
    [
        "Szukamy szpitala, który pomoże nam przeszkolić pielęgniarki w opiece nad wcześniakami",
        "Căutăm o școală parteneră pentru schimb de profesori și elevi",
        "Etsimme sairaalaa, joka voi kouluttaa hoitajia vastasyntyneiden hoidossa",
    ],
)
def test_language_that_we_do_not_know_is_unlikely_in_all(sentence: str):
    guess = language_model().guess(sentence)
    assert guess is not None
    assert guess.likelihood < -8.6


def test_nothing_is_guessed_without_letters():
    assert language_model().guess("12 / 34 …") is None


def test_buckets_do_not_depend_on_capitals_or_figures():
    assert buckets("Av 2026 HEYE", 100).tolist() == buckets("av heye", 100).tolist()
