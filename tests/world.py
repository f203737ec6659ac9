"""Small invented institutions, people, needs and offers for tests; each function adds one thing and flushes."""

from dataclasses import replace
from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.mail import LINK_MARK, Mail
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.ranker import KeptRanker
from matchmaker.domain.vocabulary import (
    Answer,
    ExchangeStatus,
    Format,
    Kind,
    ListingStatus,
    MailKind,
    MailStatus,
    ProposalStatus,
    RankerKind,
    Role,
    Sector,
    Side,
    Standing,
    Verdict,
)
from matchmaker.matching.rank import PRIOR, Weight
from matchmaker.matching.rank_files import record_of

MAIL_BODY = f"Silav,\n\nKeremke:\n\n{LINK_MARK}\n\nBi rêz"

_numbers = count(1)


def institution(
    session: Session,
    *,
    side: Side = Side.NES,
    name: str = "",
    kind: Kind = Kind.HOSPITAL,
    language: str = "",
    country: str = "",
    place: str = "",
    languages: list[str] | None = None,
    sectors: list[str] | None = None,
    standing: Standing = Standing.VERIFIED,
) -> Institution:
    """Add a verified hospital: in Qamişlo with Kurmanji, or in Bremen with German."""
    nes = side is Side.NES
    made = Institution(
        side=side,
        kind=kind,
        name=name or ("Nexweşxaneya Roj" if nes else "Klinikum am Deich"),
        language=language or ("ku" if nes else "de"),
        about="",
        country=country or ("SY" if nes else "DE"),
        place=place or ("Qamişlo" if nes else "Bremen"),
        languages=languages if languages is not None else (["ku", "ar", "en"] if nes else ["de", "en"]),
        sectors=sectors if sectors is not None else [Sector.HEALTH.value],
        standing=standing,
    )
    session.add(made)
    session.flush()
    return made


def person(
    session: Session,
    *,
    institution: Institution | None = None,
    role: Role = Role.MEMBER,
    name: str = "Rojîn Demir",
    email: str = "",
    phone: str = "",
    language: str = "en",
    is_head: bool = False,
    active: bool = True,
) -> Person:
    made = Person(
        name=name,
        email=email or f"person{next(_numbers)}@example.org",
        phone=phone,
        language=language,
        role=role,
        institution=institution,
        is_head=is_head,
        active=active,
    )
    session.add(made)
    session.flush()
    return made


def staff(session: Session, *, role: Role = Role.STAFF, name: str = "Dîlan Yusif", language: str = "en") -> Person:
    return person(session, role=role, name=name, language=language)


def need(
    session: Session,
    institution: Institution,
    *,
    title: str = "Training for newborn nurses",
    text: str = "Our ward has six incubators and two nurses. We look for a course in neonatal care.",
    language: str = "en",
    sector: Sector | None = Sector.HEALTH,
    formats: list[str] | None = None,
    status: ListingStatus = ListingStatus.OPEN,
) -> Need:
    made = Need(
        institution=institution,
        title=title,
        text=text,
        language=language,
        sector=sector,
        formats=formats if formats is not None else [Format.EDUCATION.value],
        status=status,
    )
    session.add(made)
    session.flush()
    return made


def offer(
    session: Session,
    institution: Institution,
    *,
    title: str = "Course in neonatal nursing",
    text: str = "Our senior nurses teach the care of premature babies, by video or on the ward.",
    language: str = "en",
    sector: Sector | None = Sector.HEALTH,
    formats: list[str] | None = None,
    capacity: int = 1,
    status: ListingStatus = ListingStatus.OPEN,
) -> Offer:
    made = Offer(
        institution=institution,
        title=title,
        text=text,
        language=language,
        sector=sector,
        formats=formats if formats is not None else [Format.EDUCATION.value],
        capacity=capacity,
        status=status,
    )
    session.add(made)
    session.flush()
    return made


