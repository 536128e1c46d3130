"""The words of a page, without its markup."""

from django.utils.html import strip_tags


def words_of(page):
    return " ".join(strip_tags(page.content.decode().replace("<", " <")).split())
