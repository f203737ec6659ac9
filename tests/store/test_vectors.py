import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from sqlalchemy.orm import Session

from matchmaker.store import vectors
from matchmaker.store.session import Database

ROWS = np.eye(3, dtype=np.float32)


def test_vectors_come_back_as_they_were_kept(session: Session) -> None:
    vectors.keep(session, {"av": ROWS[0], "ماء": ROWS[1]}, encoder_version="v1")
    session.flush()
    found = vectors.known(session, ["ماء", "av", "water"], encoder_version="v1")
    assert set(found) == {"av", "ماء"}
    np.testing.assert_array_equal(vectors.stack(["ماء", "av", "ماء"], found), ROWS[[1, 0, 1]])


def test_vectors_of_another_encoder_are_not_known(session: Session) -> None:
    vectors.keep(session, {"av": ROWS[0]}, encoder_version="v1")
    session.flush()
    assert vectors.known(session, ["av"], encoder_version="v2") == {}


def test_text_kept_twice_keeps_its_first_vector(session: Session) -> None:
    for row in (0, 1):
        vectors.keep(session, {"av": ROWS[row]}, encoder_version="v1")
        session.flush()
    np.testing.assert_array_equal(vectors.known(session, ["av"], encoder_version="v1")["av"], ROWS[0])


def test_more_texts_than_fit_one_query_are_all_found(session: Session) -> None:
    texts = [f"text {number}" for number in range(vectors.BATCH + 1)]
    vectors.keep(session, dict.fromkeys(texts, ROWS[2]), encoder_version="v1")
    session.flush()
    assert set(vectors.known(session, texts, encoder_version="v1")) == set(texts)


def test_two_workers_keep_the_same_texts_at_once(database: Database) -> None:
    texts = {f"text {number}": ROWS[0] for number in range(100)}
    together = threading.Barrier(2)

    def keep(names: list[str]) -> None:
        together.wait()
        with database.writing() as session:
            vectors.keep(session, {name: texts[name] for name in names}, encoder_version="v1")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(keep, [list(texts), list(texts)[::-1]]))
    with database.reading() as session:
        assert set(vectors.known(session, texts, encoder_version="v1")) == set(texts)
