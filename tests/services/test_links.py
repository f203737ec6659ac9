"""One-time links and the browsers that are signed in with them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.person import LINK_LASTING, Link, Person, SignedIn
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import LinkPurpose, Role, Side
from matchmaker.errors import LinkError
from matchmaker.services import accounts
from matchmaker.store import journal
from matchmaker.store.session import Database
from tests import world

SIGN_IN, PROPOSAL = LinkPurpose.SIGN_IN, LinkPurpose.PROPOSAL
PAST = timedelta(seconds=-1)


def _refusal(session: Session, token: str, *, purpose: LinkPurpose) -> str:
    with pytest.raises(LinkError) as caught:
        accounts.open_link(session, token, purpose=purpose)
    return caught.value.reason


def _everything_kept(session: Session) -> str:
    """All links and browsers, as somebody who stole the database would read them."""
    rows = [*session.scalars(select(Link)), *session.scalars(select(SignedIn))]
    return repr([{column.name: getattr(row, column.name) for column in row.__table__.columns} for row in rows])


def test_only_the_hash_of_a_token_is_kept(session: Session) -> None:
    token = accounts.make_link(session, world.person(session), purpose=SIGN_IN)
    cookie, _ = accounts.sign_in(session, token)
    session.flush()
    kept = _everything_kept(session)
    assert (token in kept, cookie in kept) == (False, False)
    assert (len(token), len(cookie)) == (43, 43)  # 32 bytes in base64


@pytest.mark.parametrize(("purpose", "lasting"), [(SIGN_IN, timedelta(minutes=30)), (PROPOSAL, timedelta(days=14))])
def test_link_lasts_as_long_as_its_purpose_needs(session: Session, purpose: LinkPurpose, lasting: timedelta) -> None:
    link = accounts.open_link(
        session, accounts.make_link(session, world.person(session), purpose=purpose), purpose=purpose
    )
    assert link.expires_at - link.created_at == lasting == LINK_LASTING[purpose]


def test_opening_ten_times_does_not_use_a_link(session: Session) -> None:
    token = accounts.make_link(session, world.person(session), purpose=SIGN_IN)
    for _ in range(10):
        link = accounts.open_link(session, token, purpose=SIGN_IN)
    assert link.used_at is None
    assert accounts.sign_in(session, token)[1] is link.person


def test_link_is_refused_with_its_reason(session: Session) -> None:
    person = world.person(session)
    expired = accounts.make_link(session, person, purpose=SIGN_IN, lasting=PAST)
    assert _refusal(session, expired, purpose=SIGN_IN) == "expired"
    older = accounts.make_link(session, person, purpose=SIGN_IN)
    newer = accounts.make_link(session, person, purpose=SIGN_IN)
    assert _refusal(session, older, purpose=SIGN_IN) == "revoked"
    accounts.sign_in(session, newer)
    assert _refusal(session, newer, purpose=SIGN_IN) == "used"
    assert _refusal(session, "", purpose=SIGN_IN) == "unknown"
    assert _refusal(session, newer + "A", purpose=SIGN_IN) == "unknown"


def test_link_for_one_thing_is_unknown_for_the_other(session: Session) -> None:
    person = world.person(session)
    assert _refusal(session, accounts.make_link(session, person, purpose=SIGN_IN), purpose=PROPOSAL) == "unknown"
    assert _refusal(session, accounts.make_link(session, person, purpose=PROPOSAL), purpose=SIGN_IN) == "unknown"


def test_newer_link_ends_only_older_ones_for_the_same_proposal_and_person(session: Session) -> None:
    institution = world.institution(session, side=Side.NES)
    one, two = (world.person(session, institution=institution) for _ in range(2))
    first, second = world.proposal(session), world.proposal(session)

    def make(person: Person, proposal: Proposal) -> str:
        return accounts.make_link(session, person, purpose=PROPOSAL, proposal=proposal, side=Side.NES)

    replaced, of_another, of_other_proposal = make(one, first), make(two, first), make(one, second)
    sign_in = accounts.make_link(session, one, purpose=SIGN_IN)
    newest = make(one, first)
    assert _refusal(session, replaced, purpose=PROPOSAL) == "revoked"
    for token in (of_another, of_other_proposal, newest):
        assert accounts.open_link(session, token, purpose=PROPOSAL).side is Side.NES
    assert accounts.open_link(session, sign_in, purpose=SIGN_IN).proposal_id is None


def test_used_link_to_a_proposal_still_opens_but_cannot_be_used_again(session: Session) -> None:
    token = accounts.make_link(session, world.person(session), purpose=PROPOSAL, proposal=world.proposal(session))
    accounts.use_link(session, accounts.open_link(session, token, purpose=PROPOSAL))
    link = accounts.open_link(session, token, purpose=PROPOSAL)
    assert link.used_at is not None
    with pytest.raises(LinkError, match="used"):
        accounts.use_link(session, link)


def test_of_many_who_use_a_link_at_once_one_succeeds(database: Database) -> None:
    with database.writing() as session:
        token = accounts.make_link(session, world.person(session), purpose=SIGN_IN)

    def use(_number: int) -> str:
        try:
            with database.writing() as session:
                accounts.sign_in(session, token)
        except LinkError as error:
            return error.reason
        return "signed in"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(20))) == ["signed in"] + ["used"] * 19
    with database.reading() as session:
        assert session.scalar(select(func.count(SignedIn.digest))) == 1


@pytest.mark.parametrize(
    ("role", "lasting"),
    [(Role.MEMBER, timedelta(days=7)), (Role.STAFF, timedelta(hours=12)), (Role.ADMIN, timedelta(hours=12))],
)
def test_signed_in_browser_is_known_until_it_expires(session: Session, role: Role, lasting: timedelta) -> None:
    person = world.person(session, role=role)
    cookie, _ = accounts.sign_in(session, accounts.make_link(session, person, purpose=SIGN_IN))
    assert accounts.signed_in_person(session, cookie) is person
    (browser,) = session.scalars(select(SignedIn))
    assert browser.expires_at - browser.created_at == lasting
    browser.expires_at = now()
    assert accounts.signed_in_person(session, cookie) is None


def test_reading_session_can_say_who_is_signed_in(database: Database) -> None:
    with database.writing() as session:
        person = world.person(session)
        cookie, _ = accounts.sign_in(session, accounts.make_link(session, person, purpose=SIGN_IN))
        person_id = person.id
    with database.reading() as session:
        found = accounts.signed_in_person(session, cookie)
        assert found is not None
        assert found.id == person_id
        assert accounts.signed_in_person(session, "") is None


def test_signing_out_ends_one_browser_and_everywhere_ends_all(session: Session) -> None:
    person = world.person(session)
    cookies = [accounts.sign_in(session, accounts.make_link(session, person, purpose=SIGN_IN))[0] for _ in range(3)]
    accounts.sign_out(session, cookies[0])
    session.flush()
    assert [accounts.signed_in_person(session, cookie) for cookie in cookies] == [None, person, person]
    accounts.sign_out_everywhere(session, person)
    assert [accounts.signed_in_person(session, cookie) for cookie in cookies] == [None, None, None]
    accounts.sign_out(session, cookies[0])
    assert [entry.action for entry in journal.read(session, action="person:sign-out")] == ["person:sign-out"]


def test_sixth_browser_ends_the_oldest(session: Session) -> None:
    person = world.person(session)
    cookies = []
    for _ in range(accounts.MAX_BROWSERS + 1):
        cookies.append(accounts.sign_in(session, accounts.make_link(session, person, purpose=SIGN_IN))[0])
        session.flush()
        for browser in session.scalars(select(SignedIn)):
            browser.expires_at -= timedelta(minutes=1)
    known = [accounts.signed_in_person(session, cookie) for cookie in cookies]
    assert known == [None] + [person] * accounts.MAX_BROWSERS


def test_closing_an_account_ends_its_browsers_and_links(session: Session) -> None:
    person, admin = world.person(session), world.staff(session, role=Role.ADMIN)
    cookie, _ = accounts.sign_in(session, accounts.make_link(session, person, purpose=SIGN_IN))
    sign_in = accounts.make_link(session, person, purpose=SIGN_IN)
    used = accounts.make_link(session, person, purpose=PROPOSAL)
    accounts.use_link(session, accounts.open_link(session, used, purpose=PROPOSAL))
    accounts.deactivate(session, person, by=admin)
    assert accounts.signed_in_person(session, cookie) is None
    assert _refusal(session, sign_in, purpose=SIGN_IN) == "revoked"
    assert _refusal(session, used, purpose=PROPOSAL) == "revoked"
    entry = journal.read(session, action="person:deactivate")[0]
    assert (entry.person, entry.subject_id) == (admin, person.id)


def test_link_made_for_a_closed_account_does_not_open(session: Session) -> None:
    person = world.person(session, active=False)
    assert _refusal(session, accounts.make_link(session, person, purpose=SIGN_IN), purpose=SIGN_IN) == "revoked"
