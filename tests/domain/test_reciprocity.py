import pytest

from matchmaker.domain.reciprocity import RULES, joined


def test_mutual_pairing_comes_before_an_equally_strong_one_way_one():
    assert joined(0.7, 0.7) > joined(0.7, 0.2) > joined(0.7, None) > joined(0.3, None)


def test_joined_is_symmetric_rises_and_begins_at_nothing():
    assert joined(0.2, 0.6) == joined(0.6, 0.2)
    assert joined(0.2, 0.61) > joined(0.2, 0.6)
    assert (joined(0.0, None), joined(None, None)) == (pytest.approx(0.0), None)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_keeps_what_two_equal_chances_are(rule: str):
    assert RULES[rule](0.4, 0.4) == pytest.approx(0.4)
