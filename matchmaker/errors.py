"""The few errors that callers are expected to tell apart."""


class MatchmakerError(Exception):
    """Base of all errors that we raise on purpose; the message is fit to be shown to a person."""


class IllegalStepError(MatchmakerError):
    """A thing was asked to take a step that its present state does not allow."""


class NotAllowedError(MatchmakerError):
    """The person may not do this; pages answer as if the thing did not exist."""


class LinkError(MatchmakerError):
    """A one-time link cannot be used; `reason` is one of unknown, expired, used, revoked."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the link is {reason}")
        self.reason = reason


class InputError(MatchmakerError):
    """What was given cannot be read; the message says where and why."""


class EncoderError(MatchmakerError):
    """The encoder's weights are missing, damaged or not the ones we expect."""
