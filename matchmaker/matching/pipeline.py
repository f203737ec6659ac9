"""The one readable function: encode -> retrieve -> features -> rank -> explain."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.domain.vocabulary import Verdict
from matchmaker.matching import corpus, features, meeting, retrieve, subjects
from matchmaker.matching.columns import Bools, Ints
from matchmaker.matching.corpus import Corpus, Shelf
from matchmaker.matching.encode import Encoder, Progress
from matchmaker.matching.entry import Entry
from matchmaker.matching.explain import Contribution, Pair
from matchmaker.matching.features import NAMES, Floats
from matchmaker.matching.rank import Ranker, prior
from matchmaker.matching.retrieve import Background, Candidates, Retriever
from matchmaker.matching.subjects import Subject
from matchmaker.matching.tiles import in_tiles

TILE = 512  # needs at once


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


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best offers of each need of a tile, best first, in numbers: no reasons yet."""

    needs: Shelf
    offers: Ints  # (needs, top), places on the shelf of offers
    found: Bools  # (needs, top), False where a need has fewer
    scores: Floats  # (needs, top), log-odds
    values: dict[str, Floats]  # by feature, each (needs, top), NaN unknown


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
    asked = [need.id for need in needs if only_needs is None or need.id in only_needs]
    among = [offer.id for offer in offers if only_offers is None or offer.id in only_offers]
    if not asked or not among:
        return
    whole = corpus.build(needs, offers, encoder=encoder, subject=subject, progress=progress)
    yield from suggestions(
        whole.needs.only(np.array([whole.needs.place[id_] for id_ in asked])),
        Retriever(whole.offers.only(np.sort([whole.offers.place[id_] for id_ in among]))),
        background(whole),
        ranker or prior(words=encoder.words is not None),
        top=top,
        progress=progress,
    )


def background(whole: Corpus) -> Background:
    """Measure what is usual: the signals of average pairs of everything there is."""
    return retrieve.background(whole) | meeting.background(whole)


def suggestions(
    needs: Shelf,
    retriever: Retriever,
    against: Background,
    ranker: Ranker,
    *,
    top: int,
    least: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Iterator[Suggestion]:
    """Yield the best `top` offers for each need with the reasons; `least`: by need, the score below which none is."""
    for tile in rank(needs, retriever, against, ranker, top=top, progress=progress):
        for need, row in enumerate(tile.found):
            enough = least.get(tile.needs.entries[need].id, -np.inf) if least else -np.inf
            for place in np.flatnonzero(row & (tile.scores[need] >= enough)).tolist():
                yield _explained(tile, (need, place), retriever.offers, ranker)


def rank(
    needs: Shelf,
    retriever: Retriever,
    against: Background,
    ranker: Ranker,
    *,
    top: int,
    progress: Progress | None = None,
) -> Iterator[Ranked]:
    """Yield the best `top` offers of each need, a tile of needs at a time, in order."""
    if top < 1:
        raise ValueError("top must be 1 or more")

    def one_tile(tile: slice) -> Ranked:
        some = needs.only(np.arange(tile.start, tile.stop))
        block = retriever.candidates(some, ranker, against, width=top * retrieve.WIDTH)
        return _ranked(some, block, _values(some, retriever.offers, block, against), ranker, top)

    done = 0
    for ranked in in_tiles(one_tile, len(needs), tile=TILE):
        if progress:
            progress("match", done, len(needs))
        done += len(ranked.needs)
        yield ranked
    if progress:
        progress("match", len(needs), len(needs))


def _values(needs: Shelf, offers: Shelf, block: Candidates, against: Background) -> dict[str, Floats]:
    """Return every feature of every candidate, each (needs, width)."""
    unknown = {name: np.full(block.found.shape, np.nan) for name in NAMES}
    ours, theirs = needs.columns[block.needs[:, None]], offers.columns[block.offers]
    facts = {name: fact(ours, theirs) for name, fact in features.FACTS.items()}
    return unknown | block.values | {"alignment": meeting.alignment(needs, offers, block, against)} | facts


def _ranked(needs: Shelf, block: Candidates, values: dict[str, Floats], ranker: Ranker, top: int) -> Ranked:
    """Keep the `top` best candidates of each need, best first; equal scores in the order of the offers."""
    scores = np.sum([ranker.points(name, values[name]) for name in NAMES], axis=0) + ranker.bias
    order = np.argsort(np.where(block.found, -scores, np.inf), axis=1, kind="stable")[:, :top]

    def best(of: Floats) -> Floats:
        return np.take_along_axis(of, order, axis=1)

    return Ranked(
        needs,
        np.take_along_axis(block.offers, order, axis=1),
        np.take_along_axis(block.found, order, axis=1),
        best(scores),
        {name: best(each) for name, each in values.items()},
    )


def _explained(tile: Ranked, at: tuple[int, int], offers: Shelf, ranker: Ranker) -> Suggestion:
    need, offer = at[0], int(tile.offers[at])
    about: tuple[str, ...] = ()
    if tile.needs.subjects and offers.subjects:
        about = tuple(subjects.shared(tile.needs.subjects, offers.subjects, need, offer))
    pair = Pair(
        tile.needs.entries[need],
        offers.entries[offer],
        tile.needs.texts.of(np.array([need])),
        offers.texts.of(np.array([offer])),
        about,
    )
    score = float(tile.scores[at])
    known = {name: tile.values[name][at] for name in NAMES if not np.isnan(tile.values[name][at])}
    return Suggestion(
        need=pair.need.id,
        offer=pair.offer.id,
        rank=at[1] + 1,
        score=score,
        probability=ranker.probability(score) if pair.read else None,
        verdict=Verdict.WAITING if pair.read else Verdict.TO_READ,
        contributions=tuple(
            pair.contribution(name, value=float(value), points=float(ranker.points(name, value)))
            for name, value in known.items()
        ),
    )
