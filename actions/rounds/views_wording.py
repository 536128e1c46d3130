"""The coordinator's wording of the e-mails of reporting rounds, previewed with a real letter."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from partners.access import member_page
from partners.forms.conflicts import EditForm
from partners.forms.fields import PlainText
from partners.forms.pages import confirm_saved, form_page, posted
from partners.forms.reasons import ReasonField
from partners.models import Partnership
from partners.permissions import Permission
from partners.site_address import site_of
from plans.plan_pages import plan_shown

from ..models import Action, RoundWording, attach_latest
from .emails import Letter, Message, letters
from .rounds import next_round, running_round
from .wording import BLOCKS, FIELDS, STANDARD, RoundWordings, mistakes

# Actions in a letter made up for want of a real one.
IN_AN_EXAMPLE = 3


class WordingForm(EditForm):
    subject = PlainText(label=_("Subject"), rows=1, max_length=200, ask=_("Enter a subject"))
    text = PlainText(rows=16, max_length=5000, ask=_("Enter the text of the e-mail"), label=_("Text"))
    why = ReasonField()

    class Meta:
        model = RoundWording
        fields = ["subject", "text"]

    def __init__(self, *args, instance, **kwargs):
        self.saved = {name: getattr(instance, name) for name in self._meta.fields}
        super().__init__(*args, instance=instance, **kwargs)

    def current_values(self):
        return [(name, self[name].label, text) for name, text in self.saved.items()]

    def clean_subject(self):
        return self._checked("subject", in_subject=True)

    def clean_text(self):
        return self._checked("text")

    def _checked(self, name, **kwargs):
        if found := mistakes(self.cleaned_data[name], **kwargs):
            raise ValidationError(found)
        return self.cleaned_data[name]


@member_page(permission=Permission.RUN_ROUNDS)
def wordings(request, access):
    """The wording of each occasion, the standard one where there is no own."""
    own = {each.occasion: each for each in RoundWording.objects.in_partnership(access.partnership)}
    occasions = [
        (occasion, own.get(occasion), *((own[occasion].subject, own[occasion].text) if occasion in own else standard))
        for occasion, standard in STANDARD.items()
    ]
    return render(request, "actions/rounds/wordings.html", {"occasions": occasions})


@form_page(permission=Permission.RUN_ROUNDS)
def wording_edit(request, access, occasion):
    """Edit the wording of one occasion; "preview" shows a letter in the words typed, and "standard" the usual ones."""
    if occasion not in STANDARD:
        raise Http404
    plan = plan_shown(request, access.partnership)
    if request.method == "POST":
        Partnership.objects.select_for_update().get(pk=access.partnership.pk)
    wording = RoundWording.objects.filter(partnership=access.partnership, occasion=occasion).first()
    subject, text = STANDARD[occasion]
    instance = wording or RoundWording(partnership=access.partnership, occasion=occasion, subject=subject, text=text)
    initial = {"subject": subject, "text": text} if "standard" in request.GET else None
    form = WordingForm(posted(request), instance=instance, initial=initial)
    is_valid = form.is_valid()
    if is_valid and "preview" not in request.POST:
        confirm_saved(request, form.save_changes(by=request.user, why=form.cleaned_data["why"]))
        return redirect("wordings", access.partnership.slug)
    if is_valid:
        typed = form.cleaned_data["subject"], form.cleaned_data["text"]
    else:
        typed = (instance.subject, instance.text) if initial is None else (subject, text)
    return render(
        request,
        "actions/rounds/wording_edit.html",
        {
            "form": form,
            "wording": wording,
            "occasion": RoundWording.Occasion(occasion),
            "fields": [(f"{{{name}}}", meaning) for name, meaning in (FIELDS | BLOCKS).items()],
            "previewed": is_valid,
            "letter": None if form.errors else preview(plan, typed, by=request.user, site=site_of(request)),
        },
    )


def preview(plan, typed, *, by, site):
    """The first letter of what the running round asks now, in the words typed: (Message, whether it is real).

    Where nothing is owed it is made up of the plan's first actions; None if there are none.
    """
    running = running_round(plan.partnership)
    a_round = running or next_round(plan)
    outgoing = letters(running)[0] if running else []
    example = Letter(by, by.name, by.email)
    if not outgoing:
        actions = Action.objects.in_plan(plan.pk).with_latest_update().for_list()[:IN_AN_EXAMPLE]
        example.mine = [action for action in attach_latest(actions) if action.lead]
    if not outgoing and not example.mine:
        return None
    letter = outgoing[0] if outgoing else example
    wordings = RoundWordings(a_round, typed=typed)
    return Message(letter, a_round, site=site, stamp=0, wordings=wordings), bool(outgoing)
