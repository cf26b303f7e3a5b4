"""A number with its word."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number and an English word in the form that it asks for.

    >>> counted(1, "meeting"), counted(0, "meeting"), counted(2, "party is", "parties are")
    ('1 meeting', '0 meetings', '2 parties are')
    """
    return f"{number} {one if number == 1 else many or f'{one}s'}"
