"""A public call for a gap, as a text that staff make their own: in each language of the site, naming no institution."""

from matchmaker.domain.vocabulary import Side
from matchmaker.i18n import LANGUAGES, gettext, ngettext
from matchmaker.services.gaps import Gap


def drafts(gap: Gap, *, address: str) -> dict[str, str]:
    """Return a text by language; `address` is where an institution registers."""
    return {language: _draft(gap, language, address=address) for language in LANGUAGES}


def _draft(gap: Gap, language: str, *, address: str) -> str:
    names = {"subject": gap.name(language), "num": gap.institutions, "address": address}
    said = _needed if gap.of_needs else _given
    centre = gettext(
        "The Civil Diplomacy Center of North and East Syria brings institutions together that can learn from each"
        " other. Both sides decide what they do together, and no name is passed on before both agree.",
        language,
    )
    where = gettext("Write to us in your own language: %(address)s", language)
    return "\n\n".join(paragraph % names for paragraph in (*said(gap, language), centre, where))


def _needed(gap: Gap, language: str) -> tuple[str, ...]:
    if gap.side is Side.NES:
        who = ngettext(
            "An institution in North and East Syria looks for a partner.",
            "%(num)d institutions in North and East Syria look for partners.",
            gap.institutions,
            language,
        )
    else:
        who = ngettext(
            "An institution abroad looks for a partner in North and East Syria.",
            "%(num)d institutions abroad look for partners in North and East Syria.",
            gap.institutions,
            language,
        )
    return (
        gettext("Who has experience with this: %(subject)s?", language),
        who,
        gettext(
            "An experience told by video, a visit, a training or advice from time to time can be enough.", language
        ),
    )


def _given(gap: Gap, language: str) -> tuple[str, ...]:
    if gap.side is Side.NES:
        who = ngettext(
            "An institution in North and East Syria offers it.",
            "%(num)d institutions in North and East Syria offer it.",
            gap.institutions,
            language,
        )
    else:
        who = ngettext(
            "An institution abroad offers it to institutions in North and East Syria.",
            "%(num)d institutions abroad offer it to institutions in North and East Syria.",
            gap.institutions,
            language,
        )
    return (
        gettext("Who could use this: %(subject)s?", language),
        who,
        gettext("A few sentences about what you need are enough to begin.", language),
    )
