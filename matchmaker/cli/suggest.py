"""`matchmaker suggest`: everything is matched now, without waiting for the worker."""

from matchmaker.cli.opening import opened, read_settings, told
from matchmaker.cli.progress import complain, reported


def suggest() -> None:
    """Match all open needs and offers now."""
    from matchmaker.matching.encode import open_encoder  # noqa: PLC0415 - slow import
    from matchmaker.services import suggestions  # noqa: PLC0415 - slow import

    settings = read_settings()
    with told(), opened(settings) as database, reported() as progress:
        number = suggestions.suggest(database, open_encoder(settings.encoder), progress=progress)
    complain(f"{number:,} matches are suggested.")
