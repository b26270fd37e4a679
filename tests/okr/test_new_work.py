"""What people type when they add work."""

import pytest

from bot.okr.errors import FormError
from bot.okr.new_work import check_new_work, read_work


@pytest.mark.parametrize(
    ("text", "title", "link"),
    [
        ("Dark mode", "Dark mode", None),
        ("  Dark \n mode ", "Dark mode", None),
        ("", "", None),
        ("https://x.org", "x.org", "https://x.org"),
        ("https://www.x.org/a/b/?q=1#top", "x.org/a/b", "https://www.x.org/a/b/?q=1#top"),
        ("<https://x.org/a|x.org/a>", "x.org/a", "https://x.org/a"),
        ("<https://x.org/a>", "x.org/a", "https://x.org/a"),
        ("Fix login https://x.org/a", "Fix login", "https://x.org/a"),
        ("Fix <https://x.org/a|the login> soon", "Fix soon", "https://x.org/a"),
        ("https://?q", "https://?q", "https://?q"),
        ("ftp://x.org", "ftp://x.org", None),
    ],
)
def test_a_line_is_read_as_title_and_link(text: str, title: str, link: str | None) -> None:
    assert read_work(text) == (title, link)


def test_a_long_link_still_gives_a_title() -> None:
    link = f"https://x.org/{'a' * 400}"
    title, found = check_new_work(link, None)
    assert (len(title), found) == (200, link)


def test_a_link_of_its_own_leaves_the_title_alone() -> None:
    title = "See https://x.org/a"
    assert check_new_work(title, "https://y.org") == (title, "https://y.org")


@pytest.mark.parametrize("link", ["x.org", "javascript:alert(1)", "https://", "https://a b.org"])
def test_what_is_no_link_is_refused(link: str) -> None:
    with pytest.raises(FormError) as refused:
        check_new_work("Dark mode", link)
    assert set(refused.value.fields) == {"link"}
