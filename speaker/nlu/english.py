"""How English is said, as data: contractions, negators, idioms, clause openers.

What can be recognized comes from the models. Words of the subject stand here too, where
they tell a sign that is there from one that is only spoken of (`TALE`, `IDIOMS`,
`TOLD`, `LONG_AGO`) or that has a harmless reason (`REASONS`): stroke, seizure, botox.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _row(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    """Split words that stand in a row, one row a line; "#" is a number."""
    return tuple(_row(line) for line in text.splitlines() if line.strip())


FILLERS = _words("um umm uh uhm er erm ah oh hm hmm please alexa kindly")
FILLER_PHRASES = ("sort of", "kind of", "you see", "you know")
# "How do you know" is a question, not a filler.
FILLER_GUARDS = _words("do did would")
OPENERS = _words("well so okay ok hey right now and")

CONTRACTIONS = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not",
    "ain't": "is not", "cant": "can not", "wont": "will not", "dont": "do not",
    "doesnt": "does not", "didnt": "did not", "isnt": "is not", "arent": "are not",
    "wasnt": "was not", "hasnt": "has not", "havent": "have not",
    "couldnt": "could not", "im": "i am", "ive": "i have", "shes": "she is",
    "hes": "he is", "theyre": "they are", "whats": "what is", "thats": "that is",
    "theres": "there is", "gonna": "going to", "wanna": "want to", "gotta": "got to",
    "kinda": "", "sorta": "", "mins": "minutes", "min": "minutes", "hrs": "hours",
    "hr": "hour", "wk": "week", "wks": "weeks", "yrs": "years", "yr": "year",
    "yeah": "yes", "yep": "yes", "yup": "yes", "nope": "no", "nah": "no", "n't": "not",
}  # fmt: skip
ENDINGS = {
    "n't": "not",
    "'re": "are",
    "'ve": "have",
    "'ll": "will",
    "'d": "would",
    "'m": "am",
}
# After these "'s" is "is"; after any other word it is a possessive or says nothing.
IS_AFTER = _words(
    "it he she that this there what who how where when why here everything"
)

IRREGULAR = {
    "lost": "lose", "fell": "fall", "fallen": "fall", "spoke": "speak",
    "spoken": "speak", "went": "go", "gone": "go", "came": "come", "began": "begin",
    "begun": "begin", "woke": "wake", "shook": "shake", "shaken": "shake",
    "swollen": "swell", "hung": "hang", "felt": "feel", "kept": "keep", "told": "tell",
    "said": "say", "took": "take", "taken": "take", "gave": "give", "slept": "sleep",
    "feet": "foot", "teeth": "tooth", "children": "child", "ate": "eat", "saw": "see",
    "seen": "see", "drove": "drive", "bitten": "bite", "stuck": "stick",
    "froze": "freeze", "frozen": "freeze", "understood": "understand",
    "forgot": "forget", "broke": "break", "drawn": "draw",
}  # fmt: skip

TENSES = {"could": "can", "would": "will"}

LIGHT = _words("""
    a an the is are am be been being was were do does did doing have has had having i me
    my mine myself you your yours he him his she her hers herself himself it its itself
    we us our they them their this that these those there here of in on at to for from
    with by as and or so just really very quite bit some any too also then than like
    about only actually exactly maybe perhaps possibly possible probably honestly get
    gets getting got go goes going keep keeps seem seems look looks feel feels feeling
    can could will would shall should may might must if what when who how which where
    because since think all now today lately still little again even ever already yet
    thing things one let mean guess way few lot lots
""")
ASKING = _words("what who how why when where which should can")
# Small words that still tell something about what is wanted.
HINTS = ASKING | _words("""
    keep keeps again think mean guess feel look get go like about one all more maybe
    perhaps
""")

# Whose it is makes no other value of it.
WHOSE = _words("my your his her its our their the")
# Of a value with a negator every other word must be heard, and in order:
# "can't see" is not "see no reason".
UNTOLD = _words(
    "do does did a an the my your her his our their any some really very just all so"
)
# A sentence that begins so asks.
OPENING = _words("""
    is are was were can could do does did would will should may might what who how why
    when where which if
