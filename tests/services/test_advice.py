"""What a need or an offer could say more, that which would bring most first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import ListingStatus, Origin, Sector, Side, Standing
from matchmaker.matching.rank import PRIOR, Weight
from matchmaker.services.advice import Addition, additions, advice, usual_languages
from matchmaker.store.session import Database
from tests import world

TEXT = "Our ward has six incubators and two nurses. We look for a course in neonatal care."


def need(**fields: Any) -> Need:  # noqa: ANN401 - what a need takes
    """A need that says everything."""
    said: dict[str, Any] = {
        "institution": Institution(side=Side.NES, languages=["ku"]),
        "status": ListingStatus.OPEN,
        "title": "Nurses",
        "text": TEXT,
        "language": "ku",
        "changed_at": now(),
        "sector": Sector.HEALTH,
        "topics": ["health-maternal"],
        "formats": ["advice"],
        "languages": ["ku"],
        "starts_on": date(2027, 3, 1),
    }
    return Need(**said | fields)


def advised(listing: Need, opposite: Mapping[str, int] | None = None) -> list[Addition]:
    return [each.addition for each in additions(listing, PRIOR, opposite=opposite or {})]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"languages": []}, []),  # those of the institution count
        ({"languages": [], "institution": Institution(side=Side.NES, languages=[])}, [Addition.LANGUAGES]),
        ({"text": "Six words are not twelve words."}, [Addition.TEXT]),
        ({"starts_on": None}, [Addition.DATES]),
        ({"starts_on": None, "formats": []}, [Addition.DATES, Addition.FORMATS]),
        (
            {"starts_on": None, "formats": [], "topics": [], "sector": None},
            [Addition.FIELD, Addition.TOPICS, Addition.DATES],
        ),
        ({"sector": None, "status": ListingStatus.WITHDRAWN}, []),
    ],
)
def test_what_is_missing_is_advised_that_which_brings_most_first(fields: dict[str, Any], expected: list[Addition]):
    assert advised(need(**fields)) == expected


def test_points_are_those_of_the_weights_in_use():
    told = additions(need(sector=None, formats=[]), PRIOR, opposite={})
    assert [each.points for each in told] == [PRIOR.weights["sector"].points, PRIOR.weights["format"].points]


def test_what_the_weights_make_nothing_of_is_not_advised():
    weights = dict(PRIOR.weights) | {"sector": Weight(0.0, "no sign"), "format": Weight(-1.0, "a bad sign")}
    blind = replace(PRIOR, weights=weights)
    assert additions(need(sector=None, formats=[]), blind, opposite={}) == []


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ({}, []),
        ({"de": 1}, ["de"]),
        ({"de": 3, "en": 2}, ["de"]),
        ({"de": 2, "en": 2}, ["de", "en"]),
        ({"fr": 1, "en": 2, "de": 2}, ["de", "en"]),
    ],
)
def test_usual_languages_are_the_fewest_of_most_texts(written: dict[str, int], usual: list[str]):
    assert usual_languages(written) == usual


def test_translation_is_advised_into_what_most_of_the_other_side_write():
    english = Translation(language="en", title="", text=TEXT, origin=Origin.PERSON, created_at=now())
    before, since = now() - timedelta(days=1), now() + timedelta(days=1)
    assert advised(need(), {"de": 3, "en": 2}) == [Addition.TRANSLATION]
    assert [each.language for each in additions(need(), PRIOR, opposite={"de": 3, "en": 2})] == ["de"]
    assert advised(need(language="de"), {"de": 3, "en": 2}) == []
    assert advised(need(translations=[english], changed_at=before), {"de": 2, "en": 2}) == []
    assert advised(need(translations=[english], changed_at=since), {"de": 2, "en": 2}) == [Addition.TRANSLATION]


def test_advice_looks_at_what_is_open_on_the_other_side(database: Database):
    with database.writing() as session:
        nes, abroad = world.institution(session), world.institution(session, side=Side.ABROAD)
        asked = world.need(session, nes, language="ku")
        given = world.offer(session, abroad, language="de")
        world.offer(session, nes, language="ar")  # on its own side
        world.offer(session, abroad, language="fr", status=ListingStatus.DRAFT)
        unknown = world.institution(session, side=Side.ABROAD, standing=Standing.PENDING)
        world.offer(session, unknown, language="it")
        pieces = advice(session, [asked, given])
    into = [[each.language for each in piece if each.addition is Addition.TRANSLATION] for piece in pieces]
    assert into == [["de"], ["ku"]]
    assert isinstance(given, Offer)
