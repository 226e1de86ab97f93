# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What looks drawn at random and is meant to be seen: public keys, certificates, digests, pictures, addresses of hosts,
ids of objects, words joined by hyphens, decimal numbers.
"""

from clearance.core.detect.rx import Rx

_RUN = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/=_-.@:"
_LEFT = _RUN.replace(b"=", b"")
_REACH, _FAR = 512, 4096
_SHOWN = Rx(
    r"(?i:\A(?:sha(?:1|224|256|384|512)?[-:]|md5[-:]|h1:|zh:|arn:aws|crn:v1:|ocid1\.|projects/|ls0tls1crudjtibdrvjusuzjq0furs|age1[a-z0-9]|baf[a-z0-9]{40}|0x[0-9a-f]{40}\z|0x[0-9a-f]{64}\z|w/|etag))"
    r"|[a-z]@[0-9a-f]{40}\z"
    r"|\A(?:org|proj)-[A-Za-z0-9]|\A(?:ord|cus|in|evt|prod|price|sub|pi|ch|req|usr|org|acct|msg|thread|asst|run|file|batch|txn|plan|item|seti|src|ba|card|tok_visa)_"
)
_DIGEST = 64
_NAMED_DIGEST = Rx(r"\A[A-Za-z]{2,20}(?:-[A-Za-z]{2,20}){0,3}-[0-9a-f]{64}\z")
_UUID = Rx(r"(?:\A|[_:.-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z")
_BEFORE = Rx(
    r"(?i:(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\d{3}|sk-ssh-[a-z0-9@.-]+|public[_ -]?key\w*|fingerprint"
    r"|integrity|checksum|etag|base64,?|client[_-]?id|cloud[_-]?id|app[_-]?id|tenant[_-]?id|project[_-]?id|account[_-]?sid|location(?:[_-]?id)?|key[_-]?id"
    r"|[\"'](?:node[_-]?)?id|[\"']cursor|ulid|ksuid|nonce>?|publishable[_-]?key|commit|revision|image|digest"
    r"|[\"'](?:n|x|y|x5[ct](?:#s256)?)[\"']|\bmd5|\bcrc32c?|sri)[\"']?[ ]?[:=]?[ ]{0,2}[\"'(]?)\z"
)
_HOST = Rx(
    r"(?:[a-z0-9-]{1,40}\.){1,5}(?:com|net|org|io|dev|app|cloud|local|internal|co|eu|uk|de|ai|gov|edu)(?:/[a-z0-9/_.-]*)?"
    r"|[a-z]{2,3}-[a-z]{2,12}(?:-\d{1,2}[a-z]?)?"
)
_WORDS = Rx(
    r"(?:19|20)\d\d(?:-|\x{2013})(?:present|now|today|current)|(?:System|Microsoft|org|com|java|javax|io|net)\.(?:[A-Za-z]\w*\.){1,6}[A-Za-z]\w*"
    r"|[a-z]+(?:[-.][a-z]+)*|[A-Z]{2,5}-[a-z]+|[A-Z]{3,}v\d{1,2}[a-z]?|-?[a-z]{0,8}-?\d{1,2}|[0-9]{2,5}/[A-Z]+|#[A-Za-z]+"
    r"|(?:Ten|Forty|Hundred)?(?:Gig|Gigabit|GigE|Fast)?Ethernet[0-9/.]*"
)
_ALGORITHMS = Rx(
    r"(?i)(?:base-?(?:16|32|58|64)|ed25519"
    r"|rsa|dsa|ecdsa|sha-?\d{1,3}|md5|aes-?\d{0,3}|hmac)(?:[ :/-]?(?:rsa|sha-?\d{1,3}|md5|cbc|gcm))*"
)
_FRACTION = Rx(r"-?\d{0,4}\.\d{6,}(?:[eE][+-]?\d{1,3})?(?:[*/][A-Za-z]\w{0,16})?")
_ARMOUR = b"-----BEGIN "
_PUBLIC = (b"PUBLIC KEY", b"CERTIFICATE", b"PGP MESSAGE", b"PGP SIGNATURE", b"PGP PUBLIC")


def excuses(data: bytes, start: int, end: int) -> bool:
    """Whether what the model takes for a secret between these bytes is shown to everybody."""
    before, after = data[max(0, start - _REACH) : start], data[end : end + _REACH]
    first = start - (len(before) - len(before.rstrip(_LEFT)))
    last = end + (len(after) - len(after.lstrip(_RUN)))
    run = data[first:last]
    if (
        _SHOWN.search(run)
        or (len(run) > _DIGEST and _NAMED_DIGEST.search(run) is not None)
        or _UUID.search(run)
        or _BEFORE.search(data[max(0, first - _REACH) : first]) is not None
    ):
        return True
    if _HOST.fullmatch(run) or _FRACTION.fullmatch(run):
        return True
    if _ALGORITHMS.fullmatch(data[start:end]) or _WORDS.fullmatch(data[start:end].strip(b"*`?")):
        return True
    opened = data.rfind(_ARMOUR, max(0, start - _FAR), start)
    return (
        opened >= 0
        and b"-----END" not in data[opened:start]
        and any(word in data[opened : opened + 48] for word in _PUBLIC)
    )
