import pytest

from matchmaker.domain.language import KNOWN, normalise


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("kmr", "ku"),
        ("KU-Latn", "ku"),
        ("ku-Arab", "ckb"),
        ("ar_SY", "ar"),
        (" de-AT ", "de"),
        ("aii", "syr"),
        ("eng", "en"),
        ("no", "nb"),
    ],
)
def test_tag_is_brought_to_one_form(written: str, kept: str) -> None:
    assert normalise(written) == kept


@pytest.mark.parametrize("tag", sorted(KNOWN))
def test_known_tag_stays_as_it_is(tag: str) -> None:
    assert normalise(tag) == tag


@pytest.mark.parametrize("tag", ["x", "english", "xx", "zz-ZZ", "de at", "de;DROP"])
def test_unknown_tag_is_named_as_unknown(tag: str) -> None:
    with pytest.raises(ValueError, match=tag):
        normalise(tag)