def pairing_with_match(
    session: Session,
    *,
    nes: Institution | None = None,
    abroad: Institution | None = None,
    score: float = 3.0,
    probability: float | None = 0.8,
    verdict: Verdict = Verdict.WAITING,
) -> Pairing:
    """Add a pairing of two hospitals with one match: the need is in NES, the offer abroad."""
    nes = nes or institution(session, side=Side.NES)
    abroad = abroad or institution(session, side=Side.ABROAD)
    pairing = Pairing(nes=nes, abroad=abroad, score=score, probability=probability, verdict=verdict)
    match = Match(
        pairing=pairing,
        need=need(session, nes),
        offer=offer(session, abroad),
        score=score,
        probability=probability,
        verdict=Verdict.TO_READ if probability is None else Verdict.WAITING,
        contributions=[{"feature": "similarity", "value": 1.0, "points": score, "evidence": []}],
        encoder_version="test",
        ranker_version="test",
    )
    session.add_all([pairing, match])
    session.flush()
    return pairing


def proposal(
    session: Session,
    *,
    pairing: Pairing | None = None,
    drafted_by: Person | None = None,
    status: ProposalStatus = ProposalStatus.DRAFT,
    language: str = "en",
) -> Proposal:
    """Add a proposal of an education, first step a call, with a message to each side."""
    pairing = pairing or pairing_with_match(session, verdict=Verdict.APPROVED)
    made = Proposal(
        pairing=pairing,
        format=Format.EDUCATION,
        first_step="A call of 45 minutes",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 5, 31),
        status=status,
        drafted_by=drafted_by or staff(session),
        sent_at=None if status is ProposalStatus.DRAFT else now(),
        matches=list(pairing.matches),
        parts=[
            ProposalPart(side=side, institution=pairing.institution(side), language=language, message=f"Dear {side}")
            for side in Side
        ],
    )
    session.add(made)
    session.flush()
    session.refresh(made, ["parts"])
    return made


def exchange(
    session: Session, *, accepted: Proposal | None = None, status: ExchangeStatus = ExchangeStatus.OPEN
) -> Exchange:
    """Add an exchange from a proposal that both sides have accepted."""
    accepted = accepted or proposal(session, status=ProposalStatus.ACCEPTED)
    for part in accepted.parts:
        part.answer = Answer.ACCEPTED
    made = Exchange(proposal=accepted, format=accepted.format, status=status)
    session.add(made)
    session.flush()
    return made


def mail(
    session: Session,
    *,
    kind: MailKind = MailKind.PROPOSAL,
    status: MailStatus = MailStatus.DRAFT,
    body: str = MAIL_BODY,
) -> Mail:
    """Add a mail in Kurmanji to a head in NES, about a proposal that is out."""
    about = proposal(session, status=ProposalStatus.SENT)
    made = Mail(
        kind=kind,
        person=person(
            session,
            institution=about.part(Side.NES).institution,
            name="Rojîn Demir",
            email="rojin@example.org",
            language="ku",
            is_head=True,
        ),
        proposal=None if kind is MailKind.SIGN_IN else about,
        language="ku",
        subject="Pêşniyarek ji bo we",
        body=body,
        status=status,
    )
    session.add(made)
    session.flush()
    return made


def ranker(session: Session, *, by: Person | None = None, kind: RankerKind = RankerKind.EDITED) -> KeptRanker:
    """Add weights that nobody uses yet: the shipped ones, but that a common language counts twice."""
    language = PRIOR.weights["language"].points
    weights = {**PRIOR.weights, "language": Weight(2 * language, "an interpreter is hard to find this year")}
    made = KeptRanker(
        kind=kind,
        weights=record_of(replace(PRIOR, weights=weights)),
        bias=PRIOR.bias,
        ceiling=PRIOR.ceiling,
        base_version=PRIOR.version,
        made_by=by or staff(session),
        note={
            "changes": [["language", language, 2 * language, 0.1]],
            "total": [5.0, 5.0 + language],
            "bias": [PRIOR.bias, PRIOR.bias],
        },
    )
    session.add(made)
    session.flush()
    return made
