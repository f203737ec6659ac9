"""What is compared: every system gives every pair of a graded set a score, and is judged by the same figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from matchmaker.errors import EncoderError
from matchmaker.matching import baselines, measure
from matchmaker.matching.encode import TEACHER_NAME, Encoder, Progress, teacher
from matchmaker.matching.entry import Entry
from matchmaker.matching.features import NAMES
from matchmaker.matching.measure import Floats
from matchmaker.matching.pipeline import match
from matchmaker.matching.rank import Ranker
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

    def of(self, needs: list[int]) -> "Figures":
        return Figures(*(getattr(self, name)[needs] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the engine says of all pairs, (needs, offers). `points` by feature, NaN where it has nothing to say."""

    scores: Floats
    probabilities: Floats  # NaN where a person has to read
    points: Mapping[str, Floats]

    def without(self, feature: str) -> Floats:
        """Return the scores with the weight of a feature set to 0: a score is the sum of its points, exactly."""
        return self.scores - np.nan_to_num(self.points[feature])


def figures(gold: GoldSet, scores: Floats) -> Figures:
    """Judge the order that scores (needs, offers) give the candidates of each need."""

    def each(figure: Callable[[Floats, Floats], float]) -> Floats:
        rows = zip(gold.grades, scores, gold.candidates, strict=True)
        return np.array([figure(grades[among], given[among]) for grades, given, among in rows])

    return Figures(*(each(f) for f in (measure.ndcg, measure.recall, measure.reciprocal_rank, measure.first_rank)))


def by_engine(
    gold: GoldSet,
    *,
    encoder: Encoder,
    ranker: Ranker | None = None,
    progress: Progress | None = None,
) -> Judged:
    """Let the engine match as it always does, only without leaving anything out."""
    row, column = ({entry.id: place for place, entry in enumerate(each)} for each in (gold.needs, gold.offers))
    scores = np.full(gold.grades.shape, -np.inf)
    probabilities = np.full(gold.grades.shape, np.nan)
    points = {name: np.full(gold.grades.shape, np.nan) for name in NAMES}
    for suggestion in match(
        gold.needs,
        gold.offers,
        encoder=encoder,
        subject=thesaurus.subject(),
        ranker=ranker,
        top=len(gold.offers),
        progress=progress,
    ):
        at = row[suggestion.need], column[suggestion.offer]
        scores[at] = suggestion.score
        if suggestion.probability is not None:
            probabilities[at] = suggestion.probability
        for contribution in suggestion.contributions:
            points[contribution.feature][at] = contribution.points
    return Judged(scores, probabilities, points)


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