""")
NEGATORS = _words("no not never without nor neither none")
# What makes a no of an answer, and what makes a doubt of it all the same.
DENIALS = NEGATORS | _words("nothing nobody")
DOUBTS = _words("know sure tell say certain idea clue unsure maybe perhaps might")
# Whoever says what it is about is not the one it is about: "my wife says I slur".
REPORTING = _words(
    "say says said think thinks thought reckon reckons noticed tells told"
)
MYSELF = _words("i my me mine")
# "No, but …": what follows is the answer.
ADVERSATIVES = _words("but though although except unless")
# A negator reaches across these to what it denies; across any other word it does not.
TRANSPARENT = (
    LIGHT - _words("if when because since so then what who how and now here the")
) | _words("""
    sign signs sort kind change changes problem problems trouble noticed notice seen
    real visible think believe
""")
# A new subject begins a sentence of its own, except after one of these:
# "I don't think she is …".
SUBJECTS = _words("it she he they i we you")
RELATING = _words("think believe that if")
CARRY = _words("or nor any")
# Pseudo-negations: after one a negator denies nothing, as in "not just a twitch".
UNDENYING = _words("just only sure certain longer more")
# Small words of a value that must be heard where each word tells: "took all my tablets"
# is not "take my tablets".
UNTELLING = _words("a an the my your her his our their i she he we they of")
OWNERS = _words(
    "me her his my your their our its the she he i they we you it there that this but"
)
BREAKS = _words("but although though except however yet no sorry wait")
REASSURING = _words("fine normal okay ok alright good well clear perfect same usual")
# How a face, arms and speech are when all is well, and what else is said with a no.
WELL_STATES = REASSURING | _words("""
    level even equal symmetrical straight steady strong up both sides side evenly
    together clearly perfectly normally properly nicely right matched matching balanced
    firm working great grand lovely brilliant sound healthy always usually before
""")
WITH_A_NO = _words("""
    arm arms face mouth smile smiles smiling corner corners hand hands leg legs speech
    words eyes eye sight vision balance walking breathing swallowing stay stays stayed
    staying lift lifts lifted lifting raise raised hold holds held come comes came out
    sounds sounded sound said says repeat repeated move moves moved moving work works
    happened happen noticed notice seen see had heard far thank thankfully goodness god
    heavens lord luckily happily pleased glad say sir madam love dear nurse doctor week
    month year same them either each other one two thanks please well oh ah er um mm
    whatsoever kind sort luck fortunately definitely certainly absolutely course not no
    feet foot bother man woman boy girl whole time day days every ages long away did
    does own usual nothing nobody colour color easy really settle settles stop stops
    dinner lunch breakfast tea ate
""")
# "No trouble" is calm, though trouble is not.
NO_TROUBLE = _words("trouble problem problems bother worries issue issues")
# What a healthy one does; denied, it is a sign and no reassurance.
WELL_DOING = _words("""
    talk talks talking speak speaks speaking chat chats chatting see sees seeing
    walk walks walked walking swallow swallows swallowing breathe breathes breathing
    eat eats eating feed feeds feeding read reads reading laugh laughs laughing play
    plays playing wake wakes woke woken waking respond responds responding react
    reacts lively alert awake pink happy smile smiles smiling stay stays stayed
    staying lift lifts lifted lifting raise raised hold holds held move moves moved
    moving work works say says said repeat repeated come comes came
""")
OPENING_NO = _words("no never none neither nothing")
# A sentence that begins with one of these answers, whatever follows.
ANSWERING = _words("yes yeah yep yup aye no nope nah")
# "No words come out" tells of one that is lost, "no better" of no change.
LOST_AFTER_NO = _words("""
    speech words sight vision balance breathing swallowing smile arm arms leg legs hand
    hands eye eyes better good use
""")
CORRECTIONS = _words("no sorry wait rather actually mean meant correction")
_UNITS = _row("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen
""")
_TENS = _row("twenty thirty forty fifty sixty seventy eighty ninety")
VALUES = {
    **dict(zip(_UNITS, range(20), strict=True)),
    **dict(zip(_TENS, range(20, 100, 10), strict=True)),
}
HUNDRED, OVER = "hundred", _words("over by")
FIGURES = frozenset(VALUES) | {HUNDRED, "and", "oh"}
NUMBERS = _words("""
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy
    eighty ninety hundred thousand half
""")
# Who may be weeks or months old, and what makes another time of it:
# "she's six months pregnant".
YOUNG = _words("""
    she he it baby son daughter grandson granddaughter grandchild nephew niece boy girl
    one lad lass bub bairn kid child godson goddaughter tot twins cousin
""")
YOUNG_AGES = _words("week weeks month months")
NO_AGE = _words("""
    pregnant gone along into in late ago after post sober clean to from since past off
    on of now
""")
# Before how long something has gone on.
LASTING = _words("for since")
# "Ten hours a day", "twice a day": how often, not how long.
RATES = _words("a per each every")
COUNTED = _words("times hours minutes once twice cups coffees glasses")

