"""All pages of the site: path, name, permission and handlers. A page that is not here does not exist."""

from web.page import Page
from web.pages import (
    answers,
    demo_mailbox,
    exchanges,
    gaps,
    home,
    institutions,
    journal,
    listings,
    outbox,
    people,
    proposals,
    rankers,
    register,
    review,
    rounds,
    sign_in,
    space,
)

pages: list[Page] = [
    *home.PAGES,
    *register.PAGES,
    *sign_in.PAGES,
    *space.PAGES,
    *listings.PAGES,
    *answers.PAGES,
    *exchanges.PAGES,
    *review.PAGES,
    *rounds.PAGES,
    *gaps.PAGES,
    *proposals.PAGES,
    *outbox.PAGES,
    *institutions.PAGES,
    *people.PAGES,
    *journal.PAGES,
    *rankers.PAGES,
]
demo_pages: list[Page] = [*demo_mailbox.PAGES]
