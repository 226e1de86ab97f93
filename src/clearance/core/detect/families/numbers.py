# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Vehicles and devices; licences and certificates; other labelled numbers."""

from clearance.core.detect.families.shapes import IDENTIFIER, SEPARATOR, STATE, apart
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_ID = r"(?:[ _.-]?(?:id\b|identifier|number|num\b|no\b\.?|nr\b\.?|#))"
_CASES = (
    "claim|case|accession|encounter|visit|referral|authori[sz]ation|prior auth|auth|specimen"
    "|sample|order|requisition|prescription|rx|study|admission|episode|appointment"
    "|incident|ticket|reference|ref|confirmation|transaction|lab|biometric|fingerprint|iris|voiceprint"
    "|csn|har|docket|transplant|donor|participant|subject|trial|room key"
)

RECOGNISERS = (
    Recogniser(
        id="vin",
        data_class=DataClass.VEHICLE,
        patterns=(r"(?i:\b[A-HJ-NPR-Z0-9]{17}\b)",),
        hints=(r"\b[A-HJ-NPR-Za-hj-npr-z0-9]{17}\b",),
        validator="vin",
        not_before=b"-_/+=",
        not_after=b"-_/+=",
        score=0.93,
        examples=("drives a car, VIN «1M8GDM9AXKP042788»", "«5gzcz43d13s812715»"),
        counter_examples=("1M8GDM9A1KP042788", "11111111111111111", "a1b2c3d4e5f60718"),
    ),
    Recogniser(
        id="vin",
        data_class=DataClass.VEHICLE,
        patterns=(
            r"(?i:\b(?:vin|vehicle identification(?: number)?|chassis(?: number)?)\b)"
            + SEPARATOR
            + r"(?P<v>(?i:[A-Z0-9]{17}))\b",
        ),
        validator="identifier",
        anchors=("vin", "vehicle", "chassis"),
        score=0.97,
        examples=("VIN: «9GXDUMXYU12345678»",),
        counter_examples=("VIN: unknown",),
    ),
    Recogniser(
        id="license_plate",
        data_class=DataClass.VEHICLE,
        patterns=(
            r"(?i:\b(?:licen[cs]e plates?|number plates?|plates?|license tag|vehicle tag|vehicle registration"
            r"|registration plate|reg(?:istration)? no)\b(?: ?(?:number|no\.?|#))?)"
            rf"(?:\s(?:{STATE}\b|\({STATE}\)))?"
            + SEPARATOR
            + r"(?P<v>(?i:[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}(?:-[A-Z0-9]{1,4})?))\b",
        ),
        validator="plate",
        anchors=("plate", "tag", "reg"),
        score=0.93,
        examples=("plate «7ABC123»", "license plate: «XYZ-4821»", "license plate CA «8KLM 221»"),
        counter_examples=("plates and screws", "tag line"),
    ),
    Recogniser(
        id="udi",
        data_class=DataClass.DEVICE_ID,
        patterns=(r"\(01\)\d{14}(?:\(1[0-7]\)[A-Za-z0-9]{1,20}){0,4}(?:\(21\)[A-Za-z0-9-]{1,20})?",),
        anchors=("(01)",),
        score=0.98,
        examples=("SERIAL NUMBER «(01)00773561287348(21)21331128».", "«(01)00773561287348(17)261231(10)A213(21)9876»"),
        counter_examples=("(01)123",),
    ),
    Recogniser(
        id="device_serial",
        data_class=DataClass.DEVICE_ID,
        patterns=(
            r"(?i:\b(?:device|serial|pacemaker|icd|implant|pump|unit|telemetry(?: unit)?|monitor|machine|equipment"
            r"|stimulator|ventilator|glucometer)"
            r"(?:[ _.-]?(?:serial))?(?:[ _.-]?(?:id\b|ids\b|identifier|number|num\b|no\b\.?|nr\b\.?|#|s/n|sn\b)))"
            + SEPARATOR
            + IDENTIFIER,
            r"(?i:\b(?:telemetry unit|serial|s/n))" + SEPARATOR + IDENTIFIER,
            (
                r"(?i:\bdevice)\s{1,2}(?P<v>(?:SN-?\d{5,12}|[A-Z]{2,4}-\d{4,8}-[A-Z0-9]{1,3}|sn\d{5,12}"
                r"|[a-z]{2,4}-\d{4,8}-[a-z0-9]{1,3}))\b"
            ),
            r"\b(?P<v>SN-?\d{6,12}|sn\d{6,12})\b",
        ),
        validator="identifier",
        anchors=(
            "device",
            "serial",
            "pacemaker",
            "icd",
            "implant",
            "pump",
            "unit",
            "telemetry",
            "monitor",
            "machine",
            "equipment",
            "stimulator",
            "ventilator",
            "glucometer",
            "s/n",
            "sn",
        ),
        score=0.93,
        examples=(
            "implanted serial number «SN74114801».",
            "Telemetry unit «PCT-542084-J» paired",
            "S/N: «A98-22314»",
            "device ID «D-99213»",
        ),
        counter_examples=("serial numbers vary", "unit 4 of 12", "ICD 10"),
    ),
    Recogniser(
        id="imei",
        data_class=DataClass.DEVICE_ID,
        patterns=(
            r"(?i:\b(?:imei|meid|imsi|iccid|udid|idfa|advertising id|device uuid|android id)\b)"
            + SEPARATOR
            + r"(?P<v>[A-Fa-f0-9-]{14,40})\b",
        ),
        anchors=("imei", "meid", "imsi", "iccid", "udid", "idfa", "advertising", "device uuid", "android id"),
        validator="identifier",
        score=0.97,
        examples=("IMEI: «490154203237518»",),
        counter_examples=("imei unknown",),
    ),
    Recogniser(
        id="mac_address",
        data_class=DataClass.DEVICE_ID,
        patterns=(
            r"(?i:\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b)",
            r"(?i:\b[0-9a-f]{2}(?:-[0-9a-f]{2}){5}\b)",
            r"(?i:\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b)",
        ),
        always=True,
        not_before=b":-.",
        not_after=b":-.",
        score=0.95,
        examples=("(«0a:0a:02:7e:a6:c4»)", "«F4-8A-39-EA-3A-8C»"),
        counter_examples=("0a:0a:02:7e:a6", "0a:0a:02:7e:a6:c4:11"),
    ),
    Recogniser(
        id="driver_license",
        data_class=DataClass.LICENSE,
        patterns=(
            (
                r"(?i:\b(?:driver(?:'?s)?(?:['\x{2019}]s)?[ _-]?li[ce]{1,2}n[cs]e|driving[ _-]?li[ce]{1,2}n[cs]e"
                r"|driver'?s? lic|d\.l\.|operator'?s li[ce]{1,2}n[cs]e)\b|(?:\A|[^A-Za-z0-9/])dl\b"
            )
            + _ID
            + r"?)"
            rf"(?:\s(?:{STATE}\b|\({STATE}\)))?" + SEPARATOR + IDENTIFIER,
            rf"(?:(?i:licen[cs]e|\blic)|(?:\A|[^A-Za-z0-9/])(?:DL|D\.L\.)){_ID}?"
            + SEPARATOR
            + r"(?P<v>(?:[A-Z]{2} )?\d{3} \d{3} \d{3})\b",
        ),
        validator="identifier",
        anchors=("driv", "lic", "dl", "d.l.", "operator"),
        score=0.95,
        examples=(
            "Driver's license «767833930».",
            "driver_license: «K839215625117»",
            "DL# «E3280922»",
            "identified by DL «512 884 903» as",
            "| Driver Lic «270 984 258» |",
            "Truck licence «NY 118 440 902» holder",
            "driver\N{RIGHT SINGLE QUOTATION MARK}s license no. «H783-7277»",
        ),
        counter_examples=("driver's license expired", "5 dl 200"[:4] + " flow", "31 | ug/dL | 37-145 |"),
    ),
    Recogniser(
        id="passport",
        data_class=DataClass.LICENSE,
        patterns=(r"(?i:\bpassports?\b" + _ID + r"?)" + SEPARATOR + IDENTIFIER,),
        validator="identifier",
        anchors=("passport",),
        score=0.95,
        examples=("passport «861454325»", "Passport No: «X1234567»"),
        counter_examples=("passport expired in May",),
    ),
    Recogniser(
        id="license",
        data_class=DataClass.LICENSE,
        patterns=(
            (
                r"(?i:\b(?:(?:medical|nursing|professional|state|pharmacist|pilot)[ _-]?li[cs]en[cs]e|licen[cs]e"
                r"|certificate|certification|lic)"
            )
            + _ID
            + r")"
            + SEPARATOR
            + IDENTIFIER,
            (
                r"(?i:\b(?:(?:medical|nursing|professional|state|pharmacist|pilot)[ _-]?licen[cs]e|certificate"
                r"|lic))\s{0,2}[:#]\s{0,2}"
            )
            + IDENTIFIER,
        ),
        validator="identifier",
        anchors=("lic", "certif"),
        score=0.93,
        examples=("license number: «A-884213»", "Certificate # «2231-88»", "medical license: «G123456»"),
        counter_examples=("license: MIT", "certified in 2014", "MIT license 2024"),
    ),
    Recogniser(
        id="national_id",
        data_class=DataClass.OTHER_ID,
        patterns=(
            r"(?i:\b(?:nhs(?: number| no\.?)?|national (?:id|insurance)(?: number| no\.?)?"
            r"|tax(?:payer)? ?id(?: number)?|tin|ein|alien (?:number|registration)|a-number"
            r"|green card|visa number|military id|dod id|edipi|employee (?:id|number|no)|student (?:id|number)"
            r"|badge(?: number)?|user ?id)\b)"
            + SEPARATOR
            + r"(?P<v>(?i:(?:[0-9]|[A-Z][A-Z0-9-]{0,20}?[0-9]|[A-Z]{1,4} [0-9])[A-Z0-9-]{0,20}"
            + r"(?: [A-Z]?[0-9][A-Z0-9-]{0,8}){0,4})(?: [A-Z]\b)?)\b",
        ),
        validator="identifier",
        anchors=(
            "nhs",
            "national",
            "tax",
            "tin",
            "ein",
            "alien",
            "a-number",
            "green card",
            "visa",
            "military",
            "dod",
            "edipi",
            "employee",
            "student",
            "badge",
            "user",
        ),
        score=0.85,
        examples=("EIN: «12-3456789»", "employee ID: «E10234»"),
        counter_examples=("tin can", "ein Haus", "a tin of tomatoes and 300 g"),
    ),
    Recogniser(
        id="case_number",
        data_class=DataClass.OTHER_ID,
        patterns=(
            rf"(?i:\b(?:{_CASES}){_ID})" + SEPARATOR + IDENTIFIER,
            (
                r"(?i:\b(?:claim|case|accession|encounter|csn|docket|biometric(?: id)?|fingerprint|voiceprint"
                r"|prior auth(?:orization)?)\b)\s{0,2}[:#]?\s{0,2}"
            )
            + IDENTIFIER,
            r"\b(?P<v>(?:CLM|ENC|ACC|CASE|REF|AUTH|VP|FP|IRIS|FACE|RET)-?[0-9A-F]{6,14})\b",
            r"\b(?P<v>(?:clm|enc|acc|case|ref|auth|vp|fp|iris|face|ret)-?[0-9]{6,14})\b",
        ),
        hints=(apart(_CASES, _ID), "", "", ""),
        validator="identifier",
        anchors=(
            "claim",
            "case",
            "accession",
            "encounter",
            "visit",
            "referral",
            "authori",
            "auth",
            "specimen",
            "sample",
            "order",
            "requisition",
            "prescription",
            "rx",
            "study",
            "admission",
            "episode",
            "appointment",
            "incident",
            "ticket",
            "ref",
            "confirmation",
            "transaction",
            "lab",
            "biometric",
            "fingerprint",
            "iris",
            "voiceprint",
            "csn",
            "har",
            "docket",
            "transplant",
            "donor",
            "participant",
            "subject",
            "trial",
            "room key",
            "clm",
            "enc",
            "acc",
            "vp",
            "fp",
            "face",
            "ret",
        ),
        score=0.9,
        examples=(
            "Accession «2022-349118»\nFINDING",
            "claim number: «CLM828292165»",
            "Biometric ID «FP-E9CE69869A».",
            "Case #: «23-CV-1182»",
            "encounter «enc97999126»",
        ),
        counter_examples=("in case 2 of", "claim: denied", "encounter lasted 100 min", "claims-ingest-7c9f8d6b5"),
    ),
    Recogniser(
        id="license_plate",
        data_class=DataClass.VEHICLE,
        patterns=(r"(?i:\bplates?(?:,[a-z ]{1,24},)? )(?P<v>(?i:[A-Z]{3}[ -]?\d{1,4}|\d{3,4}[ -]?[A-Z]{3}))\b",),
        anchors=("plate",),
        score=0.85,
        examples=("partial plate «WST8», drive", "his truck plate, of all things, «855 AJH»."),
        counter_examples=("plates of 12", "a plate with 96 wells"),
    ),
    Recogniser(
        id="license",
        data_class=DataClass.LICENSE,
        patterns=(r"(?i:\blic(?:en[cs]e|\.)?(?: no\.?| #| number)?[ :]{1,2})(?P<v>\d{2}\.\d{5,7})\b",),
        anchors=("lic",),
        score=0.88,
        examples=("License «35.349527»   Signed", "PsyD  lic. «35.625690»"),
        counter_examples=("license 3.0", "license 35.3"),
    ),
)
