"""From a code of the protocol back to the error that it stands for."""

from foley_models.errors import FoleyError


def error_of(code: str, text: str) -> FoleyError:
    """The product's error of a code; its base where a newer daemon invented the code.

    Where several errors share a code, it is the one nearest to the root of their tree, and of those the first.
    """
    level: list[type[FoleyError]] = [FoleyError]
    while level:
        for kind in level:
            if kind.code == code:
                return kind(text)
        level = [child for kind in level for child in kind.__subclasses__()]
    return FoleyError(text)
