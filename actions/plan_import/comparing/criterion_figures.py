"""Figures of a success criterion: the model's fields where the file's words say them exactly, else those words."""

import re
from decimal import Decimal

from priorities.models import SuccessCriterion

from ..reading.authority_names import read_leads

Direction, Scale = SuccessCriterion.Direction, SuccessCriterion.Scale
Frequency, TargetKind = SuccessCriterion.Frequency, SuccessCriterion.TargetKind
NOTHING = {"", "-", "–", "—", "?", "n/a", "na", "none", "nil"}
NUMBER = r"[£€$]?\s*[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?"
FIGURE = re.compile(rf"(?P<number>{NUMBER})\s*(?P<percent>%|per ?cent)?\s*(?P<unit>[a-z][a-z ]{{2,38}})?\.?", re.I)
PERCENT = r"(\d+(?:\.\d{1,2})?)\s*(?:%|per ?cent)"
MORE = r"(?:increase|rise|improve|improvement|growth)"
LESS = r"(?:reduce|reduction|decrease|cut|fall|drop)"
CHANGES = {
    Direction.DOWN: [rf"(?:an? )?{LESS} (?:of|by) {PERCENT}", rf"(?:an? )?{PERCENT} {LESS}"],
    Direction.UP: [rf"(?:an? )?{MORE} (?:of|by) {PERCENT}", rf"(?:an? )?{PERCENT} {MORE}"],
}
PERIOD = r"(?:(?:q[1-4]|quarter [1-4]) )?(?:19|20)\d\d(?:\s?[/–-]\s?(?:19|20)?\d\d)?"
DIRECTIONS = {
    Direction.DOWN: r"low(?:er)?|small(?:er)?|less|fewer|down|decreas\w*|reduc\w*|fall\w*|minimi[sz]e|↓|▼",
    Direction.UP: r"high(?:er)?|big(?:ger)?|large(?:r)?|more|up|increas\w*|ris\w*|improv\w*|maximi[sz]e|↑|▲",
}
IS_BETTER = re.compile(r"\s*(?:is|are|=)?\s*(?:better|good|best|preferred)\.?$|^(?:good|better) (?:is|to be)\s*", re.I)
EACH = r"(?:each |every |once an? |reported )?"
FREQUENCIES = {
    Frequency.MONTH: rf"{EACH}month(?:ly)?",
    Frequency.QUARTER: rf"{EACH}quarter(?:ly)?|(?:4|four) times a year",
    Frequency.YEAR: rf"{EACH}(?:financial )?year(?:ly)?|annual(?:ly)?|per annum",
    Frequency.TWO_YEARS: r"(?:each |every |once (?:in|every) )(?:two|2|second|other) years?|biennial(?:ly)?|two-yearly",
}
SCALES = {
    Scale.PERCENT: r"%|per ?cent(?:age)?|proportion",
    Scale.YES_NO: r"yes\s*(?:/|or)\s*no|y/n",
    Scale.RATE: r".*\b(?:rate|per [\d,]+|per (?:head|household|person|thousand)).*",
}
LONGEST_UNIT, LONGEST_SOURCE = 40, 200
LAA = re.compile(r"\bLAA\b", re.I)


def known(words, patterns, default=""):
    """The value of the pattern that all of the words fit."""
    return next((value for value, pattern in patterns.items() if re.fullmatch(pattern, words, re.I)), default)


