"""The one readable function: encode -> retrieve -> features -> rank -> explain."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.domain.vocabulary import Verdict
from matchmaker.matching import corpus, features, meeting, retrieve
from matchmaker.matching.corpus import Corpus
from matchmaker.matching.encode import Encoder, Progress
from matchmaker.matching.entry import Entry
from matchmaker.matching.explain import Contribution, Pair
from matchmaker.matching.features import NAMES, Floats
from matchmaker.matching.rank import Ranker, prior
from matchmaker.matching.retrieve import Background, Candidates
from matchmaker.matching.subjects import Subject

Place = tuple[int, int]
"""Row and column of a block of candidates."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One need x one offer. `score` is the ranker's bias plus the points of the contributions, exactly.

    TO_READ: no two versions could be read together, so there is no similarity and no probability; a person has to look.
    """

    need: str
    offer: str
    rank: int  # 1 is the best for this need
    score: float  # log-odds
    probability: float | None
    verdict: Verdict
    contributions: tuple[Contribution, ...]


def match(
    needs: Sequence[Entry],
    offers: Sequence[Entry],
    *,
    encoder: Encoder,
    ranker: Ranker | None = None,
    subject: Subject | None = None,
    top: int = 10,
    only_needs: Collection[str] | None = None,
    only_offers: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Suggestion]:
    """Yield the best `top` offers for each need, needs in the given order.

    `only_needs` and `only_offers` (ids) restrict what is suggested; what is common and what is rare is still measured
    over everything, so a pair scores the same however it was asked for. Equal scores are ordered by the offer's id.
    Without a `ranker` it is the prior for this kind of encoder; without `subject` nobody looks for concepts.
    """
    if top < 1:
        raise ValueError("top must be 1 or more")
    asked = [need for need in needs if only_needs is None or need.id in only_needs]
    among = [offer for offer in offers if only_offers is None or offer.id in only_offers]
    if not asked or not among:
        return
    ranker = ranker or prior(words=encoder.words is not None)
    whole = corpus.build(needs, offers, encoder=encoder, subject=subject, progress=progress)
    against = retrieve.background(whole) | meeting.background(whole)
    rows, columns = whole.need_places(asked), np.sort(whole.offer_places(among))
    for block in retrieve.candidates(
        whole, ranker, width=top * retrieve.WIDTH, needs=rows, offers=columns, against=against, progress=progress
    ):
        values = _values(whole, block, against)
        points = {name: ranker.points(name, values[name]) for name in NAMES}
        scores = sum(points.values(), start=np.full(block.key.shape, ranker.bias))
        for at, rank in _ranked(block, scores, top):
            pair = _pair(whole, block, at)
            yield Suggestion(
                need=pair.need.id,
                offer=pair.offer.id,
                rank=rank,
                score=float(scores[at]),
                probability=ranker.probability(float(scores[at])) if pair.read else None,
                verdict=Verdict.WAITING if pair.read else Verdict.TO_READ,
                contributions=tuple(
                    pair.contribution(name, value=float(values[name][at]), points=float(points[name][at]))
                    for name in NAMES
                    if not np.isnan(values[name][at])
                ),
            )


def _values(whole: Corpus, block: Candidates, against: Background) -> dict[str, Floats]:
    """Return every feature of every candidate, each (needs, width)."""
    needs, offers = whole.need_columns[block.needs[:, None]], whole.offer_columns[block.offers]
    facts = {name: fact(needs, offers) for name, fact in features.FACTS.items()}
    return block.signals | meeting.look(whole, block, against) | facts


def _ranked(block: Candidates, scores: Floats, top: int) -> Iterator[tuple[Place, int]]:
    """Yield where in the block the best of each need stand, with their ranks; equal scores by place of the offer."""
    for row, offers in enumerate(block.offers):
        found = np.flatnonzero(block.found[row])
        best = found[np.lexsort((offers[found], -scores[row, found]))][:top]
        for rank, column in enumerate(best.tolist(), start=1):
            yield (row, column), rank


def _pair(whole: Corpus, block: Candidates, at: Place) -> Pair:
    need, offer = int(block.needs[at[0]]), int(block.offers[at])
    return Pair(
        whole.needs[need],
        whole.offers[offer],
        whole.need_texts.of(np.array([need])),
        whole.offer_texts.of(np.array([offer])),
        tuple(whole.subjects.shared(need, len(whole.needs) + offer)) if whole.subjects else (),
    )
