"""How matches are ranked: the weights in use, what could be learned from verdicts, and the way back."""

from starlette.responses import Response

from matchmaker.domain.permissions import Permission
from matchmaker.domain.ranker import KeptRanker
from matchmaker.errors import IllegalStepError, InputError
from matchmaker.i18n import N_
from matchmaker.services import learning, rankers
from web import ranking_words
from web.forms.ranking import WeightsForm, weights_form
from web.page import Page, Visit


def listing(visit: Visit) -> Response:
    session, language = visit.session, visit.language
    current, row = rankers.current(session), rankers.in_use(session)
    heard = learning.decisions(session)
    return visit.render(
        "rankers/list.html",
        row=row,
        aside=row is not None and row.version != current.version,
        bars=ranking_words.bars(current, language),
        start=ranking_words.number(current.bias),
        heard=heard,
        dismissed=ranking_words.reasons(heard.dismissed, language),
        left_out=ranking_words.reasons(heard.left_out, language),
        fewest=learning.FEWEST,
        kept=rankers.kept(session),
    )


def show(visit: Visit) -> Response:
    """Show weights beside those in use; those in use themselves beside the ones that came with the software."""
    session, row = visit.session, visit.the(KeptRanker)
    shown, current = rankers.opened(row), rankers.current(session)
    return visit.render(
        "rankers/show.html",
        row=row,
        told=ranking_words.told(row, visit.language),
        trials=ranking_words.trials(row, visit.language),
        bars=ranking_words.bars(shown, visit.language, old=rankers.assumed(session) if row.in_use else current),
        preview=None if row.in_use else learning.preview(session, shown),
    )


def learn(visit: Visit) -> Response:
    """Learn from all verdicts; the page that follows says what came of it, and nothing is ranked with it yet."""
    row = learning.learn(visit.session, by=visit.signed_in)
    if row is None:
        raise IllegalStepError("too few verdicts to learn from")
    return visit.redirect("ranker", id=row.id, notice="ranker-learned")


def edit(visit: Visit) -> Response:
    current = rankers.current(visit.session)
    defaults: dict[str, float | str] = {"bias": current.bias}
    for feature, weight in current.weights.items():
        defaults[f"{feature}_points"] = weight.points
        defaults[f"{feature}_reason"] = visit._(weight.reason)
    form = weights_form(tuple(current.weights))(None, language=visit.language, defaults=defaults)
    return visit.render("rankers/edit.html", form=form, problem="")


def save(visit: Visit) -> Response:
    current = rankers.current(visit.session)
    form = weights_form(tuple(current.weights))(visit.form, language=visit.language)
    if not form.validate():
        return _wrong(visit, form)
    fields = {feature: form.both(feature) for feature in current.weights}
    try:
        row = rankers.edit(
            visit.session,
            points={feature: points.kept(current.weights[feature].points) for feature, (points, _) in fields.items()},
            reasons={feature: reason.data for feature, (_, reason) in fields.items()},
            bias=form.bias.kept(current.bias),
            by=visit.signed_in,
        )
    except InputError:
        return _wrong(visit, form, problem=visit._(N_("Nothing is different yet. Change a weight, then save.")))
    return visit.redirect("ranker", id=row.id, notice="ranker-edited")


def use(visit: Visit) -> Response:
    rankers.promote(visit.session, visit.the(KeptRanker), by=visit.signed_in)
    return visit.redirect("rankers", notice="ranker-used")


def back(visit: Visit) -> Response:
    rankers.back(visit.session, by=visit.signed_in)
    return visit.redirect("rankers", notice="ranker-used")


def use_shipped(visit: Visit) -> Response:
    rankers.use_shipped(visit.session, by=visit.signed_in)
    return visit.redirect("rankers", notice="ranker-used")


def _wrong(visit: Visit, form: WeightsForm, *, problem: str = "") -> Response:
    return visit.render("rankers/edit.html", status=422, form=form, problem=problem)


MANAGE = Permission.RANKER_MANAGE
PAGES = [
    Page("/rankers", "rankers", MANAGE, get=listing),
    Page("/rankers/learn", "ranker_learn", MANAGE, post=learn),
    Page("/rankers/edit", "ranker_edit", MANAGE, get=edit, post=save),
    Page("/rankers/back", "ranker_back", MANAGE, post=back),
    Page("/rankers/shipped", "ranker_shipped", MANAGE, post=use_shipped),
    Page("/rankers/{id:int}", "ranker", MANAGE, get=show, loads=rankers.ranker),
    Page("/rankers/{id:int}/use", "ranker_use", MANAGE, post=use, loads=rankers.ranker),
]
