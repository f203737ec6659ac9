from pathlib import Path

import pytest

from matchmaker.errors import InputError
from matchmaker.training import corpus
from matchmaker.training.corpus import FREE, Bridge, Pair
from tests.training import corpora


def test_public_corpora_are_read_once_each_with_our_tags(tmp_path: Path):
    pairs = corpus.public(corpora.write(tmp_path))
    assert Pair("ku", "Em li hemşîreyan digerin", "We are looking for nurses", "train_udhr.tsv") in pairs
    assert len(pairs) == len(set(pairs))
    assert {pair.language for pair in pairs} == {"ku", "ar", "de"}


def test_public_corpora_leave_out_what_is_for_measuring(tmp_path: Path):
    pairs = corpus.public(corpora.write(tmp_path))
    flores = [pair for pair in pairs if pair.source == corpus.FLORES.file]
    assert [pair.text for pair in flores] == ["Em li hemşîreyan digerin", "مدرستنا تحتاج إلى ماء"]
    assert not any(pair.source.startswith("test_") for pair in pairs)


def test_public_corpora_of_other_licences_are_left_out(tmp_path: Path):
    pairs = corpus.public(corpora.write(tmp_path), {FREE})
    free = {source.file for source in corpus.SOURCES if source.licence_class == FREE}
    assert {pair.source for pair in pairs} == free


def test_missing_corpus_is_named(tmp_path: Path):
    corpora.write(tmp_path)
    (tmp_path / "train_xquad.tsv").unlink()
    with pytest.raises(InputError, match=r"train_xquad\.tsv is missing"):
        corpus.public(tmp_path)


def test_bridges_are_those_of_kurdish_words(tmp_path: Path):
    assert corpus.bridges(corpora.write(tmp_path)) == [Bridge("hemşîre", "Pflegerin"), Bridge("av", "Wasser")]


def test_own_text_pairs_every_label_alone_and_in_a_frame(tmp_path: Path):
    for name in ("thesaurus", "lexicon", "parallel"):
        (tmp_path / name).mkdir()
    labels = "id,topic,en,ku,ar\nx,t,nurse | sister,hemşîre | hemşîreyan,ممرضة\n"
    (tmp_path / "thesaurus" / "health.csv").write_text(labels, encoding="utf-8")
    (tmp_path / "parallel" / "health.csv").write_text("id,en,ku,ar\n1,We teach.,Em hîn dikin.,\n", encoding="utf-8")
    frame = "id,en,ku,ar\nf1,We ask for: {}.,Em dixwazin: {}.,نطلب: {}.\n"
    (tmp_path / "frames.csv").write_text(frame, encoding="utf-8")
    told = [(pair.language, pair.text, pair.english) for pair in corpus.own(tmp_path)]
    assert told == [
        ("ku", "hemşîre", "nurse"),
        ("ku", "hemşîreyan", "nurse"),
        ("ar", "ممرضة", "nurse"),
        ("en", "sister", "nurse"),
        ("ku", "Em dixwazin: hemşîre.", "We ask for: nurse."),
        ("ku", "Em dixwazin: hemşîreyan.", "We ask for: nurse."),
        ("ar", "نطلب: ممرضة.", "We ask for: nurse."),
        ("en", "We ask for: sister.", "We ask for: nurse."),
        ("ku", "Em hîn dikin.", "We teach."),
    ]
