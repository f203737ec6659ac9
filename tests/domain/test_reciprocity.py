import pytest

from matchmaker.domain.reciprocity import RULES, joined


def value(one: float | None, other: float | None) -> float:
    found = joined(one, other)
    assert found is not None
    return found


def test_mutual_pairing_comes_before_an_equally_strong_one_way_one():
    assert value(0.7, 0.7) > value(0.7, 0.2) > value(0.7, None) > value(0.3, None)


def test_joined_is_symmetric_rises_and_begins_at_nothing():
    assert value(0.2, 0.6) == value(0.6, 0.2)
    assert value(0.2, 0.61) > value(0.2, 0.6)
    assert value(0.0, None) == pytest.approx(0.0)
    assert joined(None, None) is None


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_keeps_what_two_equal_chances_are(rule: str):
    assert RULES[rule](0.4, 0.4) == pytest.approx(0.4)
