"""One of everything that has a page of history, by the word that stands in its address."""

from partners import clock

from . import factories


def one_of_each(here, cast, report):
    group = factories.GroupFactory(partnership=here.partnership)
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now())
    return {
        "partnership": here.partnership,
        "authority": here.police,
        "membership": cast.officer.memberships.get(),
        "invitation": factories.InvitationFactory(authority=here.police),
        "group": group,
        "meeting": meeting,
        "protocol": factories.ProtocolFactory(partnership=here.partnership),
        "plan": here.plan,
        "section": here.plan.sections.create(key="vision", position=1),
        "objective": here.plan.objectives.create(name="Safer", position=1),
        "round": factories.RoundFactory(plan=here.plan),
        "assessment": factories.AssessmentFactory(plan=here.plan),
        "consultation": factories.ConsultationFactory(plan=here.plan),
        "priority": here.priority,
        "criterion": here.criterion,
        "measurement": factories.MeasurementFactory(criterion=here.criterion),
        "hallmark": here.hallmark,
        "action": here.action,
        "update": report(here.action, cast.officer),
        "duty": factories.DutyFactory(partnership=here.partnership),
        "record": factories.RecordFactory(meeting=meeting, by=cast.chair),
    }
