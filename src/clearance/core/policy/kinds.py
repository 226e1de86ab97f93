# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What each kind of boundary document may say, field by field.

Only what one document can be judged by on its own is checked here; what documents say about
each other is ``crosschecks``.
"""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from clearance.core.policy.facts import BASES, FACTS
from clearance.core.policy.fields import NAME, Fields
from clearance.core.policy.grants import MAX_GRANT_SECONDS, NEVER_GRANTED
from clearance.core.policy.plans import KIND_RANK, UNLISTED
from clearance.model.boundary import Application, CustomRecogniser, Deployment, Fact, Grant, Vendor
from clearance.model.words import AnswerMode, DataClass, Declared, EndpointFamily, Guarded, ScopeKind, SourceTag

DETECTION_KINDS = ("Recogniser", "SourceTags")
KINDS = ("Vendor", "Deployment", "Fact", "Application", "Grant", "Purposes", "Policy", "Answers", *DETECTION_KINDS)

_CREDENTIAL = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]{0,199}|file:/[^\x00]{1,1000}", re.ASCII)
_OWN_NETWORK = ("on_prem", "vpc")

MAX_RECOGNISERS = 200
MAX_TAG_FIELDS = 500
MAX_FIELD_NAME = 100
RECOGNISED = tuple(one for one in DataClass if one not in (DataClass.ORGANIZATION, DataClass.TOKEN_LITERAL))
"""Classes that an organisation's own recogniser may give: names of organisations may leave in clear, so that a wide
pattern for them could carry other classes out, and token look-alikes are ours to know."""

_CONTEXT = re.compile(r"[a-z]{1,40}(?: [a-z]{1,40}){0,4}", re.ASCII)


def vendor(doc: Fields) -> Vendor:
    """A company that runs models."""
    return Vendor(id=doc.id, name=doc.text("name"), version=doc.version)


def deployment(doc: Fields) -> Deployment:
    """One path to a model."""
    kind = doc.choice("hosting", tuple(KIND_RANK))
    models = doc.pairs("models")
    credential = doc.optional("credential")
    if credential is not None and not _CREDENTIAL.fullmatch(credential):
        raise doc.invalid("credential", "must name where the key is (env:NAME or file:/path), never hold it")
    ca_file = doc.optional("ca_file")
    if ca_file is not None and not ca_file.startswith("/"):
        raise doc.invalid("ca_file", "must be an absolute path")
    return Deployment(
        id=doc.id,
        vendor=doc.name("vendor"),
        wire=doc.name("wire"),
        kind=kind,
        region=doc.name("region"),
        base_url=_base_url(doc, kind),
        endpoints=doc.texts("endpoints", required=True),
        models=models,
        credential=credential,
        version=doc.version,
        ca_file=ca_file,
        proxy=_proxy(doc),
    )


def fact(doc: Fields) -> Fact:
    """One checked statement about a deployment."""
    value = doc.any("value")
    if not isinstance(value, bool) and value != "unknown":
        raise doc.invalid("value", "must be true, false or unknown")
    valid_from, valid_until = doc.moment("valid_from"), doc.moment("valid_until")
    if valid_from >= valid_until:
        raise doc.invalid("valid_until", "must be later than valid_from")
    return Fact(
        id=doc.id,
        deployment=doc.name("deployment"),
        name=doc.choice("name", tuple(FACTS)),
        value=value is True,
        basis=doc.choice("basis", BASES),
        valid_from=valid_from,
        valid_until=valid_until,
        source=doc.text("source"),
        version=doc.version,
        endpoints=doc.texts("endpoints"),
        models=doc.texts("models"),
        features_denied=doc.texts("features_denied"),
    )


def application(doc: Fields) -> tuple[Application, bool]:
    """A caller, and whether somebody other than its owner approved the declaration.

    ``declared_from`` is left 0: it depends on what was declared before.
    """
    purposes = doc.texts("purposes")
    default = doc.optional("default_purpose")
    if default is not None and default not in purposes:
        raise doc.invalid("default_purpose", "must be one of the application's purposes")
    owner, approver = doc.text("owner"), doc.optional("approved_by")
    read = Application(
        id=doc.id,
        tenant=doc.name("tenant"),
        declared=Declared(doc.choice("declared", tuple(Declared), Declared.UNSURE)),
        declared_from=0,
        owner=owner,
        purposes=purposes,
        default_purpose=default,
        version=doc.version,
        deployments=doc.texts("deployments"),
        regions=doc.texts("regions"),
        tags=doc.words("tags", SourceTag),
        token_scope=ScopeKind(doc.choice("token_scope", tuple(ScopeKind), ScopeKind.CONVERSATION)),
        restore_in_tools=doc.flag("restore_in_tools", default=True),
        capture=doc.flag("capture", default=False),
        allow=doc.words("allow", Guarded),
        allow_endpoints=doc.words("allow_endpoints", EndpointFamily),
        extract=doc.flag("extract", default=False),
    )
    if read.allow_endpoints and (read.declared is not Declared.NONE or read.tags):
        raise doc.invalid("allow_endpoints", "needs 'declared: none' and no tags: what is not scanned may not be PHI")
    return read, approver is not None and approver.casefold() != owner.casefold()


def grant(doc: Fields) -> Grant:
    """Permission to send named classes in clear, or tagged records at all, for at most 90 days."""
    classes, tags = doc.words("classes", DataClass), doc.words("tags", SourceTag)
    if not classes and not tags:
        raise doc.invalid("classes", "a grant names classes, tags or both")
    if NEVER_GRANTED.intersection(classes):
        raise doc.invalid("classes", "secrets and token look-alikes are never granted")
    owner, approver = doc.text("owner"), doc.text("approver")
    if owner.casefold() == approver.casefold():
        raise doc.invalid("approver", "must be somebody other than the owner")
    valid_from, expires_at = doc.moment("valid_from"), doc.moment("expires_at")
    if not 0 < expires_at - valid_from <= MAX_GRANT_SECONDS:
        raise doc.invalid("expires_at", "must be later than valid_from, by at most 90 days")
    return Grant(
        id=doc.id,
        application=doc.name("application"),
        purpose=doc.name("purpose"),
        deployment=doc.name("deployment"),
        classes=classes,
        tags=tags,
        reason=doc.text("reason"),
        owner=owner,
        approver=approver,
        valid_from=valid_from,
        expires_at=expires_at,
        version=doc.version,
    )


def purposes(doc: Fields) -> tuple[str, ...]:
    """The purposes of use that the organisation recognises."""
    names = doc.texts("purposes", required=True)
    if any(not NAME.fullmatch(one) for one in names):
        raise doc.invalid("purposes", "each must be letters, digits, dots, dashes and underscores")
    if UNLISTED in names:
        raise doc.invalid("purposes", f"{UNLISTED} is a reserved word")
    return names


def answers(doc: Fields) -> dict[DataClass, AnswerMode]:
    """How answers that hold a class are released."""
    modes = doc.mapping("modes")
    if not set(modes) <= set(DataClass) or not set(modes.values()) <= set(AnswerMode):
        raise doc.invalid("modes", f"must map data classes to one of {', '.join(AnswerMode)}")
    return {DataClass(one): AnswerMode(mode) for one, mode in modes.items()}


def source_tags(doc: Fields) -> dict[str, SourceTag]:
    """Names of JSON fields, each with the tag that its presence sets."""
    fields = doc.mapping("fields")
    if len(fields) > MAX_TAG_FIELDS or any(len(one) > MAX_FIELD_NAME for one in fields):
        raise doc.invalid("fields", f"at most {MAX_TAG_FIELDS}, each name of at most {MAX_FIELD_NAME} characters")
    if not set(fields.values()) <= set(SourceTag):
        raise doc.invalid("fields", f"must map field names to one of {', '.join(SourceTag)}")
    return {name: SourceTag(tag) for name, tag in fields.items()}


def recogniser(doc: Fields) -> CustomRecogniser:
    """A kind of identifier of the organisation's own; what its patterns find is checked by ``detect.custom``."""
    context, needs_context = _bounded(doc, "context", 20, 200), doc.flag("needs_context", default=False)
    if any(not _CONTEXT.fullmatch(one) for one in context):
        raise doc.invalid("context", "each must be lower-case words of letters with single spaces, at most 5")
    if needs_context and not context:
        raise doc.invalid("needs_context", "needs context words")
    return CustomRecogniser(
        id=doc.id,
        data_class=DataClass(doc.choice("class", RECOGNISED)),
        patterns=_bounded(doc, "patterns", 10, 500, required=True),
        examples=_bounded(doc, "examples", 20, 500, required=True),
        counter_examples=_bounded(doc, "counter_examples", 20, 500),
        context=context,
        needs_context=needs_context,
        validator=doc.optional("validator") or "",
        score=doc.whole("score", default=80, least=1, most=100),
    )


