import pytest

from tests import factories


@pytest.fixture
def question(here):
    """A question with everything in it that must not be published."""
    return factories.QuestionFactory(
        partnership=here.partnership,
        action=here.action,
        assigned_to=here.police,
        text="When are locks fitted in Baldock Road?\nRing Ann Smith, 01462 474000.",
        name="Ann Smith",
        email="ann@example.org",
    )
