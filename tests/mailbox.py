"""A real IMAP mailbox for the tests, on this machine: as much of the protocol as a reader of reports speaks."""

import re
import socketserver
import threading
from contextlib import contextmanager


class Mailbox(socketserver.ThreadingTCPServer):
    """`messages` are {number: bytes}, `seen` the numbers read and left."""

    daemon_threads = allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.messages, self.seen, self.deleted = {}, set(), set()

    @property
    def url(self):
        return f"imap://reader:s%40cret@127.0.0.1:{self.server_address[1]}/INBOX"

    def add(self, content):
        self.messages[len(self.messages) + 1] = content


class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            name, _, rest = command.partition(" ")
            self.do(name.upper(), rest)
            allowed = name.upper() != "LOGIN" or rest == 'reader "s@cret"'
            self.say(f"{tag} {'OK' if allowed else 'NO'} done")
            if name.upper() == "LOGOUT":
                break

    def do(self, name, rest):
        box = self.server
        if name == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif name == "SELECT":
            self.say(f"* {len(box.messages)} EXISTS")
        elif name == "UID" and rest.startswith("SEARCH"):
            self.say("* SEARCH " + " ".join(str(n) for n in box.messages if n not in box.seen))
        elif name == "UID" and rest.startswith("FETCH"):
            number = int(rest.split()[1])
            content = box.messages[number]
            self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(content)}}}")
            self.wfile.write(content + b")\r\n")
        elif name == "UID" and rest.startswith("STORE"):
            (box.deleted if r"\Deleted" in rest else box.seen).add(int(re.match(r"STORE (\d+)", rest)[1]))
        elif name == "EXPUNGE":
            for number in box.deleted:
                box.messages.pop(number, None)
        elif name == "LOGOUT":
            self.say("* BYE")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mailbox():
    """A mailbox that answers."""
    with Mailbox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            box.shutdown()
