"""The renderer of forms, which keeps the fields that nobody has filled in: they are half the cost of a form's page."""

from django.forms import ModelChoiceField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import get_language

from ..caches import LruCache

fields = LruCache(1000)


class Renderer(TemplatesSetting):
    """Django's renderer with the project's templates, and the fields of unbound forms rendered once."""

    def render(self, template_name, context, request=None):
        def fresh():
            return super(Renderer, self).render(template_name, context, request)

        key = _key(template_name, context.get("field"))
        return fields.get(key, fresh) if key else fresh()


def _key(template_name, field):
    """All that the HTML of an unbound form's field follows from; None of a field whose choices are rows."""
    if field is None or field.form.is_bound or isinstance(field.field, ModelChoiceField):
        return None
    widget = field.field.widget
    return (
        template_name,
        (type(field.field), type(widget), widget.template_name),
        (field.html_name, field.auto_id),
        get_language(),
        (str(field.label), type(field.label)),  # what is marked as HTML equals what is not
        (str(field.help_text), type(field.help_text)),
        field.field.required,
        getattr(field.field, "asked", False),
        field.field.disabled,
        (repr(field.value()), type(field.value())),
        repr(widget.attrs),
        repr(list(getattr(widget, "choices", ()))),
    )
