"""Expertise matching judged by people: our engine and simpler systems on a public gold standard.

    python benchmarks/reviewer_expertise.py FOLDER

FOLDER holds the three files of the data set (Stelmakh, Wieting, Neubig, Shah 2023), which has no licence and so is not
in this repository. A rated paper is a need and a paper by a reviewer an offer; every system scores every pair once, and
a reviewer's score for a paper is the mean of the best three of the papers that describe this reviewer: an institution,
too, is a set of texts, and nobody is expert in all of what they wrote.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matchmaker.matching.baselines import tfidf_words
from matchmaker.matching.encode import Encoder, open_encoder, teacher
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.institutions import best_three
from matchmaker.matching.measure import INTERVAL, RESAMPLES, SEED, Floats
from matchmaker.matching.rank import prior
from matchmaker.services.evaluation.systems import all_pairs

FILES = ("eval_reviewer_gold_ratings.tsv", "eval_reviewer_gold_papers.tsv", "eval_reviewer_gold_profiles.tsv")
EXPERT, STRANGER = 4, 2  # ratings from which on, and up to which, the data set counts a pair as easy
PUBLISHED = {  # loss, easy, hard: the table of the paper, mean of ten draws
    "TPMS": (0.28, 0.80, 0.62),
    "ELMo": (0.34, 0.70, 0.57),
    "ACL": (0.30, 0.79, 0.62),
    "SPECTER": (0.27, 0.85, 0.57),
    "SPECTER+MFR": (0.24, 0.88, 0.60),
}

Judged = Sequence[tuple[int, float]]
"""What one reviewer rated: the place of the paper, and the rating."""

Counts = npt.NDArray[np.float64]
"""By reviewer: error, largest possible error, easy pairs right, easy pairs, hard pairs right, hard pairs."""


def main() -> None:
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and the folder
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        sys.exit(f"{folder} lacks {', '.join(missing)}. The data set is not part of this repository; give its folder.")
    ratings, papers, profiles = (read(folder / name) for name in FILES)
    text = {row["paper"]: f"{row['title']}\n{row['abstract'] or row['title']}" for row in papers}
    rated = {paper: place for place, paper in enumerate(sorted({row["paper"] for row in ratings}))}
    described = {paper: place for place, paper in enumerate(sorted({row["paper"] for row in profiles}))}

    judged: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in ratings:
        judged[row["reviewer"]].append((rated[row["paper"]], float(row["expertise_1to5"])))
    drawn: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in profiles:
        drawn[row["iteration"]][row["reviewer"]].append(described[row["paper"]])

    print(f"{len(rated)} rated papers x {len(described)} papers of {len(judged)} reviewers, mean of ten draws")  # noqa: T201
    print(f"{'system':52}{'loss':>6}  {'95 % interval':15}{'easy':>6}{'hard':>6}")  # noqa: T201
    for name, (loss, easy, hard) in PUBLISHED.items():
        print(f"{name + ' (published)':52}{loss:6.3f}  {'':15}{easy:6.2f}{hard:6.2f}")  # noqa: T201
    for name, scores in systems(*([entry(paper, text[paper]) for paper in each] for each in (rated, described))):
        report(name, np.mean([counts(judged, own, scores) for own in drawn.values()], axis=0))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def entry(paper: str, text: str) -> Entry:
    return Entry(paper, (Version("en", text),))


def systems(needs: Sequence[Entry], offers: Sequence[Entry]) -> Iterator[tuple[str, Floats]]:
    """Yield the name of each system and its scores of all pairs; none of them knows anything but the texts."""
    yield "TF-IDF, words", tfidf_words(needs, offers)
    encoders: list[tuple[str, Encoder]] = [
        ("our encoder", open_encoder()),
        ("all-MiniLM-L6-v2", teacher()),
    ]
    for name, encoder in encoders:
        ranker = prior(words=encoder.words is not None)
        judged = all_pairs(needs, offers, encoder=encoder, ranker=ranker)
        yield f"{name} alone", judged.values["similarity"]
        yield f"the engine, {ranker.version}, {name}", judged.scores


def counts(judged: Mapping[str, Judged], own: Mapping[str, Sequence[int]], scores: Floats) -> Counts:
    return np.array([count(judged[name], best_three(scores[:, own[name]])) for name in sorted(judged)])


def count(judged: Judged, predicted: Floats) -> list[float]:
    """Compare all pairs of papers that one reviewer judged."""
    error = largest = easy_right = easy = hard_right = hard = 0.0
    for (one, one_rating), (other, other_rating) in combinations(judged, 2):
        difference = one_rating - other_rating
        if not difference:
            continue
        right = (np.sign(predicted[one] - predicted[other]) * np.sign(difference) + 1) / 2  # a half for a tie
        error += (1 - right) * abs(difference)
        largest += abs(difference)
        if max(one_rating, other_rating) >= EXPERT and min(one_rating, other_rating) <= STRANGER:
            easy, easy_right = easy + 1, easy_right + right
        elif min(one_rating, other_rating) >= EXPERT:
            hard, hard_right = hard + 1, hard_right + right
    return [error, largest, easy_right, easy, hard_right, hard]


def figures(counts: Counts) -> Floats:
    total = counts.sum(axis=0)
    return np.asarray(total[0::2] / total[1::2])


def report(name: str, counts: Counts) -> None:
    draw = np.random.default_rng(SEED)
    resampled = [figures(counts[draw.integers(len(counts), size=len(counts))]) for _ in range(RESAMPLES)]
    low, high = np.percentile(resampled, INTERVAL, axis=0)
    loss, easy, hard = figures(counts)
    print(f"{name:52}{loss:6.3f}  {f'{low[0]:.3f} to {high[0]:.3f}':15}{easy:6.2f}{hard:6.2f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
