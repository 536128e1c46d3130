"""Dates as Polish pages write them (12 czerwca 2008, with the month in the genitive), and as forms accept them."""

from ..en_GB.formats import DATE_INPUT_FORMATS as DATE_INPUT_FORMATS

DATE_FORMAT = "j E Y"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
