"""When a file cannot be made."""


class FileUnavailable(Exception):
    """The file cannot be made on this server; the message is the reason, a sentence for the reader."""
