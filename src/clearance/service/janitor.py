# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every admission gets exactly one outcome, also when the process that admitted it is dead.

Only admissions of earlier owner epochs are touched: those of this process are settled by their own
exchange, or wait in the registry to be offered to the journal again.
"""

import contextlib

from clearance.adapters.store.journal import OpenAdmission, SqliteJournal
from clearance.errors import IntegrityBroken
from clearance.model.record import Settlement
from clearance.model.words import OutcomeKind


async def settle_dead(journal: SqliteJournal) -> int:
    """Settle as ``unknown`` what earlier owners left open; how many.

    Raises:
        AuditUnavailable: the journal cannot be written; what is left is settled the next time.
    """
    left = await journal.open_admissions(journal.epoch)
    for admission in left:
        # A second outcome is refused by the store: then somebody was faster, and all is well.
        with contextlib.suppress(IntegrityBroken):
            await journal.settle(_unknown(admission))
    return len(left)


def _unknown(admission: OpenAdmission) -> Settlement:
    """What can be said of a call whose process died: that it was admitted, and nothing after."""
    return Settlement(
        call_id=admission.call_id,
        tenant=admission.tenant,
        outcome=OutcomeKind.UNKNOWN,
        body={
            "answer": {"bytes": -1, "classes": {}, "finish_reasons": [], "scanned": False},
            "attempts": -1,
            "commitments": {},
            "deployment": "",
            "error": "owner_died",
            "latency_ms": -1,
            "restored": {"caller": -1, "tools": -1},
            "usage": {"input": -1, "output": -1},
            "vendor_status": 0,
        },
    )
