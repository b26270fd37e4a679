"""HTML as values: every text is escaped unless it is HTML already."""

from collections.abc import Iterable

from markupsafe import Markup, escape

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
Child = str | Markup | Iterable["Child"] | None
Attribute = str | int | bool | None


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return an element.

    Args:
        children: text, elements, or several of them; None is nothing.
        attributes: `class_` is class and `data_ts` is data-ts; True is a bare attribute, False
            and None are none.
    """
    shown = Markup("").join(
        Markup(" {}").format(_name(key))
        if value is True
        else Markup(' {}="{}"').format(_name(key), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Markup("<{}{}>").format(name, shown)
    return Markup("<{0}{1}>{2}</{0}>").format(name, shown, join(children))


def join(children: Child) -> Markup:
    """Return children one after the other."""
    if children is None:
        return Markup("")
    if isinstance(children, str):
        return escape(children)
    return Markup("").join(join(child) for child in children)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
