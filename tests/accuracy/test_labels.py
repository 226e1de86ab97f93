# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A number behind somebody's label is marked, whatever the label is and however the number is written: what excuses
numbers of programs, parts and products must not swallow numbers of persons.
"""

import pytest

from clearance.core.detect.detector import Detector
from clearance.weights import shipped_detector

_LABELS = """
Chart,Case,Visit,Encounter,Acct,Account,Member,Subscriber,Policy,Auth,Ref,Reference,Order,Accession,Specimen,Badge,Employee,Student
Customer,Client,Ticket,Invoice,Claim,Group,Rx,NPI,DEA,License,Device,Serial,Implant,Lot,Locker,Unit,ID,id,PID,pid,PAT,EID,CSN,HAR
FIN,EMPI,UHID,NHS,Hosp no,Hospital number,Folder,File,Record,Registration,Reg no,Admission,IP no,OPD no,Dossier,Patient
Patient number,Patient code,User,User id,Session,Billing,Billing code,Barcode,Wristband,Bed,Room,Phone,Ext,Pager,Fax
Medicaid,Medicare,Insurance,Plan,Passport,Visa,Permit,Plate,VIN,Tag,Asset,Run,Job,Task,Request,Transaction,Payment,Check,Batch
Kit,Sample,Slide,Block,Tube,Study,Subject,Participant,Enrollment,Certificate,Pension,Payroll,Tax,SIN,NIN,CURP,DNI,Aadhaar,PAN,Index,Row
Key,Code,Number,Port,Page,Issue,Bug
"""
_FORMS = (
    "{} 48213377",
    "{}: A4821337",
    "{} #48-21337",
    "{}=48213377",
    '"{}": "48213377"',
    "{} no. 7731-2048",
    "({} 4821337)",
)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return shipped_detector()


@pytest.mark.parametrize("label", [label for line in _LABELS.split("\n") for label in line.split(",") if label])
def test_a_number_behind_a_label_is_marked_in_every_form(detector: Detector, label: str) -> None:
    missed = []
    for form in _FORMS:
        said = form.format(label)
        text = f"Maria Gonzalez was seen on 3/4/2024, {said}, please call her back."
        start, end = text.index(said) + len(form.split("{}")[0]) + len(label), text.index(", please")
        if not any(found.start < end and found.end > start for found in detector.find(text)):
            missed.append(form)
    assert not missed
