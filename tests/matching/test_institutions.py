import numpy as np

from matchmaker.matching.institutions import best_three


def test_institution_is_as_near_as_its_best_three_texts():
    by_text = np.array([[1.0, 9.0, 5.0, 7.0], [4.0, 4.0, 4.0, -8.0]])
    assert best_three(by_text).tolist() == [7, 4]


def test_institution_with_fewer_texts_is_as_near_as_the_mean_of_all():
    assert best_three(np.array([2.0, 4.0])).tolist() == 3
    assert best_three(np.array([-2.0])).tolist() == -2


def test_texts_that_nobody_could_read_are_left_out():
    by_text = np.array([[np.nan, 1.0, 3.0], [np.nan, np.nan, np.nan], [2.0, np.nan, np.nan]])
    assert best_three(by_text)[[0, 2]].tolist() == [2, 2]
    assert np.isnan(best_three(by_text)[1])
    assert np.isnan(best_three(np.empty(0)))
