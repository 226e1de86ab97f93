# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Small word lists: what is not a name, a place or a measure. Lower-case bytes.

These are stop lists for labelled values. Dictionaries of names belong to the name model, not here.
"""


def _words(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


JOINERS = _words("and or with at on in for to by from of de la van von der den del di da le du dos das bin al el st y")

NOT_NAMES = _words("""
colleagues fw fwd re team teams tribunal
applicant beneficiary claimant decedent password passwd hostname defendant participant plaintiff respondent
a about accession account acct active acute additional address admission admit admitted adult advised after age aged
ago agree agreed alert all allergies allergy also am an and any appears appointment arrived as ask asked assessment
assistance association at attending be became because bed been before began being below blood both brought but by call
called came can cancer cardiology care case cc center centered centre centric chart chest chief child children claim
client clinic clinical come comes complained complains complaint complaints condition confirmed consent consult
contact continue continued continues copy could current currently daily data date day days dds demographics denied
denies department describes description developed device diabetes diagnosed diagnosis did discharge discharged
discussed disease do dob does doing done dose dr due during each ed education effects email emergency employee
employer encounter engagement enrollment enrolment er esq exam examination examined experience experienced facility
family fax feels felt female file findings first flow follow followed following for found foundation from full gender
general gets give given gives go goes good got gp guardian had has have having he health heart her here him his
history history/physical home hospital how http https hypertension i icu id id's identification identifier identity if
ii iii improved improvement in inc indicated information initial initials instructed insurance intake interview into
is it its iv journey jr just lab label labs last left level lives living ln location male management may md me med
medical medication medications member mg mobile monitor more mother mr mri mrn mrs ms much must my name named names
national needs new next no noncompliant none normal not note noted notes notified now np npi number of off on oncology
one operative or order orders organisation organization other our outcome outcomes overview pa page pain past patient
patients payer per pharmacy phd phone physical physician placed plan please policy population portal post pre
presented presenting presents pressure previous prior privacy procedure progress provider pt pts pushing race
radiology reached reason received record records referral referred refused regarding registration rehab relationship
remained remains report reported reports required requires result results returned returns review reviewed right
rights rn room safety said sample satisfaction saw says schedule section see seen sees sent service services sex she
should show shows side signature signed significant since so society some specialty specimen sr ssn stable staff
started state stated states status still street stroke stump subject subscriber summary surgery surgical syndrome
system table tablet taken takes tel telephone test tests that the their them then there these they this those time
title to today told tolerated took total transferred treated treatment type unable under underwent unit unknown until
up update upon urology us use used user username uses value very via visit vital vitals wants was we weight well went
were what when where which who whose why will wishes with without woman work works would year years yes yesterday you
your zip
iban bic smt doctor brpart stmts branch
ja uh uhm um erm hmm hm aye nah yep nope yeah okay sorry thanks brilliant perfect oui nee estate vacant cron
""") | _words("""
bal ngn usd eur gbp kes zar ghs inr aud cad nzd
apr april aug august dec december feb february friday jan january jul july jun june mar march monday nov november oct
october saturday sep sept september sunday thursday tuesday wednesday
""")

MAKES = _words("""
orphanet medlineplus pubmed genereviews omim clinvar uptodate cochrane medscape epocrates healthgrades zocdoc
anthropic openai chatgpt copilot gemini bedrock mistral llama perplexity langchain llamaindex litellm betadine
surgicel dermabond gelfoam healon telfa steri-strips steri-strip vicryl monocryl prolene ethibond dacron gore-tex
marlex silastic bovie ligasure jackson-pratt penrose kerlix xeroform tegaderm duoderm opsite mepilex chloraprep
hibiclens vaseline velcro teflon xylocaine marcaine lovenox coumadin tylenol advil motrin aleve benadryl claritin
zyrtec allegra lasix zofran reglan ativan xanax valium prozac zoloft lipitor zocor crestor plavix eliquis xarelto
humira enbrel remicade keytruda herceptin avastin rituxan ozempic wegovy mounjaro januvia jardiance farxiga metamucil
miralax pepcid nexium prilosec protonix ventolin kenacort imovax humalog lantus levemir novolog novorapid symbicort
seretide advair spiriva singulair flonase nasonex augmentin zithromax cipro bactrim keflex amoxil rocephin zosyn
tazocin invanz vibramycin diflucan valtrex zovirax tamiflu paxlovid remdesivir comirnaty spikevax vaxzevria shingrix
gardasil prevnar pneumovax boostrix adacel fluzone havrix twinrix engerix rotateq rotarix infanrix priorix bexsero
menveo synthroid levoxyl eltroxin glucophage amaryl diamicron actos victoza trulicity saxenda entresto norvasc diovan
cozaar micardis tenormin lopressor inderal cardizem aldactone zestril altace vasotec tricor zetia repatha praluent
pradaxa brilinta aspirin panadol nurofen voltaren celebrex mobic ultram oxycontin percocet vicodin norco suboxone
methadose lyrica neurontin keppra depakote lamictal tegretol dilantin topamax risperdal seroquel zyprexa abilify
geodon haldol clozaril lexapro celexa paxil wellbutrin effexor cymbalta remeron ritalin adderall concerta strattera
vyvanse ambien lunesta imitrex botox dysport juvederm restylane opdivo tecentriq imfinzi ibrance tagrisso gleevec
revlimid velcade darzalex taxol taxotere xeloda arimidex femara aromasin zoladex lupron prolia fosamax evista forteo
actemra orencia cosentyx stelara dupixent xolair nucala otezla rinvoq xeljanz arava plaquenil imuran cellcept prograf
rapamune prednicol medrol deltasone decadron pitocin syntocinon mirena nexplanon implanon jaydess kyleena depo-provera
clexane fragmin arixtra innohep versed ketalar diprivan ultane zemuron anectine bridion narcan romazicon epipen
levophed dobutrex primacor cordarone lifepak autopulse assurity watchman amplatzer mitraclip sapien impella heartmate
brpart stmts kaftrio kisqali zometa waran furix noradr vanc ceftaz pimobendan vetmedin metacam apoquel bravecto
nexgard simparica cytopoint librela cerenia clavamox baytril convenia fortekor creon nutrizym wylex
freestyle dexcom omnipod medtronic biotronik stryker depuy smith-nephew coloplast convatec hollister molnlycke siemens
mindray subaru mitsubishi toyota hyundai nissan mazda suzuki volkswagen audi bmw peugeot renault citroen skoda
vauxhall opel fiat volvo porsche daihatsu isuzu tacoma corolla camry hilux corsa corsas passat altima sentra prius
baleno tigor sorento sportage outback forester silverado jeepney tricycle cialis viagra levitra detrol estrace
premarin colace senokot kenalog depo-medrol mastisol afrin levaquin vesicare interstim arzerra flomax proscar avodart
macrobid pyridium zithromycin duragesic dilaudid demerol toradol solu-medrol tums maalox imodium lomotil bentyl levsin
bash zsh powershell glob grep todowrite webfetch websearch multiedit notebookedit
gaggia tecno infinix minio kafka neovim lua simd junos changelog siem redis postgres istio envoy grafana prometheus
kubernetes terraform ansible jenkins vega-lite
""") | {b"claude code", b"github copilot", b"hugging face", b"endo gia"}
"""Makers, products and works of reference that read like names, in small letters: a guess that they are one is none."""
ORDINARY_NAMES = _words("""
april art august autumn baker banks best bill bishop black brooks brown bush carter case chance chase child church
cook cooper cross curry daily dale dawn day days dean east faith field fields fisher flowers ford fox frank frost game
gay gentry glass gold golden good goodman grace grant green guy hall hand hardy hart hay head heart hill holder holt
hood hope house hunt hunter ivy jack jewel jolly joy joyce june justice key king knight lamb land lane law lee little
lock long lord love lovely low major mann mark marsh mason max may mercer mercy merry miles miller mills moody moon
nash noble norm norman north nurse pace page paige park parks pat patience paul peace pearl penny pierce pike pitt
pool poole pope porter post potter pound power price pride prince rain ranger ray reed reid rice rich ridge rivers rob
robin roman rose ruby rush rust sage saint sandy savage say scott self sharp shore short singer small snow south
sparks spring star steel steele stone storm street strong sue summer summers sunny sweet swift tanner taylor temple
terry tower towns tuck tucker turner tyler vale van victor viola violet virginia wade walker wall waller walls ward
waters watts way weaver webb weeks wells west wheeler white will winter winters wise wolf wood woods work worth young
""")

LABELS = _words("""
agent aide answer applicant assistant attendee attending attorney author beneficiary bot caller camper candidate carer
caregiver chair charge chatbot clerk client clinician coach coordinator counsel customer defendant desk dispatch
dispatcher doctor donor driver employee examiner guardian guest helpdesk host informant insured interviewer inspector
investigator landlord lawyer learner lessee lessor manager member midwife moderator narrator nurse nominee notary
officer operator owner parent participant passenger patient payee payer pharmacist plaintiff player preparer presenter
prescriber provider question receptionist recipient recorder referee referrer releasor releasee rep reporter requester
requestor resident respondent reviewer rider scribe seller sender signatory signer speaker sponsor staff student
supervisor supplier surgeon system teacher technician tenant therapist trainee translator traveler traveller tutor
undersigned user vendor visitor volunteer witness worker
abdomen activity address affect allergies anchor appearance appetite assessment back behavior behaviour bed behaviours
breath bowel cardiac cardio chest cognition comments complaint conclusion constitutional copy deny diet disposition
document documents ears echo emp extremities eyes fever findings fluids food form gait general genitalia gut handoff
heart hip hobbies id imaging impression insight intake judgment judgement kidney kit knee labs liver location lungs
main meds mood motor mouth neck neuro nose note notes nutrition orientation other outcome pager pain passport
perception plan position post preview procedure pulse rash reason reflexes remarks result results return room scan
school sensation sex shift side skin sleep social speech spine status stomach subject summary support swelling
symptoms teeth thought throat tone topic transport trauma tube type unit urine vision vitals ward weight work wound
akte alter anamnese aufnahme befund beruf diagnose fallzahl fallnummer geburtsdatum klinik medikation name station
verlauf zimmer action line observation phase round stage step task turn anschrift adresse domicilio edad estado
fecha motivo nombre paciente telefono adres dossier motif objet
patiente prescription sexe soins traitement traitant datum geslacht opmerking paziente indirizzo nome oggetto
""")
"""What stands before a colon or a number in forms, notes and transcripts, and is seldom a name there."""

UNITS = _words("""
a and as at beats by capsules cm day days degrees dl dose doses for french from g gauge hour hours hr hrs in is iu kg
l mcg men meq mg min mins minute minutes ml mm mmol month months more new no of on or patients people percent point
points second seconds tablet tablets than the times to unit units was week weeks weeks' with women x year years yes
hz khz mhz
""")

HAS_ID = _words("""
user employee student order case member patient customer account claim ticket session device badge staff visit encounter
invoice booking transaction subject record chart request client resident
""")
"""Behind these, "ID" is no Idaho."""

NOT_PLACES = HAS_ID | _words("""
postcode eircode
a an and app april apt as at august biometric box city county state zip country address by case code december emp
employee error exam examination fear
february fig figure for friday from full general her his id in is it january july june line lines march may monday my
no november october of on or order our page pain part particular peace room saturday section september step suite
sunday table that the their these this those thursday time to tuesday unit was wednesday were which with without your
""")

GREETED = NOT_NAMES | _words("""
admin administrator all applicant applicants board boss buyer captain chair chairman chef coach colleague colleagues
committee community counsel councillor customer customers darling dear diary director doctor editor editors everybody
everyone family families fellow folks friend friends guest guests guys hiring honey hr lads ladies landlord leaders love
lovely ma maam madam manager mate members minister mum neighbour neighbours neighbor neighbors occupier officer owner
parent parents participant participants partner partners people principal professor reader readers recruiter resident
residents sales santa seller senator sir sirs staff stakeholders student students subscriber subscribers sweetheart
teacher teachers team teams tenant tenants there traveller traveler user users valued vendor vendors voter voters
volunteer volunteers world y'all you
""")
"""Who is greeted without a name."""

CREDENTIALS = (
    "MD|DO|RN|NP|PA|PA-C|DDS|DMD|PhD|PharmD|LCSW|LPN|CRNA|DPM|FNP|FACS|FACC|MBBS|BSN|MSN|APRN|CNM|DC|OD|PT|DPT|OT|Esq"
)

LANGUAGES = _words("""
afrikaans albanian amharic arabic armenian assamese azeri bahasa basque belarusian bengali bisaya bosnian bulgarian
burmese cantonese catalan cebuano chichewa chuukese creole croatian czech dari dutch estonian farsi fijian filipino
finnish flemish fulani galician ganda georgian greek gujarati hausa hawaiian hebrew hiligaynon hindi hmong hungarian
icelandic igbo ilocano ilonggo indonesian irish italian japanese javanese kannada kazakh khmer kikuyu kinyarwanda
kirundi konkani korean krio kurdish kurmanji kyrgyz latvian lingala lithuanian luganda macedonian malagasy malay
malayalam maltese mandarin maori marathi marshallese mongolian navajo ndebele nepali norwegian nuer oromo pashto
patois persian pidgin polish portuguese punjabi quechua romanian russian samoan serbian sesotho setswana shona sindhi
sinhala slovak slovenian somali sorani spanish swahili swedish tagalog taglish tajik tamil telugu tetum thai tibetan
tigrinya tongan tshivenda tsonga turkish twi ukrainian urdu uyghur uzbek vietnamese visayan wolof xhosa yiddish yoruba
zulu
""")
"""Alone they mean what somebody speaks, seldom who or where somebody is."""

ADDRESSED = _words("""
magistrate atty atty. adv adv. judge doctor nurse madam officer deputy constable inspector advocate babe hun mate
luv sis bro
daddy mummy mommy grandad grandpa grandma mme mlle oom tannie gogo abbu nagymama shaman hei ahoj
shukran ta vitaj mangia docter
er erm hiya heya howzit lovely cheers alright righto yep yup nope mnr mev dhr mevr sra srta dra dame madam kuya ate
bhaiya effendi mzee señor señora monsieur madame herr frau signor signora senhor senhora
estimada estimado estimados querida querido chère cher liebe lieber geachte egregio gentile
""")
"""Interjections and forms of address: alone they are no name."""

FUNCTION_WORDS = _words("""
and are at be been but for from had has have her hers him his how if in into is it its nor not of on or our ours out
over she than that the their theirs them then there these they this those to under was we were what when where which
while who whom whose why with without would you your yours
root cron conn xmlns password passwd username hostname dbname unique primary foreign references varchar smallint
dateadd datediff crashloopbackoff alos los sysctl xmllint yamllint set bigint varchar integer select insert update
null sudo mtg dept mgmt regn rego approx incl excl
inh zzgl zahlbar gesamt einzel summe betrag menge uhr ja nein oui non si no yes ok okay
""")
"""Alone they are neither a name nor a place, capital or not."""

ABROAD = _words("""
il lo la le les el los las un una uno der die das den dem ein eine einen einer het een de da do dos du des di del della
dello dei al als en et ou y e o à è é es est ist jest je nie na po za pod od do w
z mit und oder für von zu zum zur im am auf aus bei bitte nicht
que qui che con por para pour sur dans avec sans su sus mi ma mon ton son c'est il elle lui per non sono ha hanno
ng sa ang ay ni ka ki ke ko hai hain aur mera tera nahi bir bu ile için var yok ve ya wa kwa yako yangu
hasło heslo lozinka zaporka kap\N{LATIN SMALL LETTER DOTLESS I} clave contraseña senha código codice kod code
parola şifre şifresi wachtwoord passwort kennwort schlüssel tür tor porte portail puerta candado cancello
portão klatki bramy drzwi pokoju sklep
""")
"""Words of other languages that alone, in small letters, are neither a name nor a place."""