class Figures:
    """The reading of a criterion's parts: `fields` for the model, and the `words` that no field says."""

    def __init__(self, criterion, roster):
        self.parts = {name: words.strip() for name, words in criterion.parts.items()}
        self.headings = criterion.headings
        self.fields, self.kept = {}, {}
        self._choices()
        self._unit()
        self._figure("baseline")
        self._figure("target")
        self._source(roster)
        self._references()
        self.kept |= {name: words for name, words in self.parts.items() if words}

    @property
    def words(self):
        """What no field says, a line for each part. Figures of columns without a name of ours have their headings."""
        said = [
            words if name == "figures" else f"{name[:1].upper()}{name[1:]}: {words}"
            for name, words in self.kept.items()
        ]
        return "\n".join(said)

    def _take(self, name):
        words = self.parts.pop(name, "")
        return "" if words.casefold() in NOTHING else words

    def _choices(self):
        """Direction and frequency, if their words are known as a whole."""
        for name, patterns in (("direction", DIRECTIONS), ("frequency", FREQUENCIES)):
            words = self._take(name)
            if value := known(IS_BETTER.sub("", words).strip(), patterns):
                self.fields[name] = value
            elif words:
                self.kept[name] = words

    def _unit(self):
        words = self._take("unit")
        if len(words) > LONGEST_UNIT:
            self.kept["unit"] = words
        elif words:
            self.fields["scale"] = known(words, SCALES, Scale.COUNT)
            self.fields["unit"] = "%" if self.fields["scale"] == Scale.PERCENT else words

    def _figure(self, name):
        """A baseline or target: a number in a unit, with the baseline's period; else its words."""
        if not (words := self._take(name)):
            return
        if name == "target" and self._change(words):
            return
        period = self._period(words) if name == "baseline" else ""
        bare = re.sub(r"\s*[(,;]?\s*(?:in )?" + re.escape(period) + r"\)?\s*$", "", words) if period else words
        found = FIGURE.fullmatch(bare.strip())
        if not found or not self._fits_unit(found) or (name == "baseline" and not (period or self._of_heading())):
            self.kept[name] = words
            return
        self.fields[name] = Decimal(re.sub(r"[£€$,\s]", "", found["number"]))
        if name == "baseline":
            self.fields["baseline_period"] = period or self._of_heading()
        else:
            self.fields["target_kind"] = TargetKind.VALUE

    def _change(self, words):
        """Whether a target is a change in per cent from the baseline, such as “reduce by 5%”."""
        for direction, patterns in CHANGES.items():
            found = next(filter(None, (re.fullmatch(one, words.rstrip("."), re.I) for one in patterns)), None)
            if found and "unit" in self.fields and self.fields.get("direction", direction) == direction:
                self.fields |= {"target": Decimal(found[1]), "target_kind": TargetKind.CHANGE, "direction": direction}
                return True
        return False

    def _period(self, words):
        """The year or quarter that stands behind a baseline, such as “14 (2009/10)”."""
        found = re.search(rf"[(,;]?\s*(?:in )?({PERIOD})\)?\s*$", words, re.I)
        return found[1] if found and found.start() else ""

    def _of_heading(self):
        """The period that the heading of the baseline's column names, such as “2009/10 Outturn”."""
        found = re.search(PERIOD, self.headings.get("baseline", ""), re.I)
        return found[0] if found else ""

    def _fits_unit(self, found):
        """Whether a figure has a unit, and no other than the criterion's."""
        number, unit = found["number"], (found["unit"] or "").strip()
        sign = "%" if found["percent"] else number[0] if number[0] in "£€$" else ""
        if sign and unit:
            return False
        said = sign or unit
        if not said:
            return "unit" in self.fields
        if self.fields.setdefault("unit", said) not in (said, *([unit.lower()] if unit else [])):
            return False
        self.fields.setdefault("scale", Scale.PERCENT if sign == "%" else Scale.COUNT)
        return True

    def _source(self, roster):
        if words := self._take("source"):
            target = self.fields if len(words) <= LONGEST_SOURCE and "\n" not in words else self.kept
            target["source"] = words
        if words := self._take("who reports"):
            leads = read_leads(words, roster)
            if leads.lead:
                self.fields["reporter"] = leads.lead
            if leads.words or leads.supporting:
                self.kept["who reports"] = words

    def _references(self):
        """The file's own reference, and whether it or a tag says that it is a target of the Local Area Agreement."""
        tag, reference = self.parts.pop("LAA", ""), self.parts.pop("reference", "")
        if tag or LAA.search(reference):
            self.fields["laa"] = True
        if tag and not re.fullmatch(r"LAA(?: target| indicator)?", tag, re.I):
            self.kept["LAA"] = tag
        if reference:
            self.fields["own_reference"] = reference
        if note := self.parts.pop("private note", ""):
            self.fields["private_note"] = note
