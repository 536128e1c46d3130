import pytest


@pytest.fixture
def criterion(here):
    here.criterion.reporter, here.criterion.unit, here.criterion.scale = here.police, "burglaries", "count"
    here.criterion.frequency, here.criterion.source = "quarter", "Recorded crime"
    here.criterion.save()
    return here.criterion


@pytest.fixture
def path(criterion):
    return f"/here/criteria/{criterion.pk}/"
