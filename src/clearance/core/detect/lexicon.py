# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Small word lists: what is not a name, a place or a measure. Lower-case bytes.

These are stop lists for labelled values. Dictionaries of names belong to the name model, not here.
"""


def _words(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


JOINERS = _words("and or with at on in for to by from of de la van von der den del di da le du dos das bin al el st y")

NOT_NAMES = _words("""
a about accession account acct active acute additional address admission admit admitted adult advised after age aged ago
agree agreed alert all allergies allergy also am an and any appears appointment arrived as ask asked assessment at attending
be became because been before being below both brought but by call called came can care case cc chart chief child claim
client clinic clinical come comes complained complains complaint complaints condition confirmed consent consult contact
continue continued continues copy could current currently daily data date day days demographics denied denies department
describes description developed device diagnosed diagnosis did discharge discharged discussed disease dob does doing done
dose dr due during each ed education email emergency encounter er exam examination examined experienced facility family
fax feels felt female file findings first follow followed following for found from full gender general gets give given gives
go goes good got guardian had has have having he health her here him his history home hospital how i icu id identification identifier if
improved in inc indicated information initial initials instructed insurance intake interview into is it its just label lab
labs last lives living ln location male may md me med medical medication medications member mg mobile monitor more mother mr mri
mrn mrs ms much must my name named names national needs new next no none noncompliant normal not note noted notes notified now npi
number of off on one operative or order orders other our outcome overview page pain past patient patients payer per pharmacy
phone physical physician placed plan please policy portal post pre presented presenting presents previous prior procedure
progress provider pt pts race radiology reached reason received record records referral referred refused regarding registration
rehab relationship remained remains report reported reports required requires result results returned returns review reviewed
room safety said sample satisfaction saw says schedule section see seen sees sent service services sex she should show shows
signature signed since so some specialty specimen ssn stable staff started state stated states status still street subject subscriber
summary surgery surgical system taken takes tel telephone test that the their them then there these they this those time title to today tolerated
told took total transferred treated treatment type unable under underwent unit unknown until up update upon us use used user username uses
value very via visit vital vitals wants was we weight well went were what when where which who whose why will wishes with
without woman work works would year years yes yesterday you your zip gp rn np pa do dds phd esq jr sr employee employer
ii iii iv chest heart blood pressure diabetes cancer hypertension stroke left right side effects bed table tablet
privacy rights engagement experience flow identity journey outcomes population portal safety enrolment enrollment
tests assistance management centered centric reported level centre center id's history/physical children syndrome disease organisation organization foundation society association significant improvement began pushing urology cardiology oncology clinic department stump
""") | _words("""
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
october november december jan feb mar apr jun jul aug sep sept oct nov dec
""")

ORDINARY_NAMES = _words("""
may will grant mark hope rose young long brown white black green king rich art ray lee sue bill rob pat jack guy miles dean
faith grace joy summer autumn dawn april june august love hill wood woods stone rice bush banks brooks rivers fields
lane park parks church knight bishop cook baker carter cooper fisher hunter miller mason page porter potter price
short small strong sharp swift wise best day days gay good hall head hand heart house land low lord major marsh moon
moody noble north west east south pace paul peace pope post power prince pride rush sage savage say self shore singer
snow sparks spring star steel steele storm street summers sweet temple tower towns wall walls ward waters watts way weeks
wells winter winters wolf work worth case chance chase child cross curry dale daily field flowers ford fox frank frost
game gentry glass gold golden goodman hardy hart hay holder hood holt hunt ivy jewel jolly joyce justice key law lamb
little lock love lovely mann max mercer mercy merry mills nash norm norman nurse paige patience pearl penny pike
pierce pitt poole pool pound rain ranger reed reid ridge robin roman ruby rust saint sandy scott sunny tanner taylor
terry tuck tucker turner tyler vale van victor viola violet virginia walker wade waller webb weaver wheeler
""")

UNITS = _words("""
mg ml mcg kg cm mm g l dl units unit iu meq mmol hours hour hr hrs minutes minute min mins seconds second days day weeks
week months month years year times percent tablets tablet capsules doses dose french gauge patients women men people of
points point degrees beats x and to or is was the a in on for with by at as from weeks' no yes new more than
""")

NOT_PLACES = _words("""
a an the her his their our your my peace pain fear full general part particular this that these those it which time room page
line lines table figure fig section case step code error order id no on in at of to january february march april may june july
august september october november december monday tuesday wednesday thursday friday saturday sunday box suite apt unit
as and was were is biometric exam examination with without for from by or
""")

CREDENTIALS = "MD|DO|RN|NP|PA|PA-C|DDS|DMD|PhD|PharmD|LCSW|LPN|CRNA|DPM|FNP|FACS|FACC|MBBS|BSN|MSN|APRN|CNM|DC|OD|PT|DPT|OT|Esq"
