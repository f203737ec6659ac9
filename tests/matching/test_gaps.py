"""Grouping what nobody answers, and naming the groups."""

import numpy as np
import pytest

from matchmaker.matching.encode import Vectors, unit
from matchmaker.matching.gaps import Group, Spoken, groups

NOTHING: list[Spoken] = [{}, {}, {}, {}]
AROUND = np.eye(4, 8, dtype=np.float32)
"""Four texts of which no two are alike: what usual texts look like."""


def near(*subjects: int) -> Vectors:
    """Return one row for each subject: texts of one subject are nearly the same, others are at right angles."""
    rows = np.zeros((len(subjects), 8), dtype=np.float32)
    for place, subject in enumerate(subjects):
        rows[place, subject] = 1.0
        rows[place, 7] = 0.1 * place / len(subjects)
    return unit(rows)


def grouped(vectors: Vectors, spoken: list[Spoken], usual: list[Spoken] = NOTHING) -> list[Group]:
    return groups(vectors, spoken, usual=usual, usual_vectors=AROUND)


def test_texts_of_one_subject_are_together_and_the_largest_group_is_first():
    found = grouped(near(0, 1, 1, 2, 1), [{}] * 5)
    assert [group.members for group in found] == [(1, 2, 4), (0,), (3,)]


def test_one_text_is_a_group_and_none_is_no_group():
    assert grouped(near(3), [{}]) == [Group((0,), ())]
    assert grouped(near(), []) == []


def test_text_without_direction_stays_alone():
    vectors = near(0, 0, 0)
    vectors[1] = 0
    assert [group.members for group in grouped(vectors, [{}] * 3)] == [(0, 2), (1,)]


def test_near_is_measured_against_usual_texts():
    """An encoder whose cosines are all high must not put everything into one group."""
    cone = unit(np.ones((6, 8), dtype=np.float32) + np.eye(6, 8, dtype=np.float32))
    assert [group.members for group in groups(cone, [{}] * 6, usual=[{}] * 6, usual_vectors=np.repeat(cone, 8, 0))] == [
        (row,) for row in range(6)
    ]
    assert len(grouped(cone, [{}] * 6)) == 1


def test_group_is_named_by_what_it_speaks_of_more_than_others():
    spoken: list[Spoken] = [{"midwife": 2.0, "training": 2.0}, {"midwife": 1.0, "training": 1.0}]
    usual: list[Spoken] = [{"training": 1.0}, {}] * 20
    (found,) = grouped(near(0, 0), spoken, usual)
    assert found.concepts == ("midwife", "training")


def test_what_everybody_speaks_of_is_no_name():
    usual: list[Spoken] = [{"training": 1.0}] * 200
    (found,) = grouped(near(0, 0, 0, 0), [{"training": 2.0}, {"training": 2.0}, {}, {}], usual)
    assert found.concepts == ()


@pytest.mark.parametrize(
    ("spoken", "names"),
    [
        ([{"soap": 1.0}], ()),  # mentioned by the way
        ([{"soap": 2.0}], ("soap",)),  # the title
        ([{"soap": 1.0}, {"soap": 1.0}], ("soap",)),
        ([{"soap": 2.0}, {}, {}, {}, {}], ()),  # one of five
        ([{"a": 2.0, "b": 2.0, "c": 2.0}], ("a", "b")),  # equals by id, two at most
    ],
)
def test_name_needs_a_title_or_two_texts_and_half_of_the_group(spoken: list[Spoken], names: tuple[str, ...]):
    (found,) = grouped(near(*([0] * len(spoken))), spoken)
    assert found.concepts == names
