# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pure work in worker processes that hold no keys, store or sockets."""
