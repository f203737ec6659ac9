"""Expertise matching judged by people: `matchmaker match` on the public gold standard for reviewer assignment.

    python benchmarks/reviewer_expertise.py FOLDER

FOLDER holds the three files of the data set (Stelmakh, Wieting, Neubig, Shah 2023), which has no licence and so is not
in this repository. A rated paper is a need and a paper by a reviewer an offer; the command scores every pair once, and
a reviewer's score for a paper is the mean of the best three of the papers that describe this reviewer: an institution,
too, is a set of texts, and nobody is expert in all of what they wrote.
"""

import csv
import subprocess
import sys
import tempfile
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

FILES = ("eval_reviewer_gold_ratings.tsv", "eval_reviewer_gold_papers.tsv", "eval_reviewer_gold_profiles.tsv")
BEST = 3
EXPERT, STRANGER = 4, 2  # ratings from which on, and up to which, the data set counts a pair as easy
RESAMPLES, SEED, INTERVAL = 2000, 20230301, (2.5, 97.5)
PUBLISHED = {  # loss, easy, hard: the table of the paper, mean of ten draws
    "TPMS": (0.28, 0.80, 0.62),
    "ELMo": (0.34, 0.70, 0.57),
    "ACL": (0.30, 0.79, 0.62),
    "SPECTER": (0.27, 0.85, 0.57),
    "SPECTER+MFR": (0.24, 0.88, 0.60),
}

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
    text = {row["paper"]: (row["title"], row["abstract"] or row["title"]) for row in papers}
    rated = sorted({row["paper"] for row in ratings})
    described = sorted({row["paper"] for row in profiles})
    scores = run_match(rated, described, text)

    judged: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in ratings:
        judged[row["reviewer"]].append((row["paper"], float(row["expertise_1to5"])))
    drawn: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in profiles:
        drawn[row["iteration"]][row["reviewer"]].append(row["paper"])
    counts = np.mean(
        [[count(judged[name], own[name], scores) for name in sorted(judged)] for own in drawn.values()], axis=0
    )
    report(counts, len(rated), len(described))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def run_match(rated: list[str], described: list[str], text: dict[str, tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Write two spreadsheets, run the command over all pairs and return its score for each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for listing, ids in (("needs.csv", rated), ("offers.csv", described)):
            with (folder / listing).open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([("id", "lang", "title", "text"), *((i, "en", *text[i]) for i in ids)])
        command = (sys.executable, "-m", "matchmaker", "match", "needs.csv", "offers.csv", "--top", str(len(described)))
        with (folder / "suggestions.csv").open("wb") as suggestions:
            subprocess.run(command, check=True, cwd=folder, stdout=suggestions)  # noqa: S603 - our own command
        with (folder / "suggestions.csv").open(encoding="utf-8", newline="") as file:
            return {(row["need_id"], row["offer_id"]): float(row["score"]) for row in csv.DictReader(file)}


def count(judged: list[tuple[str, float]], own: list[str], scores: dict[tuple[str, str], float]) -> list[float]:
    """Compare all pairs of papers that one reviewer judged."""
    predicted = {
        paper: np.mean(sorted((scores[paper, mine] for mine in own), reverse=True)[:BEST]) for paper, _ in judged
    }
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


def figures(counts: Counts) -> npt.NDArray[np.float64]:
    total = counts.sum(axis=0)
    return np.asarray(total[0::2] / total[1::2])


def report(counts: Counts, needs: int, offers: int) -> None:
    draw = np.random.default_rng(SEED)
    resampled = [figures(counts[draw.integers(len(counts), size=len(counts))]) for _ in range(RESAMPLES)]
    low, high = np.percentile(resampled, INTERVAL, axis=0)
    print(f"{needs} rated papers x {offers} papers of {len(counts)} reviewers, mean of ten draws")  # noqa: T201
    print(f"{'system':28}{'loss':>6}  {'95 % interval':15}{'easy':>6}{'hard':>6}")  # noqa: T201
    for name, (loss, easy, hard) in PUBLISHED.items():
        print(f"{name + ' (published)':28}{loss:6.3f}  {'':15}{easy:6.2f}{hard:6.2f}")  # noqa: T201
    loss, easy, hard = figures(counts)
    print(f"{'matchmaker match':28}{loss:6.3f}  {f'{low[0]:.3f} to {high[0]:.3f}':15}{easy:6.2f}{hard:6.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
