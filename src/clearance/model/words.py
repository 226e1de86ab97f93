# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The closed vocabularies: data classes, forms, declarations, modes."""

from enum import StrEnum


class DataClass(StrEnum):
    """What a finding is. The identifier classes follow 45 CFR 164.514(b)(2)(i)(A)-(R)."""

    PERSON = "person"
    LOCATION = "location"
    DATE = "date"
    AGE = "age"
    PHONE = "phone"
    FAX = "fax"
    EMAIL = "email"
    SSN = "ssn"
    MRN = "mrn"
    HEALTH_PLAN_ID = "health_plan_id"
    ACCOUNT = "account"
    LICENSE = "license"
    VEHICLE = "vehicle"
    DEVICE_ID = "device_id"
    URL = "url"
    IP = "ip"
    OTHER_ID = "other_id"
    ORGANIZATION = "organization"
    CREDIT_CARD = "credit_card"
    IBAN = "iban"
    SECRET = "secret"  # noqa: S105 - a class name, not a secret
    TOKEN_LITERAL = "token_literal"  # noqa: S105 - text that already looks like one of our tokens


ISSUED_NUMBERS = frozenset(
    {
        DataClass.MRN,
        DataClass.HEALTH_PLAN_ID,
        DataClass.ACCOUNT,
        DataClass.LICENSE,
        DataClass.VEHICLE,
        DataClass.DEVICE_ID,
        DataClass.OTHER_ID,
    }
)
"""What somebody gives out and anybody may shape (45 CFR 164.514(b)(2)(i)(H)-(M) and (R))."""


class Form(StrEnum):
    """How a class may leave, least to most restrictive; the plan takes the first that is allowed."""

    CLEAR = "clear"
    GENERALISED = "generalised"
    TOKENISED = "tokenised"
    MASKED = "masked"
    DROPPED = "dropped"


FORMS: tuple[Form, ...] = tuple(Form)


class SourceTag(StrEnum):
    """Sensitive categories that a source declares; words alone never set one."""

    SUD_PART2 = "sud_part2"
    PSYCHOTHERAPY_NOTES = "psychotherapy_notes"
    REPRODUCTIVE = "reproductive"
    GENETIC = "genetic"
    HIV = "hiv"
    MINOR = "minor"
    RESTRICTED = "restricted"
    """Marked as restricted or very restricted, without saying why."""


class Guarded(StrEnum):
    """What a vendor stores, fetches or runs by itself: refused unless the application's document allows it."""

    STORE = "store"
    WEB_SEARCH = "web_search"
    WEB_FETCH = "web_fetch"
    CODE_INTERPRETER = "code_interpreter"
    FILE_SEARCH = "file_search"
    MCP = "mcp"
    CONNECTOR = "connector"
    COMPUTER_USE = "computer_use"
    IMAGE_GENERATION = "image_generation"
    SHELL = "shell"
    TOOL_SEARCH = "tool_search"
    MAPS = "maps"
    MEMORY = "memory"
    SERVER_PROMPT = "server_prompt"
    SERVER_FILE = "server_file"
    SERVER_CACHE = "server_cache"
    FOREIGN_ENCRYPTED = "foreign_encrypted"
    """An encrypted block that this gateway did not hand out in the same conversation."""
    UNKNOWN_PARTS = "unknown_parts"
    """Parts of a type that this version does not know: their strings are scanned like all others."""
    SIGNED_FINDINGS = "signed_findings"
    """Findings in reasoning that a vendor signed and this gateway handed out in the same conversation."""
    BACKGROUND = "background"


class EndpointFamily(StrEnum):
    """Endpoints of the vendors' that are not scanned: refused unless the application's document allows them."""

    AUDIO = "audio"
    IMAGES = "images"
    VIDEOS = "videos"
    REALTIME = "realtime"
    FILES = "files"
    UPLOADS = "uploads"
    BATCHES = "batches"
    FINE_TUNING = "fine_tuning"
    EVALS = "evals"
    VECTOR_STORES = "vector_stores"
    CONTAINERS = "containers"
    ASSISTANTS = "assistants"
    SKILLS = "skills"
    ANTHROPIC_FILES = "anthropic_files"
    ANTHROPIC_BATCHES = "anthropic_batches"
    ANTHROPIC_SKILLS = "anthropic_skills"
    GEMINI_FILES = "gemini_files"
    GEMINI_BATCHES = "gemini_batches"
    GEMINI_LIVE = "gemini_live"
    GEMINI_MEDIA = "gemini_media"
    GEMINI_TUNING = "gemini_tuning"
    GEMINI_STORES = "gemini_stores"


class Declared(StrEnum):
    """What an application says that its prompts hold. ``unsure`` is treated as ``phi``."""

    PHI = "phi"
    UNSURE = "unsure"
    NONE = "none"


class Directive(StrEnum):
    """What may be done with a segment."""

    SCAN = "scan"
    NAME = "name"
    """Must stay byte-identical (tool and schema property names, JSON keys): a finding refuses the request."""
    SEALED = "sealed"
    """Signed by the vendor (reasoning): byte-identical both ways, never restored; a finding refuses the request."""


class AnswerMode(StrEnum):
    """How an answer is released while it is scanned."""

    OBSERVE = "observe"
    HOLD = "hold"
    BUFFER = "buffer"


class OutcomeKind(StrEnum):
    """How an admitted exchange ended. ``completed`` means released, never "received"."""

    COMPLETED = "completed"
    REFUSED_ANSWER = "refused_answer"
    VENDOR_ERROR = "vendor_error"
    VENDOR_TIMEOUT = "vendor_timeout"
    TRUNCATED = "truncated"
    CLIENT_GONE = "client_gone"
    DRAINED = "drained"
    UNKNOWN = "unknown"


class ScopeKind(StrEnum):
    """Within what a token stands for the same value."""

    REQUEST = "request"
    CONVERSATION = "conversation"
