"""The pairing's page says what the engine found, exactly: its figures add up, its marks are the words that met."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import select

from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import Origin, Sector, Side
from matchmaker.matching.encode import open_encoder
from matchmaker.matching.explain import MET
from matchmaker.services import suggestions
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MARK = re.compile(r'<mark role="none" class="m(\d)">([^<]+)<sup aria-hidden="true">([\d·]+)</sup></mark>')
POINTS = re.compile(r'<bdi dir="ltr">([+−]\d+\.\d)</bdi>')
SUM = re.compile(r"begins at ([+−]\d+\.\d) points\. With these parts this one stands at ([+−]\d+\.\d)\.")


def number(points: str) -> int:
    """Return tenths of a point."""
    return round(10 * float(points.replace("−", "-")))


def marked(html: str) -> Iterator[tuple[int, str]]:
    for line, word, numbers in MARK.findall(html):
        assert line == numbers[0]
        yield from ((int(each), unescape(word)) for each in numbers.split("·"))


@pytest.fixture
def suggested(database: Database) -> Match:
    """A need in Kurmanji with an English translation and an offer in English, matched by the encoder that we ship."""
    with database.writing() as session:
        nes, abroad = world.institution(session), world.institution(session, side=Side.ABROAD)
        need = world.need(session, nes, language="ku", title="Perwerdeya pîrikan")
        need.text = "Du pîrikên me di gundan de bê kuvoz dixebitin. Em li perwerdeya lênihêrîna pitikan digerin."
        text = "Two midwives work in our villages without an incubator. We look for training in the care of babies."
        need.translations = [Translation(language="en", title="Training midwives", text=text, origin=Origin.PERSON)]
        world.offer(
            session,
            abroad,
            title="Midwives teach midwives",
            text="Our midwives teach the care of premature babies, with and without incubators, in a village.",
        )
        for title in ("Leaking pipes", "Bees and hives"):
            text = f"{title}: we lend devices and come for a week."
            world.offer(session, abroad, title=title, text=text, sector=Sector.ENVIRONMENT)
    suggestions.suggest(database, open_encoder())
    with database.reading() as session:
        return session.scalars(select(Match).order_by(Match.score.desc())).first()  # type: ignore[return-value]


@SQLITE
def test_figures_on_the_page_add_up_to_the_score(desk: Browser, suggested: Match):
    page = desk.get(f"/review/{suggested.pairing_id}").text
    bars = [[number(each) for each in POINTS.findall(block)] for block in page.split('<dl class="bars">')[1:]]
    sums = [(number(beginning), number(total)) for beginning, total in SUM.findall(page)]
    assert len(bars) == len(sums) == 3
    assert [beginning + sum(parts) for (beginning, _), parts in zip(sums, bars, strict=True)] == [
        total for _, total in sums
    ]
    assert sums[0][1] == round(10 * suggested.score)


@SQLITE
def test_marks_are_the_words_that_the_engine_found(desk: Browser, suggested: Match):
    page = desk.get(f"/review/{suggested.pairing_id}").text
    crossing = page[page.index('id="asks-nes"') : page.index('class="next"')]
    need, rest = crossing.split('<div class="bridge"', maxsplit=1)
    after = page[page.index('class="next"') :]
    offer = after[: after.index("<details><summary>")]
    ours, theirs = dict(marked(need)), dict(marked(offer))
    (evidence,) = (part["evidence"] for part in suggested.contributions if part["feature"] == "alignment")
    assert {MET.join((ours[each].lower(), theirs[each].lower())) for each in ours} == {
        pair.lower() for pair in evidence
    }
    assert len(ours) == len(theirs) == len(evidence) > 2
    assert all(f"<bdi>{word}</bdi>" in rest for pair in evidence for word in pair.split(MET))


@SQLITE
def test_translation_that_was_compared_is_open_for_whoever_reads_another_language(desk: Browser, suggested: Match):
    page = desk.get(f"/review/{suggested.pairing_id}?lang=ku").text
    need = page[page.index(f'id="need-{suggested.need_id}"') :]
    assert re.search(r'<details class="translation" open>.*?<mark', need, re.S)


@SQLITE
def test_text_that_stands_above_is_not_said_again_and_keeps_its_marks(
    desk: Browser, suggested: Match, database: Database
):
    """Of a need that two offers meet the second crossing shows the words that met; its own page shows both texts."""
    with database.writing() as session:
        first = session.get_one(Match, suggested.id)
        text = "Midwives of ours train others in the care of babies born too early."
        offer = world.offer(session, first.pairing.abroad, title="Babies born early", text=text)
        part = {"feature": "alignment", "value": 1.0, "points": 1.0, "evidence": ["care ~ care", "babies ~ Babies"]}
        versions = {"encoder_version": "test", "ranker_version": "test"}
        second = Match(pairing=first.pairing, need=first.need, offer=offer, contributions=[part], **versions)
        second.score, second.probability = first.score - 0.1, first.probability
        session.add(second)
    page = desk.get(f"/review/{suggested.pairing_id}").text
    again = page[page.index("The words that met here") :]
    line, _, rest = again[again.index('<p class="said"') :].partition("</p>")
    assert list(marked(line)) == [(1, "care"), (2, "babies")]
    assert line.startswith('<p class="said" lang="en" dir="ltr">')
    assert f'href="/matches/{second.id}"' in rest
    assert page.count("We look for") == 1
    whole = desk.get(f"/matches/{second.id}").text
    assert sorted(marked(whole)) == [(1, "care"), (1, "care"), (2, "Babies"), (2, "babies"), (2, "babies")]


def test_text_is_escaped_where_it_is_marked(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        match = pairing.matches[0]
        match.need.text, match.offer.title = "<i>nurses</i> & co", "Nurses' <b>school</b>"
        match.offer.text = "It is open."
        part = {"feature": "alignment", "value": 1.0, "points": 1.0, "evidence": ["nurses ~ Nurses"]}
        match.contributions = [part]
    page = desk.get(f"/review/{pairing.id}").text
    assert [word for _, word in marked(page)] == ["nurses", "nurses", "Nurses"]
    assert "&lt;i&gt;<mark" in page
    assert "<b>school" not in page


def test_caution_is_said_once_beside_the_match(desk: Browser, database: Database):
    with database.writing() as session:
        nes = world.institution(session, languages=["ku"])
        pairing = world.pairing_with_match(session, nes=nes)
        part = {"feature": "language", "value": -1.0, "points": -0.5, "evidence": []}
        pairing.matches[0].contributions = [part]
    page = desk.get(f"/review/{pairing.id}").text
    crossing = page[page.index('id="asks-nes"') :]
    assert crossing.count("No common language: an interpreter is needed.") == 1
    assert "<li>No common language: an interpreter is needed.</li>" in crossing.split('class="planks cautions">')[1]


def test_next_matches_of_the_need_stand_under_a_match(desk: Browser, database: Database):
    with database.writing() as session:
        first = world.pairing_with_match(session, score=3.0)
        need = first.matches[0].need
        others = []
        for score in (2.0, 2.5, 1.0, 4.0):
            abroad = world.institution(session, side=Side.ABROAD, name=f"Clinic {score}")
            other = Pairing(nes=first.nes, abroad=abroad, score=score, probability=0.5)
            part = {"feature": "similarity", "value": 1.0, "points": score, "evidence": []}
            offer = world.offer(session, abroad, title=f"Offer {score}")
            match = Match(pairing=other, need=need, offer=offer, score=score, contributions=[part])
            match.encoder_version = match.ranker_version = "test"
            session.add_all([other, match])
            session.flush()
            others.append(other.id)
    page = desk.get(f"/review/{first.id}").text
    following = page[page.index('class="next"') : page.index('id="verdict"')]
    assert re.findall(r'href="/review/(\d+)"', following) == [str(others[1]), str(others[0])]
    assert re.findall(r"<bdi>(Clinic [\d.]+)</bdi>", following) == ["Clinic 2.5", "Clinic 2.0"]
    assert following.count("Its text is less close in meaning.") == 2
    assert 'class="next"' not in desk.get(f"/review/{others[2]}").text  # the last of them


def test_number_of_queries_is_the_same_however_many_matches_follow(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        need_id = pairing.matches[0].need_id
    numbers = []
    for more in (0, 3):
        with database.writing() as session:
            need = session.get_one(type(pairing.matches[0].need), need_id)
            for _ in range(more):
                abroad = world.institution(session, side=Side.ABROAD)
                other = Pairing(nes=need.institution, abroad=abroad, score=1.0, probability=0.5)
                match = Match(pairing=other, need=need, offer=world.offer(session, abroad), score=1.0)
                match.encoder_version = match.ranker_version = "test"
                session.add_all([other, match])
        with queries(database.engine) as sent:
            desk.get(f"/review/{pairing.id}")
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
