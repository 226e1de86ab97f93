# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Records of health care written out in text, read by their own grammar: HL7 v2, X12, DICOM, C-CDA, FHIR.

In such a record a value says nothing, and its place says all. Each reader knows the places that hold an
identifier; codes, units, measured values and OIDs stand in other places and are left alone.
"""
