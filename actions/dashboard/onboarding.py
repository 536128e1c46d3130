"""Onboarding steps of a new partnership. Whether each is done is derived from its data, not ticked off."""

from dataclasses import dataclass

from django.urls import reverse

from partners.models import Membership
from plans.models import Plan

from ..models import Action


@dataclass
class Step:
    """One onboarding step: its title, explanation, address, and whether it is done."""

    title: str
    why: str
    address: str
    done: bool


def first_steps(partnership):
    """The steps from an empty partnership to a published plan: [Step]."""
    plan = Plan.objects.running(partnership)

    def page_url(name):
        return reverse(name, args=[partnership.slug])

    return [
        Step("Add your details", "The contact that the public reads, and your colour.", page_url("settings"),
             bool(partnership.contact and (partnership.contact_email or partnership.contact_phone))),
        Step("Name the authorities", "Those that the law makes responsible, and those that co-operate.",
             page_url("authorities"), partnership.authorities.responsible().count() > 1),
        Step("Begin the plan", "Its title and its three years.", page_url("plan_edit" if plan else "plan_new"),
             plan is not None),
        Step("Add priorities and actions", "Priorities and activities: by hand, or from the spreadsheet that you have.",
             page_url("write_plan" if plan else "plan_new"),
             plan is not None and Action.objects.in_plan(plan).exists()),
        Step("Invite people", "An officer of each authority, and the chair.", page_url("people"),
             Membership.objects.in_partnership(partnership).count() > 1),
        Step("Open the first reporting round", "When answers are due, and how people are reminded.",
             page_url("rounds"), plan is not None and plan.rounds.exists()),
        Step("Publish the first edition", "From then on the public reads it, and every edition is kept.",
             page_url("publish"), plan is not None and plan.editions.exists()),
    ]  # fmt: skip
