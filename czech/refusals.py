"""What a person is told when something cannot be done as they asked."""


class Refusal(Exception):
    """Something was refused; its text is a Czech sentence for the person.

    Whoever refuses derives a class of their own, so that a page catches what it can answer and nothing else.
    """
