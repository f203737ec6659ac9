"""How well a text that is being written answers others, with the encoder that we ship."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matchmaker.domain.vocabulary import Sector, Side
from matchmaker.matching.encode import Encoder, open_encoder
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.nearness import NEAREST, probabilities
from matchmaker.matching.rank import POSSIBLE, PRIOR, PRIOR_WITHOUT_WORDS
from tests.encoders import Trigrams
from tests.matching import sets


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder()


def asked(encoder: Encoder, draft: Entry, others: list[Entry]) -> list[float]:
    texts = sorted({version.text for entry in (draft, *others) for version in entry.versions})
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))
    ranker = PRIOR if encoder.words else PRIOR_WITHOUT_WORDS
    return probabilities(draft, others, vectors, words=encoder.words, ranker=ranker)


def test_right_offer_is_the_likeliest_for_most_needs(encoder: Encoder):
    """Found by taking it away: the others reach less."""
    needs, offers = sets.english_set()
    found = 0
    for need in needs:
        others = [offer for offer in offers if offer.id[1:] != need.id[1:]]
        found += max(asked(encoder, need, others)) < max(asked(encoder, need, offers)) - 0.01
    assert found >= len(needs) - 2


def test_text_about_nothing_that_is_offered_has_no_plausible_offer(encoder: Encoder):
    _, offers = sets.english_set()
    draft = Entry("", (Version("en", "Chess openings for the winter\nWe meet on Fridays with coffee and clocks."),))
    assert [each for each in asked(encoder, draft, offers) if each >= POSSIBLE] == []


def test_other_that_may_not_meet_the_draft_is_left_out():
    other = Entry("o", (Version("en", "Text of an offer"),), languages=frozenset({"de"}), common_language=True)
    draft = Entry("", (Version("en", "Text of a need"),), languages=frozenset({"ku"}))
    assert asked(Trigrams(), draft, [other]) == []
    assert len(asked(Trigrams(), draft, [replace(other, common_language=False)])) == 1


def test_only_the_nearest_get_a_closer_look():
    others = [Entry(str(number), (Version("en", f"Text of offer {number}"),)) for number in range(NEAREST + 5)]
    draft = Entry("", (Version("en", "Text of offer 7"),))
    found = asked(Trigrams(), draft, others)
    assert len(found) == NEAREST
    assert found[0] == max(found)


def test_translation_counts_and_what_has_no_vector_does_not():
    encoder = Trigrams()
    draft = Entry("", (Version("en", "Two nurses for the ward"),))
    other = Entry("o", (Version("ku", "Du hemşîre"), Version("en", "Two nurses for the ward")))
    unread = Entry("u", (Version("syc", "unread"),))
    vectors = dict(
        zip(
            ("Two nurses for the ward", "Du hemşîre"),
            encoder.encode(["Two nurses for the ward", "Du hemşîre"]),
            strict=True,
        )
    )
    rank = PRIOR_WITHOUT_WORDS
    (both,) = probabilities(draft, [other, unread], vectors, words=None, ranker=rank)
    (original,) = probabilities(draft, [Entry("o", other.versions[:1])], vectors, words=None, ranker=rank)
    assert both > original
    assert probabilities(draft, [unread], vectors, words=None, ranker=rank) == []


def test_facts_count_like_in_the_engine():
    draft = Entry("", (Version("en", "Two nurses"),), Sector.HEALTH, Side.NES, languages=frozenset({"ku"}))
    same = Entry("a", (Version("en", "Two nurses"),), Sector.HEALTH, Side.ABROAD, languages=frozenset({"ku"}))
    other = Entry("b", (Version("en", "Two nurses"),), Sector.MEDIA, Side.ABROAD, ends_on=date(2020, 1, 1))
    better, worse = asked(Trigrams(), draft, [same, other])
    points = PRIOR_WITHOUT_WORDS.weights["sector"].points * 1.5 + PRIOR_WITHOUT_WORDS.weights["language"].points
    odds = [each / (PRIOR_WITHOUT_WORDS.ceiling - each) for each in (better, worse)]
    assert np.log(odds[0] / odds[1]) == pytest.approx(points, abs=1e-4)
