"""What our gold set spells in Latin and in Arabic letters and the engine takes for one name, for a person to judge.

python benchmarks/names_that_met.py
"""

from collections import defaultdict

from matchmaker.artefacts import artefacts
from matchmaker.matching.detect import language_of, script_of
from matchmaker.matching.names import ARABIC, learn
from matchmaker.services.evaluation import Split
from matchmaker.services.evaluation.gold import read_gold


def main() -> None:
    for split in Split:
        gold = read_gold(artefacts("data") / "evaluation", split)
        versions = [version for entry in (*gold.needs, *gold.offers) for version in entry.versions]
        names = learn(versions)
        latin, arabic = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for version in versions:
            written = script_of(language_of(version.text, version.language) or "")
            for word, token in names.within(version):
                (arabic if written == ARABIC else latin)[token].add(word)
        for token in sorted(latin.keys() & arabic.keys()):
            print(f"{split}  {', '.join(sorted(latin[token]))} ~ {', '.join(sorted(arabic[token]))}")  # noqa: T201


if __name__ == "__main__":
    main()