def _bounded(doc: Fields, field: str, count: int, length: int, *, required: bool = False) -> tuple[str, ...]:
    """A list of at most ``count`` texts of at most ``length`` characters."""
    found = doc.texts(field, required=required)
    if len(found) > count or any(len(one) > length for one in found):
        raise doc.invalid(field, f"at most {count}, each of at most {length} characters")
    return found


def policy(doc: Fields) -> str:
    """The organisation's own Cedar text; ``documents`` checks it against the schema."""
    text = doc.any("cedar")
    if not isinstance(text, str) or not text.strip():
        raise doc.invalid("cedar", "must be Cedar text")
    return text


def _base_url(doc: Fields, kind: str) -> str:
    """https, or plain http where that stays on the machine or is declared."""
    value = doc.text("base_url")
    unsafe = doc.flag("unsafe_plain_http", default=False)
    url = _url(doc, "base_url", value)
    if url.query or url.fragment:
        raise doc.invalid("base_url", "must have no query and no fragment")
    if url.scheme == "http":
        loopback = _is_loopback(url.hostname or "")
        if not (kind == "on_prem" and loopback) and not (unsafe and (kind in _OWN_NETWORK or loopback)):
            raise doc.invalid(
                "base_url",
                "must be https; plain http only on_prem on a loopback address,"
                " or with unsafe_plain_http on loopback, on_prem or in a vpc",
            )
    return value.rstrip("/")


def _proxy(doc: Fields) -> str | None:
    value = doc.optional("proxy")
    if value is not None:
        _url(doc, "proxy", value)
    return value


def _url(doc: Fields, field: str, value: str) -> SplitResult:
    try:
        url = urlsplit(value)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise doc.invalid(field, "must be an http or https URL with a host")
    if "@" in url.netloc:
        raise doc.invalid(field, "must not hold a user name or password")
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
