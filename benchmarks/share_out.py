"""Sharing out against a plain list: who is reached, who waits, and how evenly attention is spread.

    python benchmarks/share_out.py [DEMO_DATABASE]

Generated: 1,000 institutions, half on each bank, whose needs find their ten best offers as the engine would, with some
partners better known than others. With a database, for example that of the demo, its undecided matches as well.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from matchmaker.matching.assign import Candidate, Round, assign, top_k
from matchmaker.matching.measure import gini
from matchmaker.services import rounds
from matchmaker.services.rounds import Pool, Sharing
from matchmaker.store.session import Database

INSTITUTIONS = 1_000
SECTORS = 12
LISTINGS = (1, 3)  # needs, and offers, of an institution: at least, at most
CAPACITY = (1, 3)  # of an offer
TOP = 10  # matches of a need, as the engine keeps them
WAITS = 28  # days: the longest that a need of the generated data has waited


def generated(sharing: Sharing, *, seed: int = 1) -> Pool:
    """Return invented matches; their chances are a draw, a little better where the partner is well known."""
    draw = random.Random(seed)  # noqa: S311 - test data, no secret
    half = INSTITUTIONS // 2
    sectors = [draw.sample(range(SECTORS), 2) for _ in range(INSTITUTIONS)]
    known = [draw.paretovariate(1.2) for _ in range(INSTITUTIONS)]
    needs = [each for each in range(INSTITUTIONS) for _ in range(draw.randint(*LISTINGS))]
    offers = [each for each in range(INSTITUTIONS) for _ in range(draw.randint(*LISTINGS))]
    room = Counter(needs)
    for owner in offers:
        room[owner] += draw.randint(*CAPACITY)
    shelves: dict[tuple[bool, int], list[int]] = {}
    for owner in offers:
        shelves.setdefault((owner < half, draw.choice(sectors[owner])), []).append(owner)
    candidates: list[Candidate] = []
    for need, owner in enumerate(needs):
        shelf = shelves[owner >= half, draw.choice(sectors[owner])]
        scored = sorted(((_chance(draw, known[other]), other) for other in set(shelf)), reverse=True)
        for chance, other in scored[:TOP]:
            nes, abroad = min(owner, other), max(owner, other)
            candidates.append(Candidate(len(candidates), need, nes * INSTITUTIONS + abroad, nes, abroad, chance))
    waits = {need: draw.randint(0, WAITS) for need in range(len(needs))}
    return Pool(
        candidates=candidates,
        places={each: min(room[each], sharing.contacts) if each >= half else room[each] for each in room},
        waits=waits,
        owed={need for need, days in waits.items() if days + rounds.WEEK > sharing.days},
        asking=dict(enumerate(needs)),
    )


def _chance(draw: random.Random, known: float) -> float:
    chance: float = draw.betavariate(1.5, 4) * known**0.3
    return round(min(0.9, chance), 6)


def rows(pool: Pool, sharing: Sharing) -> Iterator[str]:
    start = time.process_time()
    shared = assign(pool.candidates, places=pool.places, per_need=sharing.per_need, owed=pool.owed)
    took = time.process_time() - start
    plain = top_k(pool.candidates, places=pool.places, per_need=sharing.per_need)
    yield f"| shared out | {_figures(pool, shared)} | {took:.1f} |"
    yield f"| plain top {sharing.per_need} | {_figures(pool, plain)} | |"


def _figures(pool: Pool, shared: Round) -> str:
    pairs = {each.pairing: (each.nes, each.abroad) for each in pool.candidates}
    institutions = sorted({each for pair in pairs.values() for each in pair})
    shown = Counter(each for pairing in shared.pairings for each in pairs[pairing])
    got = dict.fromkeys(institutions, 0.0)
    for each in shared.chosen:
        got[each.nes] += each.value
        got[each.abroad] += each.value
    left = pool.waits.keys() - {each.need for each in shared.chosen}
    tenth = sorted(got.values())[: max(1, len(got) // 10)]
    share = sum(shown[each] > 0 for each in institutions) / len(institutions)
    return " | ".join(
        (
            str(len(shared.pairings)),
            f"{shared.value:.1f}",
            f"{min(got.values()):.2f}",
            f"{np.mean(tenth):.2f}",
            f"{share:.1%}",
            f"{len(left)}",
            str(max((pool.waits[need] for need in left), default=0)),
            f"{gini(np.array([float(shown[each]) for each in institutions])):.3f}",
        )
    )


def main(arguments: Sequence[str]) -> None:
    sharing = Sharing()
    pools = {f"{INSTITUTIONS:,} generated institutions": generated(sharing)}
    for path in arguments:
        with Database(f"sqlite:///{path}").reading() as session:
            pools[path] = rounds.gather(session, sharing)
    for name, pool in pools.items():
        matches, pairings = len(pool.candidates), len({each.pairing for each in pool.candidates})
        print(f"\n{name}: {matches:,} matches in {pairings:,} pairings, {len(pool.owed):,} needs owed a look\n")  # noqa: T201
        print("| | pairings | value | worst off | worst-off tenth | reached | needs unseen | longest wait | Gini | s |")  # noqa: T201
        print("|---|---|---|---|---|---|---|---|---|---|")  # noqa: T201
        for row in rows(pool, sharing):
            print(row)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
