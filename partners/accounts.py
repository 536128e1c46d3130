from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited by their partnership's coordinator."""

    def is_open_for_signup(self, request):
        return False
