"""Slack's chart block as a small inline SVG, with the numbers beside it for readers of text."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, pi, sin

from markupsafe import Markup

from sandbox.json_types import JsonObject
from sandbox.page.html import tag

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 480, 180, 40, 24, 8
COLOURS = ("#1264a3", "#e8912d", "#2bac76", "#cd2553", "#7c3085", "#696969")


def chart(block: JsonObject) -> Markup:
    """Return a figure with title, drawing and legend; docs: data_visualization block."""
    inner = block["chart"]
    drawing = _pie(inner["segments"]) if inner["type"] == "pie" else _axes(inner)
    named = inner.get("segments") or inner["series"]
    legend = [
        tag("li", one.get("name") or f"{one['label']}: {one['value']}", style=f"--c:{_colour(n)}")
        for n, one in enumerate(named)
    ]
    return tag(
        "figure",
        tag("figcaption", block["title"]),
        tag("svg", drawing, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=_told(inner)),
        tag("ul", legend, class_="legend"),
        class_="chart",
    )


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _told(inner: JsonObject) -> str:
    if inner["type"] == "pie":
        return ", ".join(f"{one['label']} {one['value']}" for one in inner["segments"])
    return "; ".join(
        f"{one['name']}: " + ", ".join(f"{p['label']} {p['value']}" for p in one["data"])
        for one in inner["series"]
    )


def _axes(inner: JsonObject) -> Iterator[Markup]:
    series = inner["series"]
    values = [point["value"] for one in series for point in one["data"]]
    low, high = min(0, *values), max(0, *values)
    for level in (low, high):
        y = _y(level, low, high)
        yield tag("line", x1=LEFT, x2=WIDTH, y1=y, y2=y, class_="grid")
        yield tag("text", f"{level:g}", x=LEFT - 6, y=f"{float(y) + 4:.0f}", text_anchor="end")
    labels = [point["label"] for point in series[0]["data"]]
    for place, label in enumerate(labels):
        yield tag("text", label, x=_x(place, len(labels)), y=HEIGHT - 6, text_anchor="middle")
    for number, one in enumerate(series):
        heights = [_y(point["value"], low, high) for point in one["data"]]
        yield from DRAWN[inner["type"]](heights, number, len(series))


def _line(heights: Sequence[str], number: int, _count: int) -> Iterator[Markup]:
    points = [f"{_x(place, len(heights))},{y}" for place, y in enumerate(heights)]
    for begin, end in pairwise(points):
        (x1, y1), (x2, y2) = begin.split(","), end.split(",")
        yield tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=_colour(number), class_="series")
    for point in points:
        x, y = point.split(",")
        yield tag("circle", cx=x, cy=y, r=3, fill=_colour(number))


def _area(heights: Sequence[str], number: int, count: int) -> Iterator[Markup]:
    floor = HEIGHT - BOTTOM
    points = [f"{_x(place, len(heights))},{y}" for place, y in enumerate(heights)]
    corners = [f"{_x(0, len(heights))},{floor}", *points]
    corners.append(f"{_x(len(heights) - 1, len(heights))},{floor}")
    yield tag("polygon", points=" ".join(corners), fill=_colour(number), class_="area")
    yield from _line(heights, number, count)


def _bars(heights: Sequence[str], number: int, count: int) -> Iterator[Markup]:
    width = min(28, (WIDTH - LEFT) / len(heights) / (count + 1))
    for place, y in enumerate(heights):
        x = float(_x(place, len(heights))) + (number - count / 2) * width
        height = max(0, HEIGHT - BOTTOM - float(y))
        yield tag(
            "rect",
            x=f"{x:.1f}",
            y=y,
            width=f"{width:.1f}",
            height=f"{height:.1f}",
            fill=_colour(number),
        )


def _pie(segments: Sequence[JsonObject]) -> Iterator[Markup]:
    total = sum(one["value"] for one in segments)
    centre, radius, turned = (WIDTH / 2, HEIGHT / 2), HEIGHT / 2 - TOP, 0.0
    if len(segments) == 1:
        yield tag("circle", cx=f"{centre[0]}", cy=f"{centre[1]}", r=f"{radius}", fill=_colour(0))
        return
    for number, one in enumerate(segments):
        share = one["value"] / total
        begin, end = (
            (centre[0] + radius * sin(2 * pi * at), centre[1] - radius * cos(2 * pi * at))
            for at in (turned, turned + share)
        )
        path = (
            f"M{centre[0]} {centre[1]} L{begin[0]:.1f} {begin[1]:.1f} "
            f"A{radius} {radius} 0 {int(share > 1 / 2)} 1 {end[0]:.1f} {end[1]:.1f} Z"
        )
        yield tag("path", d=path, fill=_colour(number))
        turned += share


def _x(place: int, count: int) -> str:
    return f"{LEFT + (WIDTH - LEFT) * (place + 0.5) / count:.1f}"


def _y(value: float, low: float, high: float) -> str:
    span = (high - low) or 1
    return f"{TOP + (HEIGHT - BOTTOM - TOP) * (1 - (value - low) / span):.1f}"


DRAWN = {"line": _line, "area": _area, "bar": _bars}
