"""Events of an illustrative year's file for duties and the protocol. fixtures/README.md describes them."""

from functools import partial

from partners.forms.fields import one_line_each
from partners.history import attributed_to
from partners.models import Protocol, ProtocolSignature
from plans.duties.operations import record_done, start_with_known
from plans.models import Duty, Edition


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    duties = year.data.get("duties", {})
    partnership = year.plan.partnership
    if duties:
        yield moment(duties["begun_on"]), lambda: start_with_known(partnership, by=year.coordinator)
        for agreed in duties.get("agreed", []):
            yield moment(agreed["on"]), partial(_agree, year, agreed)
        for done in duties.get("done", []):
            yield moment(done["recorded_on"]), partial(_record_evidence, year, done)
    for protocol in year.data.get("protocols", []):
        yield moment(protocol["recorded_on"]), partial(_create_protocol, year, protocol)
        for signature in protocol["signatures"]:
            yield moment(signature["recorded_on"]), partial(_sign, year, protocol["version"], signature)


def _duty(year, obligation):
    return Duty.objects.in_partnership(year.plan.partnership).get(obligation=obligation)


def _agree(year, data):
    """Set the authority that does a duty."""
    duty = _duty(year, data["duty"])
    duty.authority, duty.group, duty.by_each = year.authority(data["by"]), None, False
    with attributed_to(by=year.coordinator):
        duty.save()


def _record_evidence(year, data):
    shows = {"url": data.get("url", "")}
    if "edition" in data:
        shows["edition"] = Edition.objects.get(plan=year.plan, number=data["edition"])
    duty, evidence = _duty(year, data["duty"]), {"done_on": data["done_on"], "description": data["words"], **shows}
    record_done(duty, by=year.coordinator, **evidence)


def _create_protocol(year, data):
    with attributed_to(by=year.coordinator):
        fields = {"version": data["version"], "agreed_on": data["agreed_on"], "link": data.get("link", "")}
        one_line_each(Protocol(partnership=year.plan.partnership, **fields)).save()


def _sign(year, version, data):
    with attributed_to(by=year.coordinator):
        signature = ProtocolSignature(
            protocol=Protocol.objects.in_partnership(year.plan.partnership).get(version=version),
            authority=year.authority(data["authority"]),
            signed_on=data["signed_on"],
            signed_by=data.get("signed_by", ""),
            link=data.get("link", ""),
        )
        one_line_each(signature).save()
