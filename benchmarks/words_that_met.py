"""A hundred pairs of words that were shown as having met, for a person to read and judge.

    python benchmarks/words_that_met.py

Drawn by lot from the best suggestion of every need in the test split of our gold set.
"""

import random

from matchmaker.artefacts import artefacts
from matchmaker.matching.encode import open_encoder
from matchmaker.matching.pipeline import match
from matchmaker.services import thesaurus
from matchmaker.services.evaluation import Split
from matchmaker.services.evaluation.gold import read_gold

NUMBER = 100
SEED = 5


def main() -> None:
    gold = read_gold(artefacts("data") / "evaluation", Split.TEST)
    language = {entry.id: entry.versions[0].language for entry in (*gold.needs, *gold.offers)}
    first = match(gold.needs, gold.offers, encoder=open_encoder(), subject=thesaurus.subject(), top=1)
    met = [
        (language[each.need], language[each.offer], words)
        for each in first
        for part in each.contributions
        if part.feature == "alignment"
        for words in part.evidence
    ]
    random.Random(SEED).shuffle(met)  # noqa: S311 - a sample, no secret
    for number, (need, offer, words) in enumerate(met[:NUMBER], start=1):
        print(f"{number:3}  {need} {offer}  {words}")  # noqa: T201 - a script's output


if __name__ == "__main__":
    main()
