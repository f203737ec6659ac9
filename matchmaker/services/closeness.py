"""How many needs or offers of the other side come close to a text that somebody is writing: a number, never which."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Sector, Side
from matchmaker.matching.encode import Encoder
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.fold import words
from matchmaker.matching.nearness import probabilities
from matchmaker.matching.rank import POSSIBLE, prior
from matchmaker.services import rankers
from matchmaker.services.entries import entry
from matchmaker.store import catalogue, vectors

FEWEST_WORDS = 5  # of fewer anything is close, and single words could be tried out one after another
MOST = 9  # counted one by one; above it, only that there are more


def close(
    session: Session,
    table: type[Need] | type[Offer],
    *,
    encoder: Encoder,
    text: str,
    language: str,
    side: Side,
    sector: Sector | None,
    languages: Collection[str] = (),
) -> int | None:
    """Return how many open needs (or offers) of the other side look plausible beside a text, `MOST` + 1 for more.

    None: the text is too short to say, or in a language that the encoder does not read, or the worker has encoded
    nothing yet; what it has not encoded is not counted. Nothing is kept. `languages` are those that the writer's
    institution works in.
    """
    if len(words(text)) < FEWEST_WORDS or not encoder.reads(text, language):
        return None
    draft = Entry("", (Version(language, text),), sector, side, languages=frozenset(languages))
    open_now: Sequence[Need | Offer] = (
        catalogue.open_listings(session, Need) if table is Need else catalogue.open_listings(session, Offer)
    )
    others = [entry(each) for each in open_now if each.institution.side is side.other]
    texts = {version.text for other in others for version in other.versions}
    found = vectors.known(session, texts, encoder_version=encoder.version)
    if not found:
        return None if others else 0
    found[text] = encoder.encode([text])[0]
    ranker = rankers.chosen(session, prior(words=encoder.words is not None))
    likely = probabilities(draft, others, found, words=encoder.words, ranker=ranker)
    return min(sum(probability >= POSSIBLE for probability in likely), MOST + 1)
