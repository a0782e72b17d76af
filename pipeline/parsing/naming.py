"""Long lists of names, such as tags and commands, written as text so that they can be read."""


def names(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(names("table figure"))
    ['figure', 'table']
    """
    return frozenset(text.split())
