"""Letters about an account while the mail server is away: nothing fails, and a stranger learns nothing."""

from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages

PASSWORD = "correct horse battery staple"


def away(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where nothing listens


def test_who_asks_for_a_new_password_gets_the_same_answer_whether_there_is_an_account(cast, client, settings):
    away(settings)
    answers = [
        client.post("/account/password/reset/", {"email": email}) for email in (cast.chair.email, "nobody@example.org")
    ]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, "/account/password/reset/done/")
    ] * 2
    assert [str(message) for answer in answers for message in get_messages(answer.wsgi_request)] == []


def test_who_changes_their_address_is_told_that_the_letter_did_not_go(cast, client, settings):
    assert client.post("/account/login/", {"login": cast.chair.email, "password": PASSWORD}).status_code == 302
    away(settings)
    page = client.post("/account/email/", {"email": "new@example.org", "action_add": ""}, follow=True)
    assert page.status_code == 200
    assert "The e-mail to new@example.org could not be sent" in page.content.decode()
    assert EmailAddress.objects.filter(user=cast.chair, email="new@example.org", verified=False).exists()
