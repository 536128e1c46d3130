"""Template filters for the chapters of a plan that are not empty."""

from django import template

from ..outline import chapters

register = template.Library()

register.filter("sections_with_words", chapters.sections_with_words)
register.filter("hallmarks_in_use", chapters.hallmarks_in_use)
register.filter("responsible_authorities", chapters.responsible_authorities)
register.filter("has_contact", chapters.has_contact)
