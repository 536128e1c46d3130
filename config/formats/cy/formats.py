"""Dates as Welsh pages write them (12 Mehefin 2008), and as forms accept them."""

from ..en_GB.formats import *  # noqa: F403 (the same in both)
