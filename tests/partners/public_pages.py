"""Sending the forms of public pages as a person does: opened, read for a while, then sent."""

from datetime import timedelta

from partners import clock
from tests.page_forms import Page

READING = timedelta(seconds=30)


def opened(client, address):
    """{field: value} of the form of a public page, as it is shown."""
    form = next(form for form in Page(client.get(address).text).forms if form.method == "post")
    return {name: values[0] for name, values in form.filled().items()}


def send(client, address, *, after=READING, **words):
    """The response to the form of a public page, sent with these words some time after it was opened."""
    fields = opened(client, address)
    with clock.frozen_at(clock.now() + after):
        return client.post(address, fields | words)
