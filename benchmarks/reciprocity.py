"""Which rule joins the two directions of a pairing best? Measured on institutions made from our gold set.

    python benchmarks/reciprocity.py

Every need of NES is joined with a need from abroad by lot: institution X asks the one and offers the best answer to the
other, institution Y the reverse. So each X has one partner that gives and receives, and others that only give or only
receive. What a pairing is worth in truth: 3 where both directions have a grade of 2 or more, 2 where one direction is
exactly right and the other is not, 1 where one is useful. Chances come from the engine as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matchmaker.artefacts import artefacts
from matchmaker.domain.reciprocity import RULES
from matchmaker.domain.vocabulary import Side
from matchmaker.matching.encode import open_encoder
from matchmaker.matching.measure import ndcg
from matchmaker.matching.pipeline import match
from matchmaker.services import thesaurus
from matchmaker.services.evaluation import Split
from matchmaker.services.evaluation.gold import GoldSet, read_gold

USEFUL, EXACT = 2, 3
SHOWN = 5  # pairings that staff look at for one institution
LOTS = 20  # drawings; the figures are means over them


@dataclass(frozen=True, slots=True)
class House:
    """An institution: the rows of its need and of its offer in the gold set."""

    need: int
    offer: int


def houses(gold: GoldSet, draw: np.random.Generator) -> Iterator[tuple[House, House]]:
    """Yield an institution of NES and its partner abroad, each need in one of them."""
    ours, theirs = ([row for row, need in enumerate(gold.needs) if need.side is side] for side in Side)
    for one, other in zip(draw.permutation(ours).tolist(), draw.permutation(theirs).tolist(), strict=False):
        yield House(one, int(gold.grades[other].argmax())), House(other, int(gold.grades[one].argmax()))


def worth(one: float, other: float) -> float:
    if min(one, other) >= USEFUL:
        return 3.0
    return 2.0 if EXACT in {one, other} else float(USEFUL in {one, other})


def chances(gold: GoldSet) -> np.ndarray:
    row, column = ({entry.id: i for i, entry in enumerate(entries)} for entries in (gold.needs, gold.offers))
    found = np.zeros(gold.grades.shape)
    suggestions = match(
        gold.needs, gold.offers, encoder=open_encoder(), subject=thesaurus.subject(), top=len(gold.offers)
    )
    for each in suggestions:
        found[row[each.need], column[each.offer]] = each.probability or 0.0
    return found


def main() -> None:
    print(f"| rule | nDCG@{SHOWN}, dev | nDCG@{SHOWN}, test |\n|---|---|---|")  # noqa: T201 - a script's output
    measured: dict[str, list[float]] = {rule: [] for rule in RULES}
    for split in (Split.DEV, Split.TEST):
        gold = read_gold(artefacts("data") / "evaluation", split)
        chance, draw = chances(gold), np.random.default_rng(20210611)
        found: dict[str, list[float]] = {rule: [] for rule in RULES}
        for _ in range(LOTS):
            nes, abroad = zip(*houses(gold, draw), strict=True)
            for x in nes:
                truth = np.array([worth(gold.grades[x.need, y.offer], gold.grades[y.need, x.offer]) for y in abroad])
                for rule, join in RULES.items():
                    scores = np.array([join(chance[x.need, y.offer], chance[y.need, x.offer]) for y in abroad])
                    found[rule].append(ndcg(truth, scores, cut=SHOWN))
        for rule in RULES:
            measured[rule].append(float(np.nanmean(found[rule])))
    for rule, values in measured.items():
        print(f"| {rule} | {' | '.join(f'{value:.3f}' for value in values)} |")  # noqa: T201


if __name__ == "__main__":
    main()
