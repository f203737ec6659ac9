"""The matches of a pairing as its page shows them: each a need, an offer and the bridge between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from matchmaker.domain.match import Match
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Side
from matchmaker.services.advice import Advice
from matchmaker.services.cautions import cautions
from matchmaker.services.evidence import Marks, marks
from web import advice_words
from web.cautions import TOLD_OF, sentence
from web.gist import gist
from web.next_best import NextBest, next_best
from web.reasons import Reason, beginning, reasons, signed


@dataclass(frozen=True, slots=True)
class Bank:
    """One of the two texts of a match."""

    listing: Need | Offer
    new: bool
    """Whether it is not on the page already, above."""
    marks: Marks | None
    advice: list[advice_words.Line]


@dataclass(frozen=True, slots=True)
class Crossing:
    match: Match
    asks: Side
    need: Bank
    offer: Bank
    gist: Markup
    cautions: list[Markup]
    reasons: list[Reason]
    planks: list[Markup]
    """The reasons as sentences, without what a caution says already."""
    beginning: str
    total: str
    next_best: list[NextBest]


def asks(match: Match) -> Side:
    """Return the side that the need is of."""
    return Side.NES if match.need.institution_id == match.pairing.nes_id else Side.ABROAD


def crossings(
    matches: Sequence[Match],
    language: str,
    *,
    following: Mapping[Match, Sequence[Match]],
    advice: Mapping[Need | Offer, list[Advice]],
) -> dict[Side, list[Crossing]]:
    """Return the matches by the side that asks, the best first; `following`: what comes next for the same need."""
    found: dict[Side, list[Crossing]] = {side: [] for side in Side}
    above: set[Need | Offer] = set()

    def bank(listing: Need | Offer, marked: Marks | None) -> Bank:
        words = advice_words.lines(advice.get(listing, []), listing, language)
        return Bank(listing, listing not in above, marked, words)

    for match in matches:
        side = asks(match)
        of_need, of_offer = marks(match) or (None, None)
        doubts = cautions(match)
        said = {TOLD_OF.get(caution.doubt) for caution in doubts}
        parts = reasons(match, language)
        found[side].append(
            Crossing(
                match,
                side,
                bank(match.need, of_need),
                bank(match.offer, of_offer),
                gist=gist(match, language),
                cautions=[sentence(caution, language) for caution in doubts],
                reasons=parts,
                planks=[part.sentence for part in parts if part.feature not in said or part.share > 0],
                beginning=beginning(match),
                total=signed(match.score),
                next_best=next_best(match, following.get(match, ()), language),
            )
        )
        above |= {match.need, match.offer}
    return found
