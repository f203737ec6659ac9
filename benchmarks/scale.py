"""How long many needs and many offers take, beside faiss looking for the nearest vectors alone, in one run.

    pip install faiss-cpu
    python benchmarks/scale.py [NEEDS] [OFFERS] [TOP]

Generated texts as in `speed_match.py`, read by our encoder. Three ways, on the same vectors and the same cores: faiss
(IndexFlatIP, exact) finds the TOP nearest offers of each need, and so does our index; then three times as many with the
field of work and the side beside the vectors, as the engine asks; then the engine itself: it finds, compares by every
feature and ranks. Reading the texts is told apart: faiss
is given vectors. Memory is the highest of the process at each step.
"""

import random
import resource
import sys
import time
from collections.abc import Callable

import numpy as np
from speed_match import ASKED, GIVEN, entry

from matchmaker.domain.vocabulary import Side
from matchmaker.matching import corpus, retrieve
from matchmaker.matching.encode import open_encoder
from matchmaker.matching.index import ExactIndex
from matchmaker.matching.pipeline import background, rank
from matchmaker.matching.rank import prior
from matchmaker.matching.retrieve import WIDTH, Retriever
from matchmaker.services import thesaurus

SIZES = (100_000, 100_000, 20)


def timed(name: str, work: Callable[[], object]) -> float:
    began, processor = time.perf_counter(), time.process_time()
    work()
    wall = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    processor = time.process_time() - processor
    print(f"{name:34} {wall:8.1f} s  {processor:8.1f} processor s  peak {peak:6.0f} MB", flush=True)  # noqa: T201
    return wall


def main() -> None:
    import faiss  # noqa: PLC0415 - only this script needs it

    given = [int(each) for each in sys.argv[1:]]
    needs, offers, top = (*given, *SIZES[len(given) :])
    draw = random.Random(needs)  # noqa: S311 - test data, no secret
    whole: list[corpus.Corpus] = []

    def read() -> None:
        asked = [entry(i, Side.NES, ASKED, draw) for i in range(needs)]
        on_offer = [entry(i, Side.ABROAD, GIVEN, draw) for i in range(offers)]
        whole.append(corpus.build(asked, on_offer, encoder=open_encoder(), subject=thesaurus.subject()))

    timed("read the texts", read)
    ours, theirs = whole[0].needs, whole[0].offers
    against, ranker = background(whole[0]), prior(words=True)
    retriever: list[Retriever] = []
    timed("prepare", lambda: retriever.append(Retriever(theirs)))
    queries, rows = retrieve._queries(ours, ranker, against), retrieve._rows_to_find(theirs)
    index = faiss.IndexFlatIP(theirs.texts.vectors.shape[1])
    index.add(np.ascontiguousarray(theirs.texts.vectors[theirs.texts.row]))
    vectors = np.ascontiguousarray(ours.texts.vectors[ours.texts.row])
    faiss_alone = timed(f"faiss, {top} nearest", lambda: index.search(vectors, top))
    same, of_same = (np.ascontiguousarray(each[:, : vectors.shape[1]]) for each in (queries, rows))
    dense = timed(f"our index, {top} nearest", lambda: ExactIndex(of_same).search(same, top))
    timed(f"our index, {top * WIDTH} best with the field", lambda: ExactIndex(rows).search(queries, top * WIDTH))

    def everything() -> None:
        for _ in rank(ours, retriever[0], against, ranker, top=top):
            pass

    engine = timed(f"the engine, {top} ranked by all", everything)
    print(f"dense {dense / faiss_alone:.2f} x faiss, the whole {engine / faiss_alone:.2f} x faiss")  # noqa: T201


if __name__ == "__main__":
    main()
