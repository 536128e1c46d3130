"""A passkey as django-allauth keeps it: what a browser answers when one is made."""

import json

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)


def registration(called=b"a passkey"):
    """The JSON of a registration without attestation, with a key of its own."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    made = AttestedCredentialData.create(Aaguid.NONE, called, key)
    response = AuthenticatorAttestationResponse(
        client_data=CollectedClientData.create("webauthn.create", b"challenge", "https://example.org"),
        attestation_object=AttestationObject.create("none", AuthenticatorData.create(bytes(32), flags, 0, made), {}),
    )
    return json.loads(json.dumps(dict(RegistrationResponse(raw_id=called, response=response))))
