"""Onboarding steps of a new partnership. Whether each is done is derived from its data, not ticked off."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from partners.models import Membership

from ..models import Action


@dataclass
class Step:
    """One onboarding step: its title, explanation, address, and whether it is done."""

    title: str
    why: str
    address: str
    done: bool


def first_steps(partnership, plan):
    """The steps from an empty partnership to a published plan, of which `plan` is the running one, or None: [Step]."""

    def page_url(name):
        return reverse(name, args=[partnership.slug])

    return [
        Step(gettext("Add your details"), gettext("Contact details for the public page, and your colour."),
             page_url("settings"),
             bool(partnership.contact and (partnership.contact_email or partnership.contact_phone))),
        Step(gettext("Add the authorities"), gettext("Responsible authorities and those that co-operate."),
             page_url("authorities"), partnership.authorities.responsible().count() > 1),
        Step(gettext("Start the plan"), gettext("Title and dates."), page_url("plan_edit" if plan else "plan_new"),
             plan is not None),
        Step(gettext("Add priorities and actions"), gettext("Type them, or import a spreadsheet."),
             page_url("write_plan" if plan else "plan_new"),
             plan is not None and Action.objects.in_plan(plan).exists()),
        Step(gettext("Invite people"), gettext("An officer of each authority, and the chair."), page_url("people"),
             Membership.objects.in_partnership(partnership).count() > 1),
        Step(gettext("Open the first reporting round"), gettext("When updates are due, and who is reminded."),
             page_url("rounds"), plan is not None and plan.rounds.exists()),
        Step(gettext("Publish the first edition"), gettext("The public can then read the plan."),
             page_url("publish"), plan is not None and plan.editions.exists()),
    ]  # fmt: skip
