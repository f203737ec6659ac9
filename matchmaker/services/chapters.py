"""The scenes of the demo's story cut into chapters, one for each thing that somebody does, as the calendar has them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import DismissalReason, Side, Verdict
from matchmaker.errors import InputError
from matchmaker.services import accounts, exchanges, mailing, proposals, review
from matchmaker.services.story import Answer, Begin, End, Plan, Scene, Schedule, Send, Story

DONE = {
    "send": "proposal sent",
    "accept": "accepted",
    "decline": "declined",
    "ask-changes": "changes asked",
    "schedule": "first meeting fixed",
    "begin": "exchange begun",
    "close": "exchange closed",
    "cancel": "exchange cancelled",
}
"""How a step is told when it has been played."""


@dataclass(frozen=True, slots=True)
class Chapter:
    on: date
    title: str
    play: Callable[[Session], None]


def chapters(story: Story) -> list[Chapter]:
    """Return everything that happens, earliest first; what happens on one day in the order of the story."""
    return sorted((chapter for scene in story.scenes for chapter in _chapters(scene)), key=attrgetter("on"))


def _chapters(scene: Scene) -> Iterator[Chapter]:
    about = " x ".join(scene.matches[0])
    yield Chapter(scene.review.on, f"{about}: {scene.review.verdict}", lambda session: _review(session, scene))
    plan = scene.plan
    if plan is not None:
        yield Chapter(plan.on, f"{about}: proposal drafted", lambda session: _draft(session, scene, plan))
    for step in scene.steps:
        by = f" by side {step.side}" if isinstance(step, Answer) else ""
        yield Chapter(step.on, f"{about}: {DONE[step.do]}{by}", partial(_play, scene=scene, step=step))


def _play(session: Session, *, scene: Scene, step: Send | Answer | Schedule | Begin | End) -> None:
    by = _staff(session, scene)
    if isinstance(step, Send):
        proposal = _proposal(session, scene)
        proposals.send(session, proposal, by=by)
        mailing.send_drafts(session, proposal, by=by)
    elif isinstance(step, Answer):
        _answer(session, _proposal(session, scene), step)
    else:
        exchange = session.scalars(select(Exchange).where(Exchange.proposal == _proposal(session, scene))).one()
        _lead(session, exchange, step, by=by)


def _review(session: Session, scene: Scene) -> None:
    pairing, told, by = _pairing(session, scene), scene.review, _staff(session, scene)
    if told.verdict is Verdict.APPROVED:
        review.approve(session, pairing, by=by, note=told.note)
    elif told.verdict is Verdict.DISMISSED:
        review.dismiss(session, pairing, reason=told.reason or DismissalReason.OTHER, by=by, note=told.note)
    elif told.verdict is Verdict.SNOOZED and told.until:
        review.snooze(session, pairing, until=told.until, by=by, note=told.note)
    else:
        raise InputError(f"the story cannot play the verdict {told.verdict}")


def _draft(session: Session, scene: Scene, told: Plan) -> None:
    plan = proposals.Plan(
        format=told.format,
        first_step=told.first_step.text,
        first_step_language=told.first_step.language,
        starts_on=told.starts_on,
        ends_on=told.ends_on,
    )
    messages = {
        side: proposals.Message(language=said.language, text=said.text)
        for side, said in ((Side.NES, told.nes), (Side.ABROAD, told.abroad))
    }
    matches = _matches(session, scene)
    by = _staff(session, scene)
    proposals.draft(session, _pairing(session, scene), plan=plan, messages=messages, matches=matches, by=by)


def _answer(session: Session, proposal: Proposal, step: Answer) -> None:
    by = accounts.contacts_of(session, proposal.part(step.side).institution)[step.head]
    if step.do == "accept":
        proposals.accept(session, proposal, step.side, by=by, note=step.note)
    elif step.do == "decline":
        proposals.decline(session, proposal, step.side, reason=step.reason, by=by, note=step.note)
    else:
        proposals.ask_changes(session, proposal, step.side, by=by, note=step.note)


def _lead(session: Session, exchange: Exchange, step: Schedule | Begin | End, *, by: Person) -> None:
    if isinstance(step, Schedule):
        # nobody can fix a day that is past, except in a story
        exchanges.schedule(session, exchange, on=max(step.meeting_on, now().date()), by=by)
        exchange.first_meeting_on = step.meeting_on
    elif isinstance(step, Begin):
        exchanges.begin(session, exchange, by=by)
    else:
        end = exchanges.close if step.do == "close" else exchanges.cancel
        end(session, exchange, outcome=step.outcome.text, language=step.outcome.language, by=by)


def _staff(session: Session, scene: Scene) -> Person:
    person = accounts.person_by_email(session, scene.by)
    if person is None or not person.is_staff:
        raise InputError(f"the story knows no staff member {scene.by}")
    return person


def _matches(session: Session, scene: Scene) -> list[Match]:
    """Return the matches of a scene. Raises InputError unless all are suggested and of one pairing."""
    found = []
    for need, offer in scene.matches:
        query = select(Match).join(Match.need).join(Match.offer).where(Need.reference == need, Offer.reference == offer)
        match = session.scalar(query)
        if match is None:
            raise InputError(f"the story speaks of {need} x {offer}, which the engine does not suggest")
        found.append(match)
    if len({match.pairing_id for match in found}) > 1:
        raise InputError(f"the matches of {scene.matches[0]} are not between the same two institutions")
    return found


def _pairing(session: Session, scene: Scene) -> Pairing:
    return session.get_one(Pairing, _matches(session, scene)[0].pairing_id)


def _proposal(session: Session, scene: Scene) -> Proposal:
    of_pairing = select(Proposal).where(Proposal.pairing_id == _pairing(session, scene).id)
    return session.scalars(of_pairing.order_by(Proposal.id.desc()).limit(1)).one()
