import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from matchmaker.domain.vocabulary import Format, Sector, Side, Verdict
from matchmaker.matching import corpus, index, pipeline, retrieve
from matchmaker.matching.encode import Encoder, Progress, Vectors, teacher
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.features import FACT_FEATURES
from matchmaker.matching.pipeline import Suggestion, match
from matchmaker.matching.rank import PRIOR_WITHOUT_WORDS
from tests.matching.sets import WordEncoder, english_set


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The teacher: its weights never change, so neither do the floors below."""
    return teacher()


@pytest.fixture(scope="module")
def suggestions(encoder: Encoder) -> list[Suggestion]:
    return list(match(*english_set(), encoder=encoder))


def english(identity: str, text: str, *, side: Side | None = None, organisation: str | None = None) -> Entry:
    return Entry(identity, (Version("en", text),), side=side, organisation=organisation)


def test_match_finds_the_right_offer_for_most_needs(suggestions: list[Suggestion]) -> None:
    places = [s.rank for s in suggestions if s.need[1:] == s.offer[1:]]
    assert len(places) == 12
    assert places.count(1) >= 11
    assert sum(1 / place for place in places) / 12 >= 0.95


def test_match_gives_right_pairs_higher_probabilities_than_wrong_ones(suggestions: list[Suggestion]) -> None:
    right = [s.probability for s in suggestions if s.probability is not None and s.need[1:] == s.offer[1:]]
    wrong = [s.probability for s in suggestions if s.probability is not None and s.need[1:] != s.offer[1:]]
    assert np.mean(right) > 0.25
    assert np.mean(wrong) < 0.05


def test_match_keeps_the_order_of_needs_and_ranks_offers(encoder: Encoder) -> None:
    needs, offers = english_set()
    found = list(match(needs[::-1], offers, encoder=encoder, top=3))
    assert [s.need for s in found] == [need.id for need in needs[::-1] for _ in range(3)]
    assert [s.rank for s in found] == [1, 2, 3] * 12
    assert all(one.score >= other.score for one, other in pairwise(found) if one.need == other.need)


def test_match_twice_gives_the_same(suggestions: list[Suggestion], encoder: Encoder) -> None:
    assert list(match(*english_set(), encoder=encoder)) == suggestions


def test_match_does_not_depend_on_the_order_of_the_input() -> None:
    needs, offers = english_set()
    straight = list(match(needs, offers, encoder=WordEncoder()))
    turned = list(match(needs[::-1], offers[::-1], encoder=WordEncoder()))
    assert sorted(turned, key=lambda s: (s.need, s.rank)) == straight


@pytest.mark.parametrize(("tile", "row_tile"), [(1, 1), (7, 5), (5, 1000), (1000, 7)])
def test_match_does_not_depend_on_the_tiles(tile: int, row_tile: int, monkeypatch: pytest.MonkeyPatch) -> None:
    needs, offers = english_set()
    offers += [replace(offer, id=f"{offer.id}-again") for offer in offers]  # ties
    whole = list(match(needs, offers, encoder=WordEncoder(), top=4))
    monkeypatch.setattr(pipeline, "TILE", tile)
    monkeypatch.setattr(index, "QUERY_TILE", tile)
    monkeypatch.setattr(index, "ROW_TILE", row_tile)
    assert list(match(needs, offers, encoder=WordEncoder(), top=4)) == whole


def test_match_orders_equal_offers_by_id() -> None:
    offers = [english(f"o{i}", "repairs of dialysis machines") for i in (3, 1, 2)]
    found = match([english("n", "dialysis machines")], offers, encoder=WordEncoder(), top=2)
    assert [s.offer for s in found] == ["o1", "o2"]


def test_match_never_joins_a_side_with_itself_nor_an_organisation() -> None:
    needs = [english("n1", "bees", side=Side.NES, organisation="Hive"), english("n2", "bees", organisation="Zanîngeh")]
    offers = [
        english("o1", "bees", side=Side.NES, organisation="Other"),
        english("o2", "bees", side=Side.ABROAD, organisation=" hive "),
        english("o3", "bees", side=Side.ABROAD, organisation="zaningeh"),
        english("o4", "bees"),
    ]
    found = {(s.need, s.offer) for s in match(needs, offers, encoder=WordEncoder())}
    assert found == {("n1", "o3"), ("n1", "o4"), ("n2", "o1"), ("n2", "o2"), ("n2", "o4")}


def test_match_of_entries_that_may_not_meet_is_empty() -> None:
    needs, offers = [english("n", "bees", side=Side.NES)], [english("o", "bees", side=Side.NES)]
    assert list(match(needs, offers, encoder=WordEncoder())) == []


def test_match_without_needs_or_offers_is_empty() -> None:
    assert list(match([], [english("o", "bees")], encoder=WordEncoder())) == []
    assert list(match([english("n", "bees")], [], encoder=WordEncoder())) == []


def test_match_only_some_scores_them_as_among_all() -> None:
    needs, offers = english_set()
    everything = {(s.need, s.offer): s for s in match(needs, offers, encoder=WordEncoder(), top=24)}
    some = list(match(needs, offers, encoder=WordEncoder(), only_needs={"n03"}, only_offers={"o03", "o20", "o05"}))
    assert {(s.need, s.offer) for s in some} == {("n03", "o03"), ("n03", "o05"), ("n03", "o20")}
    assert [replace(s, rank=0) for s in some] == [replace(everything[s.need, s.offer], rank=0) for s in some]


def test_match_of_a_single_pair_is_judged_against_the_background_we_assume(encoder: Encoder) -> None:
    needs, offers = english_set()
    right = next(match(needs[1:2], offers[1:2], encoder=encoder))
    wrong = next(match(needs[1:2], offers[7:8], encoder=encoder))
    assert right.probability is not None
    assert wrong.probability is not None
    assert (right.probability > 0.25, wrong.probability < 0.05) == (True, True)


def test_match_refuses_two_entries_with_one_id() -> None:
    with pytest.raises(ValueError, match="same id"):
        list(match([english("n", "bees")] * 2, [english("o", "bees")], encoder=WordEncoder()))


def test_match_of_what_the_encoder_cannot_read_is_left_to_a_reader(encoder: Encoder) -> None:
    needs, offers = english_set()
    kurmanji = Entry("ku", (Version("ku", "Em ji bo makîneyên diyalîzê teknîsyenan digerin"),), side=Side.NES)
    offers.append(
        Entry(
            "both",
            (
                Version("ku", "Teknîsyenên me makineyen diyalize saz dikin"),
                Version("en", "Our technicians repair dialysis machines"),
            ),
            side=Side.ABROAD,
        )
    )
    found = list(match([*needs, kurmanji], offers, encoder=encoder, only_needs={"ku"}))
    assert {(s.verdict, s.probability) for s in found} == {(Verdict.TO_READ, None)}
    assert all(c.feature != "similarity" for s in found for c in s.contributions)
    assert found[0].offer == "both"
    assert "makîneyên" in next(c.evidence for c in found[0].contributions if c.feature == "words")


def test_match_reads_the_english_version_of_a_kurmanji_need(encoder: Encoder) -> None:
    needs, offers = english_set()
    kurmanji = Version("ku", "Makîneyên diyalîzê sekinîne û em li teknîsyenan digerin")
    both = replace(needs[1], versions=(kurmanji, *needs[1].versions))
    found = list(match([both], offers, encoder=encoder, top=1))
    assert [(s.offer, s.verdict) for s in found] == [("o01", Verdict.WAITING)]
    assert next(c.evidence for c in found[0].contributions if c.feature == "similarity") == ("en",)


def test_scores_are_the_bias_and_the_points(suggestions: list[Suggestion]) -> None:
    assert len(suggestions) == 120
    for suggestion in suggestions:
        assert sum(c.points for c in suggestion.contributions) + PRIOR_WITHOUT_WORDS.bias == suggestion.score
        assert (
            math.fsum((PRIOR_WITHOUT_WORDS.bias, *(c.points for c in reversed(suggestion.contributions))))
            == suggestion.score
        )
        assert suggestion.probability == PRIOR_WITHOUT_WORDS.probability(suggestion.score)


def test_facts_in_common_add_points_and_facts_against_take_them() -> None:
    facts = Entry(
        "n",
        (Version("en", "bees"),),
        sector=Sector.HEALTH,
        languages=frozenset({"ku", "en"}),
        formats=frozenset({Format.ADVICE}),
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 5, 31),
    )
    unlike = replace(
        facts,
        sector=Sector.MEDIA,
        languages=frozenset({"fr"}),
        formats=frozenset({Format.TWINNING}),
        starts_on=date(2027, 6, 1),
        ends_on=None,
    )
    offers = [replace(facts, id="alike"), replace(unlike, id="unlike"), english("unknown", "bees")]
    points = {
        s.offer: {c.feature: (c.value, c.evidence) for c in s.contributions if c.feature in FACT_FEATURES}
        for s in match([facts], offers, encoder=WordEncoder())
    }
    assert points == {
        "alike": {
            "sector": (1.0, ("health",)),
            "language": (1.0, ("en", "ku")),
            "format": (1.0, ("advice",)),
            "time": (1.0, ("2027-03-01", "2027-05-31")),
        },
        "unlike": {
            "sector": (-0.5, ("health", "media")),
            "language": (-1.0, ()),
            "format": (-1.0, ()),
            "time": (-1.0, ()),
        },
        "unknown": {},
    }


def test_each_distinct_text_is_encoded_once() -> None:
    class Counting(WordEncoder):
        def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
            asked.extend(texts)
            return super().encode(texts, progress=progress)

    asked: list[str] = []
    needs = [english("n1", "bees"), english("n2", "water")]
    offers = [english("o1", "bees"), Entry("o2", (Version("ku", "hing"), Version("en", "water")))]
    assert len(list(match(needs, offers, encoder=Counting()))) == 4
    assert asked == ["bees", "water"]


def test_progress_reaches_the_end_of_every_step(encoder: Encoder) -> None:
    seen: dict[str, tuple[int, int]] = {}

    def progress(step: str, done: int, total: int) -> None:
        seen[step] = (done, total)

    list(match(*english_set(), encoder=encoder, progress=progress))
    assert seen == {"encode": (36, 36), "words": (1, 1), "match": (12, 12)}


def test_cosines_take_the_best_pair_of_versions() -> None:
    needs = [Entry("n", (Version("en", "alpha beta"), Version("en", "gamma delta")))]
    offers = [
        Entry("o1", (Version("en", "gamma delta"),)),
        Entry("o2", (Version("en", "other"), Version("ku", "alpha beta"))),
    ]
    built = corpus.build(needs, offers, encoder=WordEncoder())
    signals = retrieve.signals(built.needs.texts, built.offers.texts, np.array([0, 0]), np.array([0, 1]))
    assert signals["similarity"].round(5)[0] == 1
    assert signals["similarity"][1] < 0.9  # the equal version is in a language that the encoder does not read
    assert signals["words"].round(5).tolist() == [1, 1]
