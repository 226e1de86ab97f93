# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Words that things are named by after people: scales, signs, instruments, operations, diseases, methods, laws.

Lower-case bytes. ``BORNE`` are those that many people bear, by the census of surnames and the lists of forenames.
"""


def _words(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


SCALES = _words("""
aldrete aofas apgar ballard balthazar barthel beck bishop blatchford bormann borg braden breslow broset caprini
charlson clark cormack dubowitz dukes epworth euroqol fagerstrom fazekas fisher fitzpatrick framingham fried frykman
fuhrman garden gartland genant glasgow gleason goldberg goldman graf gustilo hamilton hawkins hoehn hounsfield hurley
ishak karnofsky katz kellgren killip knodell lawton leibovich levey lund maddrey maddox mallampati mantoux marshall
mayo metavir mirels morse naranjo neer norton nottingham oswestry paprosky pfirrmann pugh ranke ranson reisberg
rockall roland rutherford salter schatzker schober sgarbossa snellen sokolow spetzler swan tanner tegner tönnis tonnis
turing waterlow wagner weber wells wexler winnicott wong yahr yesavage zung amsel ficat child
""")
SIGNS = _words("""
adie adson allen amsler apley argyll arlt auspitz babinski ballance bathurst battle beevor bitot braxton brudzinski
brushfield bunnell chaddock chadwick chvostek courvoisier cozen cullen dix dawes drehmann durkan faber fabere
finkelstein froment fuchs gaenslen galeazzi gallant gerber gottron gower gowers gray grey hallpike hawkins hegar
hirschberg hoffmann homan homans hoover howell janeway jendrassik jobe jolly kayser kehr kennedy kernig koplik
kussmaul lachman lasegue lasègue leopold lhermitte levine lovibond ludloff macdonald markle mcburney mcmurray mills
moro murphy myerson naffziger neer nikolsky ober oppenheim ortolani osler patrick phalen pastia pinard queckenstedt
redman rinne romberg roth rovsing scheuermann schamroth schwabach simmonds speed spurling stemmer stewart tensilon
terry thessaly thomas thompson tinel trendelenburg troisier trousseau turner uhthoff virchow waddell weber westermark
yergason ghon quincke koebner köbner
""")
INSTRUMENTS = _words("""
ochsner
adson allis ambu asherman babcock backhaus bair bakri balfour bankart barraquer berry bier blalock blumenthal
bookwalter bovie broviac bunnell bunsen castroviejo charnley cobb coblator coloplast cooper cottle coudé coupland
crile crawford cushing cusco dargan deaver debakey denhardt derf dingman doyen dorsey doppler ferguson finochietto
fogarty foley frazier freer frankfeldt geiger gelpi gigli goldmann gosset griffiths gouley graseby groshong guedel
haemovac hagedorn halsted hartmann hasson hegar hemovac hepworth heaney hibbs hickman hohmann holter hoyer jackson
jelco joll judd kelly kerrison killian king kirschner kocher kuntscher langenbeck laerdal lahey lane lempert lister
little liston lorna luer lukes mathieu magill malecot mayo mcgill mcivor metzenbaum miller mixter moynihan mcindoe
muller nelaton nélaton nelson ogden olsen penrose pennington petri pezzer pinard poole pozzi pratt quinton rampley
rochester richardson robinson roberts rongeur ryles ryle salem satinsky schanz schiotz sengstaken senn sheldon sims
southey spencer steinmann stille swan syme tenckhoff thackray thomas toomey travers tudor tuohy valtrac veress
volkmann wangensteen weitlaner wertheim whitehead wright yankauer yasargil york zoll zimmer venturi ishihara laffer
""")
OPERATIONS = _words("""
anderson bankart bassini belsey billroth blair bristow broström brostrom burch caldwell clagett codman collis cotte
credé crede cooper danis dandy dartos delorme desarda dor epley fontan frey ganz girdlestone glenn graham hartmann
heimlich heineke heller hesselbach hill ilizarov ivor jatene kasai keller kidner konno kraske krukenberg ladd latarjet
leforte lefort lichtenstein littre lothrop mackenrodt maquet marshall mcdonald mcrobert mcroberts mcvay meckel
mikulicz mitchell mitrofanoff mohs mumford mustard nissen norwood norman nuss orr palomo pauwels pfannenstiel pomeroy
potts puestow putti ramstedt rastelli ravitch ripstein ross roux rubin semont senning seldinger shirodkar shouldice
sistrunk spaulding stoppa strassmann sugiura swenson syme taylor thiersch toupet trendelenburg valsalva vecchietti
weber weil whipple whitehead winiwarter wolfe woods zavanelli zancolli
""")
DISEASES = _words("""
addison alport alzheimer andersen angelman apert arnold asherman asperger baker barlow barrett bartholin bartter
basedow batten bazex becker behcet behçet bell bennett berger bickerstaff binswanger bloom boerhaave bornholm bouchard
bourneville bowen bright brill broca brodie brown brugada bruton budd buerger burkitt caisson canavan capgras caroli
castleman chagas charcot chediak cheyne chiari christmas churg cogan colles conn coombs cori costen creutzfeldt crohn
cronkhite cushing dandy danlos darier dejerine dercum devic down dressler duchenne dupuytren duroziez eales ebstein
eisenmenger ehlers erb evans ewing fabry fallot fanconi felty fournier freiberg fregoli friedreich gardner gaucher
gilbert gilles glanzmann goodpasture gorlin graves guillain hashimoto heberden henoch hirschsprung hodgkin horner
horton hunter huntington hurler hutchinson jacob jakob jones kallmann kaposi kartagener kawasaki kearns keshan
kienböck kienbock kikuchi klinefelter klippel klumpke köhler kohler korsakoff krabbe kugelberg lambert langerhans
leber leigh lesch lewy libman liddle lisfranc little löffler loeffler ludwig lyell lyme lynch maisonneuve mallory
marfan marie meckel meigs menetrier ménétrier meniere ménière menkes mikulicz milroy mobius möbius mondor monteggia
morgagni morton munchausen münchausen niemann noonan ogilvie osgood osler paget pancoast parkinson patau perthes peutz
peyronie pick pierre plummer poland pompe pott potter prader prinzmetal purtscher quervain ramsay raynaud refsum
reiter rett reye richter riedel rotor roux sanfilippo schatzki schmorl schlatter schilder schoenlein schönlein sever
sezary sézary sheehan sipple sjogren sjögren smith steinert stevens still sturge sudeck swyer sydenham takayasu
takotsubo tarlov tay sachs thomsen tietze todd tolosa tourette treacher turcot turner usher vincent waardenburg
waldenström waldenstrom wallenberg warthin weber wegener weil wenckebach werdnig werlhof wermer werner wernicke
whipple wilms wilson wiskott wolff wolman zellweger zenker zollinger aicardi wellens yersinia mobitz rorschach
""")
LABORATORY = _words("""
toldt liliequist gerota cloquet scarpa camper denonvilliers retzius treitz morrison winslow
auerbach barr bence benedict biuret bradford brunner bürker coombs cowdry cowper cockcroft colton duffy ehrlich entner
epstein eustachian fehling flemming fouchet friedewald fridericia gault giemsa golgi gomori gram gross grocott
grunwald heinz hodges howell jenner jka kell kleihauer krebs kidd kovats leishman leydig lugol luebering lewis
loeffler mallory masson maillard merkel michaelis menten millon mueller müller neelsen neubauer nissl nomarski oddi
pappenheimer papanicolaou pasteur perls peyer purkinje rapoport ringer romanowsky sabouraud sanger schiff schilling
schwann sertoli stensen sudan tamm thayer van westergren wharton willis wood wright zahn ziehl bazett bruce bohr
brodmann starling frank fick henderson hasselbalch hill henle bowman loop hering breuer poiseuille laplace cajal corti
reissner descemet schlemm tenon zinn sharpey haversian volkmann gartner müllerian wolffian
""")
METHODS = _words("""
cook gene
hooke boyle joule faraday ampere coriolis archimedes hertz tesla curie
abel adams aitken akaike armijo bahdanau banach bartlett bayes bellman benford benjamini bernoulli bessel bezier
bézier bland-altman altman bode bonferroni boole bose boyer boltzmann box brownian bresenham carnot cauchy celsius
chebyshev cholesky church chomsky clausius cohen cooley cochran cox coulomb cramér cramer cronbach dantzig delaunay
descartes dickey dijkstra dirac dirichlet doppler dunn dunnett durbin eckert einstein erdős erdos erlang euclid euler
fermat fermi feynman fibonacci fisher fleiss floyd fourier frobenius fuller gabor galileo galois gauss gaussian gini
gibbs gödel godel gompertz granger geisser haar hamming hamilton hamiltonian hausdorff heaviside heisenberg hermite
hessian hilbert hochberg holm horner huber huffman hurst ito jaccard jacobi jacobian jaro jordan julia kahan kalman
kaplan karatsuba karnaugh kendall kelvin kepler knuth kolmogorov krippendorff kruskal kullback lagrange lamport
laplace larmor legendre leibler leibniz levenberg levene levenshtein liouville lipschitz ljung lorentz lorenz lovelace
mach mahalanobis mandelbrot mann marquardt markov markowitz mcnemar mercator mersenne metropolis meier minkowski
moebius mohr monte morse nash navier nelson neumann newton newtonian nyquist ohm pareto parseval pascal pearson
penrose peto planck poincaré poincare poisson prandtl prim pythagoras quine rabin ramanujan rand rayleigh reynolds
richter riemann riesz runge kutta sapiro savitzky golay scheffé scheffe schrödinger schrodinger schwarz shannon
shapiro shapley simpson smirnov snell spearman stefan steiner stirling stokes student tarski tanimoto taylor thevenin
thévenin theil tikhonov torricelli tukey turing venn verlet viterbi voronoi wald wallis watson weibull welch whitney
wiener wilcoxon wilk wilson winkler wronskian yates yule zipf moore goldmann hunt
""")

BORNE = _words("""
gene
winslow morrison camper boyle hertz
abel adams addison allen altman andersen anderson armijo arnold babcock bair baker ballard barlow barr barrett
bartlett batten battle beck becker bell benedict bennett berger berry bishop blair blalock bloom bode bouchard bowen
bowman box boyer braden bradford braxton bright brill bristow brodie brown bruce brunner bruton budd bunnell burch
caldwell chadwick child christmas church clark cobb cochran cohen colton conn cooley coombs cooper cori cotte cox
cramer crawford credé cullen cushing dandy danis dawes dickey dix dorsey down doyen dressler duffy dukes dunn durbin
eckert ehrlich epley epstein erb evans ewing faber fagerstrom ferguson fisher fitzpatrick flemming floyd fogarty foley
frank frazier frey fried fuchs fuller gallant garden gardner gault gerber gibbs gilbert gilles glasgow gleason glenn
goldberg goldman goodpasture gower gowers graf graham gram granger graves gray grey griffiths gross hamilton hartmann
hawkins heaney heinz heller henderson hickman hilbert hill hodges hoffmann holm holter homan hoover horner horton
howell huber huffman hunt hunter huntington hurley hurst hutchinson ivor jackson jacob jacobi jakob jenner jobe joll
jolly jones jordan judd julia kaplan katz kearns keller kelly kelvin kendall kennedy kidd kidner killian king kohler
konno krebs lachman ladd lambert lane lawton leigh leopold levey levine lewis lister liston little loeffler loop
lorenz lorna lovelace ludwig lund lyme lynch macdonald mach maddox magill mallory mann marie markle marquardt marshall
mathieu mayo mcburney mcdonald mcgill mcmurray mcroberts mcvay meier merkel miller mills mitchell mixter mohr monte
moore morse morton moynihan mueller muller mumford murphy mustard naranjo nash nelson neubauer neumann newton noonan
norman norton norwood nottingham ober ogden olsen oppenheim orr osgood osler paget palomo parkinson pascal patrick
pearson pennington penrose perls petri pick pierre plummer poland pomeroy poole pott potter potts pratt prim pugh
quinton ramsay rand ranson redman reiter reynolds richardson richter riedel roberts robinson rochester rockall roland
ross roth roux rubin rutherford sachs salem salter schiff schilling schwarz shannon shapiro sheehan sheldon simmonds
simpson sims smith snell spaulding spearman speed spencer starling stefan steiner stevens stewart still stirling
stokes student swan swenson tanner taylor terry thayer thomas thompson thomsen todd toomey travers tudor turner usher
van vincent waddell wagner wald wallis watson weber weil welch wells werner wexler wharton whipple whitehead whitney
wilk willis wilson winkler wolfe wolff wong wood woods wright yates york zahn zimmer zinn
""")
EPONYMS = SCALES | SIGNS | INSTRUMENTS | OPERATIONS | DISEASES | LABORATORY | METHODS
ALONE = EPONYMS - BORNE
"""Words that hardly anybody is called by."""
PAIRS = frozenset(
    b"""
argyll robertson|braxton hicks|miller fisher|granny smith|swan ganz|treacher collins|von willebrand|von hippel
van gogh|de quervain|da vinci|monte carlo|tudor edwards|gilles de la tourette|pierre robin|dix hallpike
ivor lewis|grey turner|gray turner|st jude|saint jude|earl grey|victoria sponge|caesar salad|bland altman
mann whitney|kaplan meier|dawes redman|may grunwald|may hegglin|may thurner|van allen|van der waals
van de graaff|runge kutta|lea perrins|le fort|la nina|el nino|osgood schlatter|kayser fleischer|stevens johnson
budd chiari|wolff parkinson white|lown ganong levine|howell jolly|bence jones|hand schuller christian
legg calve perthes|tay sachs|paget schroetter|lloyd davies|boyer moore|coopers ligament|st jude medical
""".strip()
    .replace(b"\n", b"|")
    .split(b"|")
)
