"""An import through its pages, as a coordinator's browser sends it: each form with the values that it shows."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.page_forms import Page

UPLOAD = "/{}/plan/import/"


class ImportPages:
    """The pages of one import. `page` is the response on which they stand; each step follows where it leads."""

    def __init__(self, client, slug="here"):
        self.client, self.slug, self.page = client, slug, None

    def upload(self, content, name="plan.xlsx"):
        return self._post(UPLOAD.format(self.slug), {"file": SimpleUploadedFile(name, content)})

    def paste(self, text):
        return self._post(UPLOAD.format(self.slug), {"text": text})

    def get(self, address):
        self.page = self.client.get(address, follow=True)
        return self

    @property
    def address(self):
        """Where they stand, without the anchor."""
        return self.page.request["PATH_INFO"]

    @property
    def preview(self):
        return self.page.context["preview"]

    @property
    def is_columns(self):
        return self.address.endswith("/columns/")

    def send(self, **typed):
        """Send the page's form with what it shows, but for what is typed by the names or labels of its fields."""
        forms = [form for form in Page(self.page.content.decode()).forms if form.method == "post" and not form.action]
        form = next(form for form in forms if not any(button.name == "do" for button in form.buttons))
        names = {}
        if "form" in self.page.context and hasattr(self.page.context["form"], "fields"):
            names = {field.label: name for name, field in self.page.context["form"].fields.items()}
        data = form.filled(next((button for button in form.buttons if button.name), None))
        data |= {names.get(name, name): value for name, value in typed.items()}
        return self._post(self.address, data)

    def press(self, do):
        """Press one of the buttons beside the form of a part."""
        return self._post(self.address, {"do": do})

    def columns(self):
        """Go to how the file is read."""
        return self.get(f"{self._draft}columns/")

    def part(self, key):
        """Go to the part of the preview with a key."""
        return self.get(f"{self._draft}part/{key}/")

    def row(self, sheet, number):
        return self.get(f"{self._draft}row/{sheet}/{number}/")

    @property
    def _draft(self):
        return f"{UPLOAD.format(self.slug)}{self.page.context['draft'].pk}/"

    def _post(self, address, data):
        self.page = self.client.post(address, data, follow=True)
        return self