# ---- What a sign is made of
# Possessives: a part of the body may follow.
HERS = _words("my her his the your one")
SAYING = _words("""
    is are was were has have had will can does feels feel felt went looks looked feeling
    not keeps stopped just started
""")
UNABLE = _words("""
    not never unable hardly barely scarcely struggle struggles struggling trouble
    difficulty stopped stop hard no failing fails refuses refusing cannot without
    impossible
""")
GONE = _words("gone went turned become got")
# What joins two things that are a sign only together.
AND = "and"
# What stands for a part that was named before.
MEANT = _words("it they one that")
# Manner adverbs and the like: how, which or when, not what.
MANNER = _words("""
    into onto over given just end left right other another own wrong same new last first
    start started sudden suddenly down off up out way more both whole half own next two
    completely totally all
""")
# What may follow "gone" when it tells all: "my arm has gone again".
TAILS = _words(
    "again now today suddenly completely totally and i she he it just all on from in"
) | {""}

# ---- Clauses: where one thing is said to an end and another begins.
JOINS = _words("and so then because now while")
ANEW = _words("""
    i she he they we it my her his their our the now today suddenly then there this that
    one both all everything nothing half
""")

# ---- Frames in which a sign is only spoken of.
PRESENT = _words("now today tonight suddenly sudden currently another help again")
# Right beside a sign: it goes on now, whatever else has happened before.
ONGOING = _words("having now")
IF = _words("if whenever when ever")
EVER, IMAGINING, WISHING = "ever", "would", "could"
FOR_EVER = ("for", "ever")
# Words that say of their whole clause that it is learned, played or made up,
# whatever else is in it.
TALE = _rows("""
    in the show
    in my story
    in the story
    in the scene
    the actor
    the actress
    the villain
    the advert
    i teach
    for a living
    documentary about
    documentary on
    film about
    movie about
    book about
    show about
    podcast about
    programme about
    article on
    talk on
    talk about
    lecture on
    lecture about
    lesson on
    course on
    exam on
    test on
    quiz on
    quiz about
    essay on
    essay about
    homework on
    project on
    poster about
    leaflet about
    leaflet on
    advert about
    in the game
    in my game
    my character
    seizure clinic
    in the play
    in a play
    on stage
    in biology
    in the book
    in my book
    in my novel
    in the crossword
    radio said
    news said
    telly said
    hypothetically
    in theory
    define
    spell
    you said something
    did you mean
    do you mean
    play a drunk
    play a
    act a
""")
MOST = _words("worst worse first most")
ABLE = _words("""
    can able work works working move moves moving lift lifts go goes walk walks talk
    talks speak speaks see sees smile
""")
WHY = _words("why when which if")
IS = _words("is are am has have not will going gone")
MODALS = _words("can could may might would will does do did should")
BEING = _words("be been being having had need needs")
CAUSING = _words("""
    make makes cause causes give gives trigger triggers lead bring brings mean means
    affect
""")
ANYONE = _words("""
    people person anyone someone somebody you babies children adults patients women men
""")
# The speaker itself, and how a clause about it begins.
YOU = _words("you your")
TO_YOU = frozenset(
    {
        (),
        ("have",),
        ("are",),
        ("did",),
        ("do",),
        ("why", "are"),
        ("why", "have"),
        ("why", "did"),
        ("is",),
    }
)
LEARN = _words("how")
NOT, NO = "not", "no"
LEADS = _rows("""
    is it normal that
    is it bad that
    is it ok that
    is it serious that
    should i worry that
    should i be worried that
    why is it that
    could you tell me why
    can you tell me why
    tell me why
    help
    tell me
    please tell me
    can you tell me
    could you tell me
    do you know
    do you think
    i wonder
    i was wondering
    i want to know
    i would like to know
    what do i do
    what should i do
    what can i do
    what could i do
    what must i do
    and
    but
    so
""")
# Before a topic these make an event of it: "having a stroke".
HAPPENING = _words("having had getting suffering suffered has have happening")
ADVERBS = _words("just literally easily happily almost nearly honestly really")
DOING = _words("do does did should")
# What follows is asked about, not told.
LEARNING = _rows("""
    to learn about
    know about
    tell me about
    tell me more about
    read me
    for future reference
    suppose
    supposing
    imagine
    at what age
    how many people
    which signs mean
    what signs
    warning signs
    difference between
    signs of
    symptoms of
    sign of
    symptom of
    would i know
    would i tell
    would you tell
    would i spot
    do i spot
    how to spot
    how to recognize
    how to recognize
    do i know
    could i tell
    can i tell
    do you tell
    would you know
    do you know if
    recognize a
    recognize a
    what happens when
    what happens if
    what is a
    what is the
    how common
    kind of
    type of
    same as
    mean by
""")
LONG_AGO = _rows("""
    my late
    when i was a teenager
    heart attacks on
    on my side of
    told me her
    droops once
    each year
    every year
    later on
    years ago
    years before
    decade ago
    a decade
    the year i
    long before
    with her first
    with my first
    i once
    once had
    before he died
    before she died
    before he passed
    before she passed
    in the fifties
    in the sixties
    in the seventies
    in the eighties
    in the nineties
    last summer
    last winter
    last christmas
    as a young
    as a teen
    in my teens
    in my twenties
    in my thirties
    in the army
    at uni
    on honeymoon
    ever since i was
    decades ago
    ages ago
    year ago
    last year
    long ago
    months ago
    years back
    in the past
    in my past
    in nineteen
    in two thousand
    in twenty
    back in
    as a kid
    as a child
    as a baby
    as a boy
    as a girl
    as a teenager
    as a toddler
    as a student
    as kids
    once when
    once at
    once in
    when i was #
    when she was #
    when he was #
    when i was little
    when i was young
    when i was younger
    when i was small
    when i was a
    when i was at
    when i was in
    when i was pregnant
    when she was little
    when he was little
    when she was young
    when he was young
    when she was a
    when he was a
    when she was younger
    when he was younger
    used to
    in childhood
    at school
    at college
    never could
    always had
    always been
    always have
    all my life
    all her life
    all his life
    born with
    born without
    since birth
    from birth
    since i was born
    since childhood
    in the war
    after the war
    during the war
    in a past life
    before i was born
    died of
    died from
    died after
    died when
    passed away
""")
SEEN = _rows("""
    read about
    read that
    read online
    i read
    heard about
    heard of
    film about
    film where
    in a film
    in a movie
    in the film
    in the movie
    on the news
    on telly
    on tv
    article about
    programme about
    documentary
    leaflet about
    googled
    looked up
    dreamt
    dreamed
    a dream
    nightmare
    pretend
    pretended
    pretending
    saw a film
    watched a film
    book about
    in a book
    online that
""")
TOLD = _rows("""
    nothing wrong with
    nothing the matter with
    no problems with
    no problem with
    no issues with
    no trouble with
    nobody is
    nobody has

    worried i might
    worried about
    worried that i might
    worried i will
    worried i could
    scared of
    afraid of
    frightened of
    terrified of
    fear of
    fear i will
    risk of
    chance of
    chances of
    checked for
    tested for
    screened for
    scanned for
    treated for
    tablets for
    pills for
    medicine for
    medication for
    awareness of
    history of
    prevent a
    prevent another
    avoid a
    rule out
    ruled out
    charity
    not having
    do not want
    would not want
    want to avoid
    my neighbour had
    my neighbor had
    my colleague had
    my friend had
    a friend had
    my uncle had
    my cousin had
""")
AGAINST = _words("nothing nobody prevents prevent avoid avoiding against preventing")
NEARLY = _words("nearly almost practically could would thought virtually")
# How somebody came to know what amazed them.
LEARNED = _words("""
    saw heard opened read found told realised realized noticed learned looked hearing
    seeing when embarrassment shame
""")
IDIOMS = _rows("""
    collapses on the sofa
    sofa after work
    strokes for
    my right arm for
    hold your breath
    blind without
    from the blackcurrant
    fit kitchens
    fitting kitchens
    fit carpets
    fitting carpets
    fitting a
    a tight fit
    tight fit
    loose fit
    confusing answer
    confusing question
    that is confusing
    this is confusing
    with your questions
    with all this
    with work
    breast stroke
    stroke at the pool
    black out here
    blackout curtains
    blackout blinds
    lost sleep
    lose sleep
    sunglasses
    choke on the mower
    fitting is my
    into a flutter
    have a fit when
    have a fit if
    have a fit about
    throw a fit
    threw a fit
    would have a fit
    will have a fit
    had a fit when
    had a fit about
    had a fit over
    in fits
    fits of
    at the knees
    swallow my pride
    swallow his pride
    swallow her pride
    swallow the bill
    swallow that
    tongue tied around
    tongue tied when
    love is blind
    blind date
    blind faith
    blind rage
    the blinds
    my blinds
    new blinds
    venetian blinds
    roller blinds
    blinded by the
    blinds me
    colour blind
    color blind
    power cut
    passed out leaflets
    passed out flyers
    passed out sweets
    passed out the
    passed out cards
    dying down
    dying for a
    balance sheet
    bank balance
    account balance
    out of balance
    work life balance
    balance of power
    at the right time
    as prescribed
    past midnight
    out watching
    out in a meeting
    out during
    before my first coffee
    before coffee
    before my coffee
    with soap
    drive an ambulance
    drove an ambulance
    ambulance driver
    ambulance went
    saw an ambulance
    heard an ambulance
    i stroke
    to stroke
    breast stroke
    back stroke
    butterfly stroke
    understand you
    understand your
    boringly
    numbingly
    numb with boredom
    bored numb
    comfortably numb
    numb the pain
    dead end
    drop dead
    drop off
    dropped off
    choked up
    choke up
    head over heels
    heart attack when i saw
    collapsed with laughter
    fit as a fiddle
    fits me
    fits into
    a good fit
    a perfect fit
    keep fit
    fit and well
    fighting fit
    flat out at
    knocked out of the
    knock out round
    short of breath laughing
    takes my breath away
    took my breath away
    breathless with excitement
    run out of breath
    dying for
    without my glasses
    without my specs
    without my contacts
    dying to
    from my window
    from the window
    from the back
    that is hard to
    that was hard to
    hard to say really
    hard to say if
    hard to say whether
    hard to say for
    stand his
    stand her
    stand my
    stand the
    stand it
    stand this
    stand that
    stand him
    stand people
    stand being
    stand when
    stand up to
    stand to
    speak french
    speak spanish
    speak german
    speak english
    speak italian
    speak hindi
    speak welsh
    speak a word of
    speak any
    speak for
    speak highly
    speak to strangers
    speak in public
    walk past
    walk away
    walk the dog
    walk in heels
    see without
    see from here
    see the point
    see the funny
    see the difference
    see the wood
    see the screen
    see any reason
    see any point
    see why
    see eye to eye
    see myself
    see a future
    see a way
    breathe through
    breathe for
    talk about it
    talk to strangers
    move on
    move house
    feel the cold
    feel the love
    confused by
    confused about the
    confused about my
    confused about which
    confused with
    lost for words
    at a loss
    dead tired
    hard to swallow that
    into bed
    for bed
    with laughter
    of embarrassment
    of boredom
    of shame
    of the bill
    out loud laughing
    in the storm
    during the storm
    of midnight
    of luck
    of genius
    of time
    of what i was saying
    what did you ask
    what was the question
    every night
    at work is
""")
# Said of the sign itself, not of what came after it.
SOOTHING = _rows("""
    as usual
    as normal
""")
REACTION = _words("""
    bill bills price prices laughing laughter laughed giggling giggles joke jokes score
    cost tickled comedy boredom bored embarrassment invoice receipt
""")
# Harmless reasons, each with the stems of the faults that it explains.
REASONS = (
    (
        _words("""
            dentist dental filling fillings novocaine anaesthetic anesthetic braces
            extraction wisdom canal hygienist denture dentures
        """),
        _words("""
            numb numbnes dribbl drool droop lopsid crook talk speak slur speech fun
            swell swollen froze freez feel mouth lip chin tongu
        """),
    ),
    (
        _words("""
            gym workout squats treadmill marathon training trained spin pilates weights
            press exercise exercising jog jogging cycling yoga football rugby hike
            hiking gardening lunges
        """),
        _words("jell heav weak dead wob lift leg arm shak trembl stiff ach limp"),
    ),
    (
        _words("""
            slept leaning leant leaned kneeling crouching crossed cross awkwardly
            squashed
        """),
        _words("numb numbnes dead sleep asleep ting tingl pin feel fuzz prickl"),
    ),
    (
        _words("""
            contact contacts lenses lens optician optician's varifocals steam onion
            onions shortsighted longsighted
        """),
        _words("blur see sight vision fuzz doubl cloud haz"),
    ),
    (
        _words("ice lolly snow frost mint chilli chili curry"),
        _words("numb numbnes feel ting tingl"),
    ),
    (
        _words("botox filler fillers"),
        _words("mov droop lift smil numb freez froze frown stiff"),
    ),
    (
        _words("sweet toffee gobstopper gum sweets marshmallow"),
        _words("lopsid crook mouth chok cheek"),
    ),
    (
        _words("teething teether"),
        _words("dribbl drool"),
    ),
)
# Beside one of these no reason counts.
URGENT = _words("suddenly sudden help worse ambulance emergency woke")
# Inanimate nouns: what can fail and is no patient.
THINGS = _words("""
    plant plants flower flowers tree trees leaf leaves car van bike lorry truck bus
    train battery batteries phone laptop computer app website wifi broadband internet
    signal connection reception tv telly television radio printer speaker dog cat horse
    rabbit hamster fish bird tea coffee soup wine curry chocolate roof wall fence shelf
    curtain curtains door gate bridge shed economy market government company business
    marriage team boiler fridge freezer oven heating power electricity lights light lamp
    bulb link lock tyre tire engine brakes cake tent table chair bed sofa building house
    internet line network password argument plot book film movie story boss printer rose
    roses mower vase candle ladder pram trolley vacuum hoover doll toy robot screen
    keyboard remote clock watch jumper shirt trousers swimmer
""")

