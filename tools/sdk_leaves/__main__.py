# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Print the leaves of one surface, one JSON line each."""

import json
import sys

from tools.sdk_leaves.surfaces import leaves_of

for leaf in leaves_of(sys.argv[1]):
    print(json.dumps(leaf.line(), ensure_ascii=False, separators=(",", ":")))
