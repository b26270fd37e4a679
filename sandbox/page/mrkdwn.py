"""Slack's mrkdwn as HTML; docs.slack.dev/messaging/formatting-message-text."""

import re

from markupsafe import Markup, escape

from sandbox.page.html import join, tag
from sandbox.page.names import Names

PIECES = re.compile(
    r"```(?P<fence>.+?)```|`(?P<code>[^`\n]+)`|<(?P<special>[^<>\n]+)>|:(?P<emoji>[a-z0-9_+-]+):",
    re.DOTALL,
)
# A sign counts at the edge of a word only; the bot's word joiner keeps a sign from counting.
STYLES = {
    mark: re.compile(rf"(?<![\w{mark}\u2060]){mark}(?=\S)([^\n]*?\S){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~")
}
TAGS = {r"\*": "b", "_": "i", "~": "s"}
QUOTE = re.compile(r"^(?:&gt;|>) ?", re.MULTILINE)
QUOTES = re.compile(r"((?:^(?:&gt;|>).*(?:\n|\Z))+)", re.MULTILINE)
EMOJI = {"warning": "⚠️", "tada": "🎉", "eyes": "👀", "+1": "👍", "white_check_mark": "✅"}
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def mrkdwn(text: str, names: Names) -> Markup:
    """Return formatted text; what is between `<` and `>` is a mention, a link or a date."""
    lines: list[Markup] = []
    for paragraph in QUOTES.split(text):
        if paragraph.startswith(("&gt;", ">")):
            inner = QUOTE.sub("", paragraph.rstrip("\n"))
            lines.append(tag("blockquote", _pieces(inner, names)))
        elif paragraph:
            lines.append(_pieces(paragraph, names))
    return join(lines)


def plain(text: str) -> Markup:
    """Return a text in which nothing counts but emoji and new lines."""
    return _lines(re.sub(r":([a-z0-9_+-]+):", lambda m: EMOJI.get(m[1], m[0]), text))


def typed(text: str) -> str:
    """Return text as it was before Slack turned `& < >` into entities."""
    for entity, sign in ENTITIES:
        text = text.replace(entity, sign)
    return text


def _pieces(text: str, names: Names) -> Markup:
    kept: list[Markup] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(_piece(match, names))
        # Private-use characters stand for finished pieces while the rest is styled.
        return chr(0xE000 + len(kept) - 1)

    styled = _styled(PIECES.sub(keep, text))
    for place, piece in enumerate(kept):
        styled = styled.replace(chr(0xE000 + place), piece)
    return styled


def _piece(match: re.Match[str], names: Names) -> Markup:
    if match["fence"]:
        return tag("pre", typed(match["fence"]).strip("\n"))
    if match["code"]:
        return tag("code", typed(match["code"]))
    if match["emoji"]:
        return escape(EMOJI.get(match["emoji"], match[0]))
    return _special(match["special"], names)


def _special(inside: str, names: Names) -> Markup:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return tag("span", f"@{names.user(target[1:])}", class_="mention")
    if target.startswith("#"):
        return tag("span", f"#{names.channel(target[1:])}", class_="mention")
    if target.startswith("!date^"):
        _, seconds, pattern, *_ = target.split("^")
        return tag("time", names.date(float(seconds), pattern))
    if target.startswith("!"):
        return tag("span", label or f"@{target[1:].partition('^')[0]}", class_="mention")
    if target.startswith(("http://", "https://", "mailto:")):
        shown = typed(label or target)
        return tag("a", shown, href=typed(target), rel="noreferrer noopener", target="_blank")
    return escape(f"<{typed(inside)}>")


def _styled(text: str) -> Markup:
    for mark, pattern in STYLES.items():
        match = pattern.search(text)
        if match:
            return join(
                [
                    _styled(text[: match.start()]),
                    tag(TAGS[mark], _styled(match[1])),
                    _styled(text[match.end() :]),
                ]
            )
    return _lines(typed(text))


def _lines(text: str) -> Markup:
    return tag("br").join(escape(line) for line in text.split("\n"))