# Known words that are heard for another after "my", "her" or "his".
HEARD_FOR = {"harm": "arm"}
# What hands hold: "can't hold my pen" is a sign, a lost pen is none.
HELD = _words("pen cup glass spoon fork knife plate keys mug bag paper")

# Words that are no mishearing of others.
COMMON = (
    _words("every war wedding party holiday stage window moment letter point nice")
    | THINGS
    | REACTION
    | LEARNED
    | NEARLY
)

# ---- Too much of a medicine: who takes, how much, of what, and whose.
TOOK = _words("""
    took taken swallowed had drank drunk ate eaten necked downed popped gulped given
    gave
""")
DRUGS = _words("""
    tablet tablets pill pills capsule capsules medicine medicines medication medications
    med meds dose doses insulin drugs
""")
TOO_MUCH = _rows("""
    too many
    too much
    way more
    far more
    double
    twice the
    twice as many
    twice as much
    triple
    two times
    three times
    four times
    five times
    ten times
    whole box
    whole bottle
    whole packet
    whole pack
    whole strip
    whole sheet
    whole week
    whole lot
    entire
    handful
    fistful
    load of
    loads of
    pile of
    box of
    packet of
    bottle of
    wrong
    someone else
    somebody else
    wife
    husband
    mother
    father
    brother
    sister
    partner
    neighbour
    friend
    mate
    granny
""")
ALL_AT_ONCE = _rows("""
    at once
    in one go
    in one sitting
    all together
    by mistake
    by accident
    accidentally
    instead of mine
    instead of hers
    instead of his
    instead of my own
""")
CHILDREN = _words("""
    baby toddler child kid son daughter grandson granddaughter boy girl lad lass niece
    nephew little
""")
GOT_AT = _rows("""
    swallowed
    ate
    eaten
    drank
    drunk
    been at
    been in
    been into
    got at
    got into
    got hold of
    getting into
""")
OWN = _words("his her their own")

