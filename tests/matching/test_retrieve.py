"""What is worth a closer look, beside a look at everything."""

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.domain.vocabulary import Sector, Side
from matchmaker.matching import corpus, pipeline, retrieve
from matchmaker.matching.corpus import Corpus
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.rank import PRIOR_WITHOUT_WORDS
from matchmaker.matching.retrieve import Retriever
from tests.matching.sets import WordEncoder, english_set


def read(needs: list[Entry], offers: list[Entry]) -> Corpus:
    return corpus.build(needs, offers, encoder=WordEncoder())


def ranked(whole: Corpus, *, top: int) -> list[list[str]]:
    tiles = pipeline.rank(
        whole.needs, Retriever(whole.offers), pipeline.background(whole), PRIOR_WITHOUT_WORDS, top=top
    )
    return [
        [whole.offers.entries[place].id for place in row[found]]
        for tile in tiles
        for row, found in zip(tile.offers, tile.found, strict=True)
    ]


def test_few_candidates_hold_nearly_all_that_a_look_at_everything_puts_first():
    needs, offers = english_set()
    whole = read(needs, offers)
    best, everything = ranked(whole, top=2), ranked(whole, top=len(offers))
    kept = [len({*few} & {*full[:2]}) for few, full in zip(best, everything, strict=True)]
    assert sum(kept) >= 0.9 * 2 * len(needs)


def test_rare_word_finds_an_offer_that_the_vectors_do_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retrieve, "RARE", 10)
    fillers = [f"water pumps and pipes for village {number}" for number in range(40)]
    offers = [Entry(f"o{number:02}", (Version("en", text),)) for number, text in enumerate(fillers)]
    name = Entry("name", (Version("en", "choir concert, autumn programme, tickets, Zirgan"),))
    whole = read([Entry("n", (Version("en", "water pumps and pipes for Zirgan"),))], [*offers, name])
    against = pipeline.background(whole)
    _, found = Retriever(whole.offers).worth_looking_at(whole.needs, PRIOR_WITHOUT_WORDS, against, 6)
    assert len(found) < len(offers)
    assert whole.offers.place["name"] in found.tolist()


def test_field_of_work_counts_when_candidates_are_chosen():
    text = Version("en", "course for nurses")
    offers = [Entry(f"o{number}", (text,), sector=Sector.MEDIA) for number in range(30)]
    offers += [Entry("same", (text,), sector=Sector.HEALTH)]
    whole = read([Entry("n", (text,), sector=Sector.HEALTH)], offers)
    block = Retriever(whole.offers).candidates(whole.needs, PRIOR_WITHOUT_WORDS, pipeline.background(whole), width=1)
    assert [whole.offers.entries[place].id for place in block.offers[0]] == ["same"]


def test_own_side_takes_no_place_from_the_other():
    text = Version("en", "course for nurses")
    offers = [Entry(f"o{number}", (text,), side=Side.NES) for number in range(30)]
    offers += [Entry("far", (Version("en", "something else"),), side=Side.ABROAD)]
    whole = read([Entry("n", (text,), side=Side.NES)], offers)
    assert ranked(whole, top=3) == [["far"]]


def test_offer_that_was_left_out_is_not_found():
    needs, offers = english_set()
    whole = read(needs, offers)
    retriever = Retriever(whole.offers)
    against = pipeline.background(whole)
    first = next(pipeline.rank(whole.needs, retriever, against, PRIOR_WITHOUT_WORDS, top=1)).offers[0, 0]
    retriever.leave_out(whole.offers.entries[first].id)
    retriever.leave_out("never heard of")
    for top in (1, len(offers)):
        tile = next(pipeline.rank(whole.needs, retriever, against, PRIOR_WITHOUT_WORDS, top=top))
        assert first not in tile.offers[tile.found].tolist()


def test_entry_read_later_stands_as_if_it_had_been_there():
    needs, offers = english_set()
    whole = read(needs, offers)
    again = whole.read(needs[:3], encoder=WordEncoder())
    against, retriever = pipeline.background(whole), Retriever(whole.offers)
    then = list(pipeline.suggestions(whole.needs.only(np.arange(3)), retriever, against, PRIOR_WITHOUT_WORDS, top=5))
    now = list(pipeline.suggestions(again, retriever, against, PRIOR_WITHOUT_WORDS, top=5))
    assert now == then


def test_word_that_nobody_else_has_makes_the_rest_count_less():
    needs, offers = english_set()
    whole = read(needs, offers)
    first = np.zeros(1, dtype=np.int64)
    longer = replace(needs[0], versions=(Version("en", needs[0].versions[0].text + " xylograph"),))
    same, other = (
        retrieve.signals(whole.read([each], encoder=WordEncoder()).texts, whole.needs.texts, first, first)["words"][0]
        for each in (needs[0], longer)
    )
    assert (round(same, 6), 0.5 < other < 0.99) == (1.0, True)


@pytest.mark.parametrize("later", [0, 2])
def test_shelves_beside_each_other_are_as_one(later: int):
    needs, offers = english_set()
    whole = read(needs, offers)
    upper, lower = whole.offers.only(np.arange(5)), whole.read(offers[5 : 5 + later], encoder=WordEncoder())
    joined = upper.beside(lower)
    against = pipeline.background(whole)
    found = list(pipeline.suggestions(whole.needs, Retriever(joined), against, PRIOR_WITHOUT_WORDS, top=9))
    some = whole.offers.only(np.arange(5 + later))
    assert found == list(pipeline.suggestions(whole.needs, Retriever(some), against, PRIOR_WITHOUT_WORDS, top=9))
