# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How each wire's vendors take a credential."""

from clearance.adapters.vendors.sigv4 import Signable, read_key, sign

_HEADERS = {"anthropic": "x-api-key", "gemini": "x-goog-api-key"}
_SIGNED = {"bedrock": "bedrock"}
"""Wire to the name of the AWS service that its requests are signed for."""


def authorise(wire: str, credential: str, request: Signable, *, region: str, now_ms: int) -> dict[str, str]:
    """The headers that carry a deployment's credential: a key header of the wire's own, an AWS signature where the
    credential is an access key, else a bearer token.
    """
    service = _SIGNED.get(wire)
    key = read_key(credential) if service else None
    if service and key is not None:
        return sign(key, request, region=region, service=service, now_ms=now_ms)
    header = _HEADERS.get(wire)
    return {header: credential} if header else {"authorization": f"Bearer {credential}"}