# ---- Signs that have passed: to a danger question they are neither a yes nor a no.
# What alone says that something is over.
OVER_NOW = _rows("""
    came and went
    come and gone
    been and gone
    comes and goes
    come and go
    back to normal
    back to usual
    back to itself
    back to himself
    back to herself
    back to myself
    back how it was
    back as it was
    back up again
    back again now
    came back to normal
    went back
    popped back
    got it back
    have it back
    came right
    come right
    came good
    went away
    gone away
    gone off
    went off again
    wore off
    worn off
    wore away
    worn away
    eased off
    eased up
    let go after
    let up
    died down
    calmed down
    cleared up
    cleared off
    passed off
    passed over
    went by itself
    went of its own accord
    stopped by itself
    stopped of its own accord
    righted itself
    sorted itself
    put itself right
    fixed itself
    not last
    not stay
    not there now
    not there any more
    not there anymore
    not happening now
    not now
    not any more
    not anymore
    but not today
    only for a
    just for a
    no longer
    no more of it since
    not since
    nothing since
    short lived
    only lasted
    lasted a
    lasted about
    lasted for
    lasted maybe
    lasted only
    lasted #
    over and done
    over with
    over now
    all over
    over it now
    am over it
    over by
    over in
    over before
    out of it now
    used to be
    all right now
    all right again
    all right since
    all right after
""")
# Verbs that say so after "it" or "that".
ENDED = _words("""
    gone went passed stopped ceased cleared faded eased lifted settled vanished
    disappeared recovered resolved quit finished subsided ended over past receded
    improved better
""")
ENDING_OF = _words(
    "it that this they those droop weakness numbness slurring all was one"
)
ENDS_AS = _words("is has have had was were just soon then all did up also quickly")
# After "it has gone": what still makes it the end, not a sign ("it has gone numb").
ENDS_WITH = _words("""
    now again away off by before since thank thankfully but and then so today this
    completely already when after in within on quick quickly of i she he for as until
    back entirely altogether too
""")
WELL = _words("""
    fine okay ok alright good normal better grand well myself itself herself himself
    strong straight proper usual right
""")
AGAIN = _words("now again since after afterwards")
TURNS = _words("but then now today since afterwards by")
# What was there, on which day, and for how long.
WAS = _words("did had was were happened came went drooped dropped")
WAS_THERE = _rows("""
    it did
    that did
    it happened
    that happened
    this happened
    i did
    he did
    she did
    they did
    had it
    had that
    had one
    had some
    had those
    was there
    there was
    it came
    did happen
    did have
    did droop
    did go
    yes
""")
THEN = _rows("""
    yesterday
    earlier
    ago
    last night
    this morning
    the other day
    the other night
    first thing
    in the night
    at breakfast
    at lunch
    at dinner
    at tea
    over the weekend
    at the weekend
    on monday
    on tuesday
    on wednesday
    on thursday
    on friday
    on saturday
    on sunday
""")
FOR_SO_LONG = _rows("""
    for a bit
    for a while
    for a little
    for a minute
    for a moment
    for a second
    for a sec
    for a spell
    for a few
    for a couple
    for a short
    for half
    for about
    for #
    a short while
""")
STILL = _words("still worse always yet")
# How a verb ends that says what goes on.
GERUND = "ing"

# What Amazon's own intents hear without a sample of ours.
BUILT_IN = {
    "AMAZON.HelpIntent": ("help", "help me", "can you help me", "what can i say"),
    "AMAZON.StopIntent": ("stop", "off", "shut up", "be quiet", "quit", "goodbye"),
    "AMAZON.CancelIntent": ("cancel", "never mind", "forget it"),
    "AMAZON.YesIntent": ("yes", "yes please"),
    "AMAZON.NoIntent": ("no", "no thanks", "no thank you"),
    "AMAZON.RepeatIntent": ("repeat", "say that again", "repeat that"),
    "AMAZON.NextIntent": ("next", "skip forward"),
    "AMAZON.PreviousIntent": ("previous", "go back", "back", "skip back"),
    "AMAZON.StartOverIntent": (
        "start over",
        "restart",
        "start again",
        "start from the beginning",
    ),
    "AMAZON.NavigateHomeIntent": (
        "go home",
        "home",
        "home screen",
        "navigate home",
        "go to the home page",
        "take me home",
        "bring me back home",
    ),
}
LAUNCH_WORDS = (
    *_row("ask tell open launch start use run play begin resume load enable"),
    "talk to",
)
CONNECTORS = _words("to and that")
EXIT = _words("exit")
