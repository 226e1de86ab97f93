# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Tables for ``bytes.translate`` that leave the numbers or the words of a text, to be split at the blanks."""

from string import ascii_letters, digits

NUMBERS = bytes(code if chr(code) in digits else ord(" ") for code in range(256))
"""Blanks for all but figures."""
WORDS = bytes(ord(chr(code).lower()) if chr(code) in ascii_letters else ord(" ") for code in range(256))
"""Blanks for all but letters of ASCII, and those small."""
