"""Onboarding steps of a new partnership. Whether each is done is derived from its data, not ticked off."""

from dataclasses import dataclass

from django.urls import reverse

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
        Step("Add your details", "Contact details for the public page, and your colour.", page_url("settings"),
             bool(partnership.contact and (partnership.contact_email or partnership.contact_phone))),
        Step("Add the authorities", "Responsible authorities and those that co-operate.",
             page_url("authorities"), partnership.authorities.responsible().count() > 1),
        Step("Start the plan", "Title and dates.", page_url("plan_edit" if plan else "plan_new"),
             plan is not None),
        Step("Add priorities and actions", "Type them, or import a spreadsheet.",
             page_url("write_plan" if plan else "plan_new"),
             plan is not None and Action.objects.in_plan(plan).exists()),
        Step("Invite people", "An officer of each authority, and the chair.", page_url("people"),
             Membership.objects.in_partnership(partnership).count() > 1),
        Step("Open the first reporting round", "When updates are due, and who is reminded.",
             page_url("rounds"), plan is not None and plan.rounds.exists()),
        Step("Publish the first edition", "The public can then read the plan.",
             page_url("publish"), plan is not None and plan.editions.exists()),
    ]  # fmt: skip
