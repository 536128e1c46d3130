"""What a partnership does first, and what of it is done: its own rows say so, nobody ticks anything off."""

from dataclasses import dataclass

from django.urls import reverse

from actions.models import Action
from partners.models import Membership
from plans.models import Edition, Plan, Round


@dataclass
class Step:
    words: str
    why: str
    address: str
    done: bool


def first_steps(partnership):
    """[Step] from an empty partnership to a published plan."""
    slug = partnership.slug
    plan = Plan.objects.running(partnership)

    def there(queryset):
        return plan is not None and queryset.exists()

    def page(name, *arguments):
        return reverse(name, args=[slug, *arguments])

    write = page("write_plan") if plan else page("plan_new")
    return [
        Step("Say who you are", "The contact that the public reads, and your colour.", page("settings"),
             bool(partnership.contact and (partnership.contact_email or partnership.contact_phone))),
        Step("Name the authorities", "Those that the law makes responsible, and those that co-operate.",
             page("authorities"), partnership.authorities.responsible().count() > 1),
        Step("Begin the plan", "Its title and its three years.", page("plan_new") if not plan else page("plan_edit"),
             plan is not None),
        Step("Write what it is to do", "Priorities and activities: by hand, or from the spreadsheet that you have.",
             write, there(Action.objects.in_plan(plan)) if plan else False),
        Step("Invite people", "An officer of each authority, and the chair.", page("people"),
             Membership.objects.in_partnership(partnership).count() > 1),
        Step("Open the first reporting round", "When answers are due, and how people are reminded.",
             page("rounds"), there(Round.objects.filter(plan=plan)) if plan else False),
        Step("Publish the first edition", "From then on the public reads it, and every edition is kept.",
             page("publish"), there(Edition.objects.filter(plan=plan)) if plan else False),
    ]  # fmt: skip
