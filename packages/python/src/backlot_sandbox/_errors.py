"""The errors of this package."""


class BacklotError(Exception):
    """A call that the sandbox refused, or a sandbox that cannot be used.

    `status` is the HTTP status of the refusal, and `None` if there was no answer.
    """

    def __init__(self, message: str, status: "int | None" = None) -> None:
        super().__init__(message)
        self.status = status


class BinaryNotFound(BacklotError):
    """There is no `backlot` binary in any of the places where one was looked for."""
