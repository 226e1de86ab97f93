# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""C-CDA and FHIR in XML: attributes and elements that identify, and none that does not."""

from collections.abc import Callable

import pytest

from clearance.core.detect.detector import Detector, Proposer
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.records.cda import CdaReader
from clearance.core.detect.records.systems import call_kind, id_kind

Reads = Callable[[Proposer, str], list[tuple[str, str]]]
READER = CdaReader()

DOCUMENT = """<ClinicalDocument xmlns="urn:hl7-org:v3">
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="2.16.840.1.113883.10.20.22.1.1"/>
<id extension="«TT9881»" root="2.16.840.1.113883.19.5.99999.1"/>
<code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="Summarization of Episode Note"/>
<effectiveTime value="«20260114093015-0500»"/>
<recordTarget><patientRole>
  <id extension="«998991»" root="2.16.840.1.113883.19.5.99999.2"/>
  <id root="2.16.840.1.113883.4.1" extension="«583-61-2908»"/>
  <addr use="HP"><streetAddressLine>«12 Elm Street»</streetAddressLine><city>«Oldtown»</city><state>MI</state>
    <postalCode>«48201»</postalCode><country>US</country></addr>
  <telecom value="tel:«+1(313)555-0134»" use="HP"/><telecom use="HP" value="mailto:«ana.ruiz@example.org»"/>
  <patient><name use="L"><given>«Ana»</given><given qualifier="CL">«Annie»</given><family>«Ruiz»</family></name>
    <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="«19610314»"/></patient>
</patientRole></recordTarget>
<author><assignedAuthor><id extension="«1003000126»" root="2.16.840.1.113883.4.6"/><id nullFlavor="NI"/>
  <assignedPerson><name>«Ada Okoro»</name></assignedPerson>
  <representedOrganization><id root="2.16.840.1.113883.19.5"/><name>North Clinic</name></representedOrganization>
</assignedAuthor></author>
<observation><id root="«ab1791b0-5c71-11db-b0de-0800200c9a66»"/>
  <effectiveTime><low value="«20260110»"/><high nullFlavor="UNK"/>
  </effectiveTime><value xsi:type="PQ" value="86" unit="mm[Hg]"/><low value="60" unit="1"/></observation>
</ClinicalDocument>"""


def test_a_document(anchors: Detector, hyper: Detector) -> None:
    text, spans = unmark(DOCUMENT)
    for detector in (anchors, hyper):
        assert [text[f.start : f.end] for f in detector.find(text)] == [text[start:stop] for start, stop in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            '<identifier><system value="http://hl7.org/fhir/sid/us-ssn"/><value value="583612908"/></identifier>',
            ["record_ssn 583612908"],
        ),
        ('<identifier><value value="MR-7712"/></identifier>', ["record_id MR-7712"]),
        ('<telecom><system value="fax"/><value value="3135550177"/></telecom>', ["record_fax 3135550177"]),
        ('<family value="Ruiz"/><line value="12 Elm"/><low value="1961"/>', ["cda_name Ruiz", "cda_street 12 Elm"]),
        ("<hl7:given>Ana</hl7:given><hl7:birthTime value='19610314'/>", ["cda_name Ana", "cda_birth_date 19610314"]),
        ("&lt;family&gt;Ruiz&lt;/family&gt;", ["cda_name Ruiz"]),
        ('<telecom value="mailto://ana@example.org"/>', ["record_email ana@example.org"]),
        ('<telecom value="3135550177"/><telecom value="ana@x.example"/>', [
            "record_phone 3135550177", "record_email ana@x.example"
        ]),
        ('<setId extension="s-77"/>', ["record_id s-77"]),
    ],
)  # fmt: skip
def test_elements(reads: Reads, text: str, found: list[str]) -> None:
    assert [" ".join(one) for one in reads(READER, text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<given>7</given><family/><city>MI</city><given nullFlavor='UNK'>",
        "<given>" + "a" * 300 + "</given>",
        '<id root="2.16.840.1.113883.3.7"/><id root="2.16.840.1.1138" extension=""/><id extension="2.16.840.1.1138"/>',
        '<low value="20261399"/><birthTime nullFlavor="UNK"/><time>20260101</time>',
        '<telecom value="http://north.example/x"/><telecom value="tel:none"/><telecom nullFlavor="NI"/>',
        "<name>Ana Ruiz</name><patient><name></name><identifier><value/>",
        '<value value="77123"/><giventh>Ana</giventh><identifier><value value="2.16.840.1.113883.3.7"/>',
    ],
)
def test_nothing_in_codes_and_oids(reads: Reads, text: str) -> None:
    assert reads(READER, text) == []


def test_kinds_by_system_and_type() -> None:
    assert id_kind(b"urn:oid:2.16.840.1.113883.4.1", b"MR")[0] == "record_ssn"
    assert id_kind(b"urn:oid:2.16.840.1.113883.4.3.26", b"")[0] == "record_licence"
    assert id_kind(b"http://hospital.example", b"MR")[0] == "record_mrn"
    assert id_kind(b"", b"")[0] == "record_id"
    assert call_kind(b"url", b"http://x") is None
