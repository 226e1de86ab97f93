# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Scriptable fakes: a vendor that misbehaves on cue, ports that journal every call."""
