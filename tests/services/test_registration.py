"""Institutions register; needs and offers are written, published, paused and withdrawn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.job import Job
from matchmaker.domain.journal import Entry
from matchmaker.domain.mail import Mail
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.reciprocity import joined
from matchmaker.domain.vocabulary import (
    JobKind,
    Kind,
    ListingStatus,
    MailKind,
    Origin,
    ProposalStatus,
    Sector,
    Side,
    Standing,
    Verdict,
)
from matchmaker.errors import IllegalStepError
from matchmaker.services import entries, registration
from matchmaker.store.session import Database
from tests import world
from tests.at_once import at_once

WHAT: dict[str, Any] = {"language": "ku", "title": "Du pîrik", "text": "Ji bo zarokan.", "sector": Sector.HEALTH}


def _start(session: Session, institution: Institution, key: str = "", text: str = "Ji bo zarokan.") -> Need:
    what = WHAT | {"text": text}
    return registration.start(session, Need, institution, key=key or str(uuid4()), by=None, **what)


def _actions(session: Session) -> list[str]:
    return list(session.scalars(select(Entry.action).order_by(Entry.id)))


def _suggest_jobs(session: Session) -> list[str]:
    return list(session.scalars(select(Job.subject).where(Job.kind == JobKind.SUGGEST).order_by(Job.id)))


def _count(session: Session, table: type[Any]) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def test_registered_institution_is_pending_and_works_in_its_own_language(session: Session) -> None:
    institution = registration.register_institution(
        session,
        side=Side.NES,
        kind=Kind.COOPERATIVE,
        name="Nan û Av",
        language="ku",
        country="SY",
        place="Amûdê",
        by=None,
    )
    assert (institution.standing, institution.languages) == (Standing.PENDING, ["ku"])
    assert _actions(session) == ["institution:register"]


def test_same_form_sent_twice_is_one_draft_with_the_newer_words(session: Session) -> None:
    institution = world.institution(session)
    first = _start(session, institution, key="a")
    second = _start(session, institution, key="a", text="Ji bo sê zarokan.")
    assert first is second
    assert (first.text, first.status) == ("Ji bo sê zarokan.", ListingStatus.DRAFT)
    assert _count(session, Need) == 1
    assert _actions(session) == ["need:start", "need:edit"]


def test_same_form_sent_by_eight_at_once_is_one_draft(database: Database) -> None:
    with database.writing() as session:
        institution = world.institution(session)

    def send(_number: int) -> int:
        with database.writing() as session:
            return _start(session, session.get_one(Institution, institution.id), key="a").id

    assert len(set(at_once(send, times=8))) == 1
    with database.reading() as session:
        assert _count(session, Need) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_key_of_another_institution_or_another_noun_is_no_key(session: Session) -> None:
    ours, theirs = world.institution(session), world.institution(session, name="Nexweşxaneya Stêrk")
    drafts: list[Need | Offer] = [
        _start(session, ours, key="a"),
        _start(session, theirs, key="a"),
        registration.start(session, Offer, ours, key="a", by=None, **WHAT),
    ]
    assert [draft.institution_id for draft in drafts] == [ours.id, theirs.id, ours.id]
    assert (_count(session, Need), _count(session, Offer)) == (2, 1)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_edit_that_changes_nothing_leaves_no_trace(session: Session) -> None:
    need = world.need(session, world.institution(session))
    assert registration.edit(session, need, title=need.title, formats=list(need.formats), by=None) is False
    assert (_actions(session), _suggest_jobs(session)) == ([], [])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_edit_of_an_open_need_names_the_fields_and_matches_it_anew(session: Session) -> None:
    need = world.need(session, world.institution(session))
    before = need.changed_at = now() - timedelta(days=2)
    assert registration.edit(session, need, sector=Sector.WOMEN, languages=["ku"], by=None) is True
    assert need.changed_at == before  # only words make a translation old
    registration.edit(session, need, text="Something else.", by=None)
    assert need.changed_at > before
    assert _suggest_jobs(session) == [f"need:{need.id}"]
    entries = session.scalars(select(Entry).order_by(Entry.id)).all()
    assert [entry.details["fields"] for entry in entries] == [["sector", "languages"], ["text"]]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_draft_and_paused_listings_are_not_matched_when_edited(session: Session) -> None:
    institution = world.institution(session)
    for status in (ListingStatus.DRAFT, ListingStatus.PAUSED, ListingStatus.WITHDRAWN):
        registration.edit(session, world.offer(session, institution, status=status), title="Another", by=None)
    assert _suggest_jobs(session) == []


def test_published_listing_is_open_journalled_and_matched(session: Session) -> None:
    draft = _start(session, world.institution(session))
    registration.publish(session, draft, by=None)
    assert draft.status is ListingStatus.OPEN
    assert _actions(session) == ["need:start", "need:open"]
    assert _suggest_jobs(session) == [f"need:{draft.id}"]


def test_withdrawn_listing_cannot_be_published_even_from_an_old_page(database: Database) -> None:
    with database.writing() as session:
        need = world.need(session, world.institution(session), status=ListingStatus.PAUSED)
    with database.writing() as session:
        registration.withdraw(session, session.get_one(Need, need.id), by=None)
    with database.writing() as session:
        old = session.merge(need, load=False)  # as this session would have seen it before
        with pytest.raises(IllegalStepError):
            registration.publish(session, old, by=None)


@pytest.mark.parametrize("take", [registration.pause, registration.withdraw])
@pytest.mark.parametrize(
    ("verdict", "left"),
    [
        (Verdict.WAITING, (0, 0)),
        (Verdict.TO_READ, (0, 0)),
        (Verdict.SNOOZED, (0, 0)),
        (Verdict.APPROVED, (1, 1)),
        (Verdict.DISMISSED, (1, 1)),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_closing_a_listing_takes_undecided_matches_along(
    session: Session, take: Callable[..., None], verdict: Verdict, left: tuple[int, int]
) -> None:
    pairing = world.pairing_with_match(session, verdict=verdict)
    take(session, pairing.matches[0].offer, by=None)
    assert (_count(session, Match), _count(session, Pairing)) == left


def test_closing_one_listing_leaves_the_rest_of_the_pairing_with_its_score(session: Session) -> None:
    pairing = world.pairing_with_match(session, score=5.0)
    weaker = world.need(session, pairing.nes, title="Another need")
    session.add(
        Match(
            pairing=pairing,
            need=weaker,
            offer=pairing.matches[0].offer,
            score=1.5,
            probability=0.3,
            encoder_version="test",
            ranker_version="test",
        )
    )
    session.flush()
    registration.pause(session, pairing.matches[0].need, by=None)
    assert [match.need_id for match in session.scalars(select(Match))] == [weaker.id]
    assert (pairing.score, pairing.probability) == (joined(0.3, None), 0.3)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_matches_that_a_proposal_rests_on_stay(session: Session) -> None:
    pairing = world.pairing_with_match(session, verdict=Verdict.APPROVED)
    world.proposal(session, pairing=pairing, status=ProposalStatus.SENT)
    pairing.verdict = Verdict.WAITING  # a colleague took the decision back
    session.flush()
    registration.withdraw(session, pairing.matches[0].need, by=None)
    assert (_count(session, Match), _count(session, Pairing)) == (1, 1)


def test_paused_institution_leaves_the_queue_in_both_directions(session: Session) -> None:
    pairing = world.pairing_with_match(session)
    back = Match(
        pairing=pairing,
        need=world.need(session, pairing.abroad),
        offer=world.offer(session, pairing.nes),
        score=1.0,
        encoder_version="test",
        ranker_version="test",
    )
    session.add(back)
    session.flush()
    registration.pause_institution(session, pairing.nes, by=world.staff(session))
    assert (_count(session, Match), _count(session, Pairing)) == (0, 0)
    assert pairing.nes.standing is Standing.PAUSED


def test_verified_institution_is_told_and_what_it_has_open_is_matched(session: Session) -> None:
    institution = world.institution(session, standing=Standing.PENDING)
    world.person(session, institution=institution, is_head=True)
    need = world.need(session, institution)
    world.need(session, institution, status=ListingStatus.DRAFT)
    offer = world.offer(session, institution)
    registration.verify(session, institution, by=world.staff(session))
    assert institution.standing is Standing.VERIFIED
    assert [mail.kind for mail in session.scalars(select(Mail))] == [MailKind.NOTICE]
    assert _suggest_jobs(session) == [f"need:{need.id}", f"offer:{offer.id}"]


def test_two_colleagues_who_judge_an_institution_at_once_have_one_outcome(database: Database) -> None:
    with database.writing() as session:
        institution = world.institution(session, standing=Standing.PENDING)
        colleague = world.staff(session)

    def judge(number: int) -> str:
        step = registration.verify if number % 2 else registration.refuse
        try:
            with database.writing() as session:
                ours, by = session.get_one(Institution, institution.id), session.get_one(Person, colleague.id)
                step(session, ours, by=by)
        except IllegalStepError:
            return "late"
        return step.__name__

    outcomes = at_once(judge, times=2)
    with database.reading() as session:
        standing = session.get_one(Institution, institution.id).standing
        entries = _actions(session)
    # a refused institution may be verified afterwards; the other way round the second is too late
    assert (standing, outcomes, entries) in [
        (Standing.VERIFIED, ["late", "verify"], ["institution:verified"]),
        (Standing.VERIFIED, ["refuse", "verify"], ["institution:refused", "institution:verified"]),
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_profile_that_did_not_change_matches_nothing_anew(session: Session) -> None:
    institution = world.institution(session)
    need = world.need(session, institution)
    head = world.person(session, institution=institution)
    registration.edit_institution(session, institution, by=head, place=institution.place)
    assert (_actions(session), _suggest_jobs(session)) == ([], [])
    registration.edit_institution(session, institution, by=head, languages=["ku"], place=institution.place)
    assert _suggest_jobs(session) == [f"need:{need.id}"]
    assert session.scalars(select(Entry.details)).one() == {"fields": ["languages"]}


def test_new_translation_takes_the_place_of_the_older_in_its_language(session: Session) -> None:
    need = world.need(session, world.institution(session))
    for title in ("Kurs", "Bessere Übersetzung"):
        registration.translate(session, need, language="de", title=title, text="…", by=None)
    registration.translate(session, need, language="ku", title="Kûrs", text="…", origin=Origin.MACHINE, by=None)
    session.flush()
    session.refresh(need, ["translations"])
    assert [(each.language, each.title) for each in need.translations] == [
        ("de", "Bessere Übersetzung"),
        ("ku", "Kûrs"),
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_translation_older_than_the_text_is_not_read_by_the_engine(session: Session) -> None:
    need = world.need(session, world.institution(session))
    registration.translate(session, need, language="de", title="Kurs", text="Ein Kurs.", by=None)
    session.flush()
    assert [version.language for version in entries.entry(need).versions] == ["en", "de"]
    need.changed_at = now() + timedelta(seconds=1)
    assert [version.language for version in entries.entry(need).versions] == ["en"]
