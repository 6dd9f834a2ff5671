"""What a person is told of a file that cannot be used."""

from czech.refusals import Refusal


class WrongFile(Refusal):
    """The file that somebody brought is not what it should be, or does what no such file may do."""
