"""Form field for several files."""

from django import forms


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.Field):
    """Several uploaded files, as a list."""

    widget = FilesInput

    def clean(self, files):
        return [file for file in files or [] if file]
