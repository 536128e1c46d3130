"""What the tests of criteria read on pages and post to them."""

QUARTER = "2009-01-01/2009-03-31"


def figures_of(criterion):
    return [(m.value, m.source, m.provisional, m.by.name) for m in criterion.measurements.order_by("pk")]


def give(client, path, **differs):
    return client.post(f"{path}measure/", {"period": QUARTER, "value": "37", "source": "Recorded crime"} | differs)
