"""Dates as Urdu pages write them (12 جون 2008, in the digits of the plan's own figures), and as forms accept them."""

from ..en_GB.formats import *  # noqa: F403 (the same in both)
