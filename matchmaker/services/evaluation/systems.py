"""What is compared: every system gives every pair of a graded set a score, and is judged by the same figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from matchmaker.errors import EncoderError
from matchmaker.matching import baselines, corpus, measure
from matchmaker.matching.encode import TEACHER_NAME, Encoder, Progress, teacher
from matchmaker.matching.entry import Entry
from matchmaker.matching.features import CLOSE_FEATURES, NAMES, TEXT_FEATURES
from matchmaker.matching.measure import EXACT, USEFUL, Floats
from matchmaker.matching.pipeline import background, rank
from matchmaker.matching.rank import Ranker, prior
from matchmaker.matching.retrieve import Retriever
from matchmaker.matching.subjects import Subject
from matchmaker.services import thesaurus
from matchmaker.services.evaluation.gold import GoldSet

OURS = "our encoder alone"


@dataclass(frozen=True, slots=True)
class Figures:
    """One number per need; NaN where the need has no offer that the figure looks for."""

    ndcg: Floats
    recall: Floats
    reciprocal_rank: Floats
    first_rank: Floats
    first_exact: Floats
    first_useful: Floats

    def of(self, needs: list[int]) -> "Figures":
        return Figures(*(getattr(self, name)[needs] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the engine says of all pairs, (needs, offers). Those by feature are NaN where it has nothing to say."""

    scores: Floats
    probabilities: Floats  # NaN where a person has to read
    points: Mapping[str, Floats]
    values: Mapping[str, Floats]  # of the features, in their units

    def without(self, feature: str) -> Floats:
        """Return the scores with the weight of a feature set to 0: a score is the sum of its points, exactly."""
        return self.scores - np.nan_to_num(self.points[feature])


def figures(gold: GoldSet, scores: Floats) -> Figures:
    """Judge the order that scores (needs, offers) give the candidates of each need."""

    def each(figure: Callable[[Floats, Floats], float]) -> Floats:
        rows = zip(gold.grades, scores, gold.candidates, strict=True)
        return np.array([figure(grades[among], given[among]) for grades, given, among in rows])

    wanted: tuple[Callable[[Floats, Floats], float], ...] = (
        measure.ndcg,
        measure.recall,
        measure.reciprocal_rank,
        measure.first_rank,
        partial(measure.first_is, least=EXACT),
        partial(measure.first_is, least=USEFUL),
    )
    return Figures(*map(each, wanted))


def by_engine(
    gold: GoldSet,
    *,
    encoder: Encoder,
    ranker: Ranker | None = None,
    progress: Progress | None = None,
) -> Judged:
    """Let the engine match the needs and offers of a graded set."""
    return all_pairs(
        gold.needs, gold.offers, encoder=encoder, subject=thesaurus.subject(), ranker=ranker, progress=progress
    )


def all_pairs(
    needs: Sequence[Entry],
    offers: Sequence[Entry],
    *,
    encoder: Encoder,
    subject: Subject | None = None,
    ranker: Ranker | None = None,
    progress: Progress | None = None,
) -> Judged:
    """Let the engine match as it always does, only without leaving anything out, and without making reasons."""
    ranker = ranker or prior(words=encoder.words is not None)
    whole = corpus.build(needs, offers, encoder=encoder, subject=subject, progress=progress)
    shape = len(needs), len(offers)
    scores = np.full(shape, -np.inf)
    values = {name: np.full(shape, np.nan) for name in NAMES}
    row, column = ({entry.id: place for place, entry in enumerate(each)} for each in (needs, offers))
    columns = np.array([column[offer.id] for offer in whole.offers.entries])
    retriever, against = Retriever(whole.offers), background(whole)
    for tile in rank(whole.needs, retriever, against, ranker, top=len(offers), progress=progress):
        rows = np.array([row[need.id] for need in tile.needs.entries])
        at = np.broadcast_to(rows[:, None], tile.found.shape)[tile.found], columns[tile.offers][tile.found]
        scores[at] = tile.scores[tile.found]
        for name in NAMES:
            values[name][at] = tile.values[name][tile.found]
    read = ~np.isnan(values["similarity"])
    probabilities = np.full(shape, np.nan)
    probabilities[read] = [ranker.probability(score) for score in scores[read].tolist()]
    points = {name: np.where(np.isnan(each), np.nan, ranker.points(name, each)) for name, each in values.items()}
    return Judged(scores, probabilities, points, values)


def fused(judged: Judged) -> Iterator[tuple[str, Floats]]:
    """Yield ways to make one order of what is read in the texts: sums of deviations, and sums of reciprocal ranks."""
    for name, signals in (("three", TEXT_FEATURES), ("five", TEXT_FEATURES + CLOSE_FEATURES)):
        values = [judged.values[signal] for signal in signals]
        yield f"{name}: weighted sum, as in the engine", _summed([judged.points[signal] for signal in signals])
        yield f"{name}: sum, all weights equal", _summed([baselines.deviations(each) for each in values])
        yield f"{name}: reciprocal ranks", baselines.reciprocal_ranks(values)


def _summed(values: Sequence[Floats]) -> Floats:
    return np.asarray(np.sum([np.nan_to_num(each) for each in values], axis=0))


def beside(gold: GoldSet, *, encoder: Encoder) -> Iterator[tuple[str, Floats | str]]:
    """Yield the name and the scores of each system that the engine has to beat, or why it cannot take part."""
    simple: dict[str, Callable[[Sequence[Entry], Sequence[Entry]], Floats]] = {
        "sector only": baselines.same_sector,
        "TF-IDF, words": baselines.tfidf_words,
        "TF-IDF, letters": baselines.tfidf_letters,
        "BM25": baselines.bm25,
        OURS: partial(baselines.closeness, encoder=encoder),
    }
    for name, system in simple.items():
        yield name, system(gold.needs, gold.offers)
    try:
        yield TEACHER_NAME, baselines.closeness(gold.needs, gold.offers, encoder=teacher())
    except EncoderError as error:
        yield TEACHER_NAME, str(error)
