"""The sentence that says how many needs or offers look close: while somebody writes, and at the last look."""

import logging

from matchmaker.domain.listing import TEXT_LENGTH, TITLE_LENGTH
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Sector, Standing
from matchmaker.errors import EncoderError
from matchmaker.i18n import gettext, ngettext
from matchmaker.services import closeness
from web.page import Visit

log = logging.getLogger("matchmaker.web")


def number(
    visit: Visit, table: type[Need] | type[Offer], *, title: str, text: str, language: str, sector: Sector | None
) -> int | None:
    """Return how many of the other side's offers look close to a need (or needs to an offer); None: not known.

    Institutions that the centre has not verified are told nothing: anybody can register, and try out texts.
    """
    institution = visit.signed_in.institution
    if institution is None or institution.standing is not Standing.VERIFIED:
        return None
    try:
        return closeness.close(
            visit.session,
            Offer if table is Need else Need,
            encoder=visit.site.encoder(),
            text=f"{title[:TITLE_LENGTH]}\n{text[:TEXT_LENGTH]}",
            language=language,
            side=institution.side,
            sector=sector,
            languages=institution.languages,
        )
    except EncoderError as error:  # the form works without it, and `matchmaker doctor` tells the same
        log.warning("closeness: %s", error)
        return None


def sentence(found: int | None, table: type[Need] | type[Offer], language: str) -> str:
    """Say a number; nothing where none is known."""
    if found is None:
        return ""
    needs = table is Need
    if found == 0 and needs:
        return gettext("No offer is close yet; publish it, new ones come in every week.", language)
    if found == 0:
        return gettext("No need is close yet; publish it, new ones come in every week.", language)
    if found > closeness.MOST and needs:
        said = gettext("More than %(num)d offers look close.", language)
    elif found > closeness.MOST:
        said = gettext("More than %(num)d needs look close.", language)
    elif needs:
        said = ngettext("%(num)d offer looks close.", "%(num)d offers look close.", found, language)
    else:
        said = ngettext("%(num)d need looks close.", "%(num)d needs look close.", found, language)
    return said % {"num": min(found, closeness.MOST)}
