"""Sentences as people say them, for these tests alone: none is a model's sample."""

from __future__ import annotations

INTENTS: dict[str, str] = {
    "WhyTwitchIntent": """
        why on earth does my cheek keep twitching
        um so my left eyelid has been twitching non stop
        do you know why my face keeps on twitching
        my eyelids are twitching and it started about two weeks ago
        i've got this annoying twitch under my left eye
        my mum's eyelid keeps jumping when she is tired
        can you tell me why my eyelid is jumping
        my island keeps switching
        what's making my eyelid twitch all the time
        the corner of my mouth keeps twitching since yesterday
        my right eye won't stop twitching after too much coffee
        the muscles in my face keep twitching for no reason
        """,
    "ListCausesIntent": """
        what are all of the possible causes
        could you list the causes for me
        what sort of things can cause twitching
        please read me all the causes
        what would make a face twitch
        which things cause facial twitching
        i would like to hear what the causes are
        """,
    "ExplainCauseIntent": """
        can you tell me some more about eye strain
        could it maybe be stress
        do you think it could be a stroke
        what exactly is a hemifacial spasm
        tell me about try geminal neuralgia
        i want to know about bell's palsy
        what are the signs of a stroke
        could it be lupus
        is it possible that it is dry eyes
        could low magnesium be the reason
        might too much coffee be causing this
        """,
    "PreventionTipsIntent": """
        what's the best way to stop it
        have you got any tips for dry eyes
        how can i make the twitching stop
        is there something i can do about it at home
        give me some tips please
        what could i do to prevent it
        any advice for tired eyes
        how do i calm my eyelid down
        """,
    "WhenToSeeDoctorIntent": """
        do you think i should see a doctor
        is this something serious
        when would i need to see a doctor about it
        at what point should i start to worry
        should i be worried about this
        do i really need to go to the hospital
        is eye strain dangerous
        """,
    "TreatmentIntent": """
        how do they treat hemifacial spasm
        what's the treatment for trigeminal neuralgia
        can bell's palsy be cured
        how would a doctor treat a hemifacial spasm
        is there any treatment for blepharospasm
        """,
    "MedicineIntent": """
        should i be taking aspirin
        what is carbamazepine used for
        would magnesium help me
        can i take some ibuprofen for it
        what does gabapentin actually do
        is it okay to take potassium
        """,
    "CaregiverIntent": """
        i'm asking on behalf of my poor old mum
        it's actually for my husband
        i am calling about my grandmother
        this is for my little boy
        i look after an elderly lady
        no it isn't for me it's for my wife
        """,
    "NotSureIntent": """
        yeah i think so
        well yes a little bit
        well i really have no idea to be honest
        i honestly don't know
        um i'm not really sure about that
        can we please skip that one
        i can't really remember
        hard to say really
        """,
    "WhyAskIntent": """
        why do you want to know that
        why are you asking me that
        but why does that matter
        why would you need to know that
        """,
    "SourcesIntent": """
        how do you know that
        who told you that
        where do you get your information from
        what are your sources for that
        when was this last checked
        says who exactly
        """,
    "AboutIntent": """
        are you a real doctor then
        what do you do with all my answers
        who made this skill
        do you keep what i say
        are you recording this
        is this private
        """,
    "ChangePaceIntent": """
        could you possibly talk a bit slower for me
        please speak more slowly
        you're going too fast
        can you speak faster please
        go back to normal speed please
        """,
    "RephraseIntent": """
        can you say that in other words please
        i don't really understand that
        could you explain that more simply
        what does that actually mean
        sorry i didn't understand
        """,
    "AMAZON.YesIntent": """
        yes that's right
        yes she does
        yes please go ahead
        """,
    "AMAZON.NoIntent": """
        no she doesn't
        no nothing like that
        nope none of those
        no i don't think so
        not that i've noticed no
        no not really
        """,
    "AMAZON.HelpIntent": """
        help me please
        what can i say here
        what can i ask you
        i need some help
        """,
    "AMAZON.StopIntent": """
        please stop now
        okay stop talking
        goodbye then
        that's all thanks
        alexa stop
        """,
    "AMAZON.RepeatIntent": """
        can you repeat that please
        say that one more time
        sorry what did you say
        i didn't hear that
        could you say that again please
        """,
    "AMAZON.NextIntent": """
        tell me some more
        go on please
        what else is there
        the next one please
        """,
    "AMAZON.StartOverIntent": """
        let's start all over again
        can we start again from the beginning
        """,
    "TopicIntent": """
        what's the weather like today
        tell me a joke
        play some music by the beatles
    """,
    "AMAZON.ResumeIntent": """
        carry on then
    """,
    "AMAZON.FallbackIntent": """
        order me a pizza
        set a timer for ten minutes
        who won the football last night
        turn on the kitchen lights
        blah blah blah
        how tall is mount everest
        what's the capital of france
        add milk to my shopping list
        """,
}

DANGERS = """
    the left side of her mouth is sort of hanging down
    no, her arm is weak
    i think her face is a bit droopy
    my husband can't seem to get his words out
    she is slurring all her words
    her face has suddenly dropped on one side
    one side of his face is drooping
    i can't lift up my left arm
    my arm has gone all weak and heavy
    help me please i think she's having a stroke
    my mum can not speak properly all of a sudden
    he is talking but nothing he says makes any sense
    her speech has gone all slurred and she is confused
    i have suddenly lost the sight in one eye
    i am seeing double
    this is the worst headache of my life
    he is having a seizure
    she is having a fit
    he's passed out and won't wake up
    i can't breathe properly
    my throat is swelling up
    my tongue is swelling and it's hard to breathe
    i can't swallow anything
    my baby is jerking and won't stop
    dad has collapsed on the floor
    i've got a bad pain in my chest
    my leg has gone weak
    one side of my body has gone numb
    the twitch started in her face and now her whole arm is jerking
    no drooping but her arm is weak
    not just a twitch her mouth is drooping
    i'm not sure but her face might be drooping
    my face is drupping on the left
    she can't smile properly on one side
    his smile is all lopsided
    my eyelid twitches and i can't get my words out
    she took too many tablets
    i can't see out of my left eye
    he can't walk straight all of a sudden
    my words are coming out jumbled
    """

CALM = """
    my eyelid feels heavy from the screen
    i'm numb from the dentist
    could it be a stroke
    what are the signs of a stroke
    how is a stroke treated
    she had a stroke ten years ago
    my father had a stroke in two thousand and ten
    no drooping
    there's no weakness
    her speech is fine
    her mouth is not drooping
    there is no drooping and no weakness
    i don't have any arm weakness or slurred speech
    no she can speak fine
    her face isn't drooping at all
    my eyelid just flickers when i read
    can stress cause a stroke
    i'm worried it could be a stroke
    my arm is fine and so is my speech
    no numbness anywhere
    i've never had a seizure
    my eyes are tired from the computer
    """

DENIED = """
    no drooping at all
    there's no weakness at all
    her mouth is not drooping
    there is no drooping and no weakness
    i don't have any arm weakness or slurred speech
    her face isn't drooping at all
    no numbness anywhere
    his arms are fine
    """

# By the classes that sign spotting was built for: any part with any fault, lost
# abilities, hedges, questions about someone.
FAULTS = """
    chest pain at the gym
    she's collapsed on the sofa
    my arm went dead at the gym and my face is drooping
    amma says her left hand has no strength
    dad has a temperature and he can't bend his neck
    can't talk properly
    the left half of her smile has slid down
    my gran's lip is sagging and she keeps dribbling her tea
    his mouth is all twisted
    one side of my face just won't move
    my cheek has gone floppy since lunch
    his arm just flopped and he can't hold his cup
    my fingers won't grip the pen
    her right hand is useless all of a sudden
    my arm's as heavy as lead
    he can't squeeze my hand
    my leg keeps buckling under me
    her foot is dragging along the floor
    i've lost all feeling down my left side
    my face has gone dead on the right
    he's talking gibberish
    her words are coming out as mush
    i can't seem to string a sentence together
    mum keeps calling the kettle a dog and makes no sense
    he doesn't know what year it is
    she doesn't recognize me
    my sight went like a curtain coming down
    i can only see half of your face
    everything's doubled since this morning
    i keep tipping over to the left
    the room is spinning and i can't stand
    it's like someone hit me over the head with a hammer
    worst head pain i have ever known
    he's thrashing about on the floor and his eyes rolled back
    she's stiff as a board and shaking
    he goes blank and doesn't answer me for a minute
    i can't catch my breath
    he's gone blue round the lips
    she can't swallow her own spit
    my lips have blown up like balloons
    my throat feels like it's closing
    both my hands have cramped into claws
    my jaw is jammed shut
    my neck is twisted round and stuck since the anti sickness pill
    he banged his head and now he's being sick
    she fell off the ladder and she's very drowsy
    my baby keeps jerking in a rhythm and it doesn't stop when i hold him
    i'm thirty weeks pregnant with flashing lights and a banging headache
    my blood pressure is two ten over one fifteen and my chest hurts
    grandad has keeled over and won't answer
    she passed out in the kitchen
    there's a crushing weight on my chest
    burning up with a stiff neck and a rash
    he hasn't weed all day and can't keep anything down
    he swallowed a whole bottle of pills
    it might be nothing but her mouth has dropped
    is it normal that my arm is dead now
    why can't i feel my face
    what do i do, my husband can't speak
    no, her arm is weak
    not sure but i think her speech is slurred
    my mum had a stroke years ago and now her face is drooping again
    she was fine an hour ago and now she can't talk
    help he's not breathing
    her bottom lip has dropped and her cup is leaking
    dad's smile has gone wonky on the left
    my mouth's gone all lopsided today
    half of his face looks frozen
    my eyelid and cheek have suddenly dropped
    she can't grip my fingers with her right hand
    my hand has gone limp
    i can't raise my arm above my shoulder suddenly
    his leg gave way and he can't get up
    my whole left side is numb
    i can't feel my hand or my cheek
    the words won't come out of his mouth
    she's jumbling all her words
    he sounds drunk but he hasn't had a drop
    i'm struggling to speak
    my wife has no idea where she is
    suddenly he can't understand anything i say
    i've gone blind in my right eye
    there's a black shadow across half my vision
    i'm seeing two of you
    she's staggering like a drunk and she doesn't drink
    i can't keep my balance since breakfast
    a headache came on like a thunderclap
    the most horrible headache i've had in my life
    my son is convulsing
    he's having one seizure after another
    she's foaming at the mouth
    she stares straight through me and won't answer
    the jerking went from my face down to my hand
    he's fighting for breath
    i'm gasping for air
    i'm choking and can't swallow
    my tongue is swelling up after a nut
    my fingers have locked up and won't open
    i can't open my jaw at all
    my eyes are stuck looking up since the injection
    she hit her head and can't remember anything
    blood is coming from his ear after a fall
    the baby has gone all floppy
    my newborn is jerking on one side
    i'm pregnant and my head is splitting and i see spots
    my pressure is one ninety five over one twenty five and i can't see properly
    he's out cold
    i can't wake my dad
    she just dropped to the floor
    i've got a tight band round my chest and my arm hurts
    he has a fever and he can't bend his neck
    i can't keep a drop of water down
    my little girl got into my tablets
    my husband took twice his dose of pills
    could be nothing but my speech has gone funny
    why is my mother's mouth hanging down
    should i worry that my leg has gone dead
    yes, her speech is slurred
    no but his face is drooping
    i think i'm having a stroke
    i had a twitch for weeks and now my arm won't move
    my face droops on one side and i can't close my eye
    she can't smile properly
    i suddenly can't read or find my words
    his lips have slid down on the left and he's dribbling
    the corner of her mouth is hanging and her eye won't close
    my left cheek's gone slack
    mam's face looks all twisted up
    i can't get my right hand to work
    my arm is just hanging there
    he keeps letting go of his spoon, his fingers don't work
    my left leg has gone to jelly
    she's dragging one leg behind her
    half my body has gone numb
    there's no feeling in my left hand
    my brother's speech is all garbled
    she's speaking but the words are nonsense
    i keep saying the wrong words
    he suddenly has no clue who i am
    gran is really confused tonight
    everything's gone black in my right eye
    i see two of everything all of a sudden
    i'm so dizzy i can't stay upright
    sudden blinding headache out of nowhere
    my wife is having a fit right now
    he's gone rigid and he's shaking all over
    she keeps blanking out when her lip twitches
    the twitch spread from my cheek to my arm
    i'm struggling to get air
    her lips are turning purple
    my throat's closing up
    food keeps getting stuck and i'm choking
    dad fell and banged his head and he's confused
    my husband has collapsed in the garden
    he won't wake up
    pain in my chest and down my arm
    she's taken an overdose
    do you think i'm having a stroke, my arm's gone weak
    is she having a stroke
    i know it's silly but my face feels numb on one side
    it came on suddenly, i can't speak properly
    my speech was slurred this morning but it's fine now
    i had a stroke last year and my arm has gone weak again
    what's happening, i can't move my legs
    """

# Questions in general, long ago, other people, films, fears, reassurance, things,
# manners of speaking.
FRAMES = """
    how do people know they are having a stroke
    what does slurred speech sound like
    would my face droop if it was bell's palsy
    if my speech ever slurs who do i ring
    does anxiety make your face go numb
    is face drooping common
    can you have a stroke in your twenties
    my aunt had a stroke in nineteen ninety
    my dad used to have fits as a boy
    i fainted once at a wedding years ago
    my brother was paralysed from birth
    my nan died of a heart attack
    i saw a film where a man had a seizure
    i read that twitching can mean a stroke
    i'm scared of having a stroke
    i don't want to end up having a stroke
    i got checked for epilepsy and it was fine
    her face looks normal
    both arms work fine
    he's talking perfectly well
    she's walking about normally
    no slurred speech no drooping
    i've no chest pain and my breathing is fine
    my smile is even
    he can see perfectly
    i nearly passed out when i saw the price of petrol
    i almost had a stroke laughing
    i could have died of shame
    my phone died and i was lost
    the car has no power
    my laptop screen went black
    the wifi keeps dropping
    my jokes fall flat
    i'm speechless at how good you are
    i was blown away
    this queue is killing me
    my husband collapses on the sofa after work
    i'm dead tired
    my memory is like a sieve
    my arm is tired from carrying shopping
    my legs ache after the run
    my hand is sore from typing
    my foot is asleep from sitting cross legged
    my mouth is numb after the filling
    my eyelids droop when i'm sleepy
    i can't see without my specs
    i can't breathe through my nose with this cold
    my throat is a bit scratchy
    i have a slight headache from the screen
    i can't speak french
    i can't walk past a bakery
    i dropped my phone in the bath
    he can't stand his boss
    i feel weak at the knees when she smiles
    the twitch is doing my head in
    my neck is a bit stiff
    my eye is a bit watery
    i was so confused by the form
    he fell asleep on the sofa
    my neighbour had a stroke last month and i'm worried about my twitch
    how would i spot a stroke in my mum
    what happens during a seizure
    could a stroke make my eye twitch
    if i ever can't speak what do i do
    does a droopy mouth always mean a stroke
    are fits dangerous
    can dehydration make you confused
    my grandad had a stroke in two thousand and twelve
    i used to get fits when i was small
    she passed out once as a teenager
    my cousin went blind years ago
    my father passed away from a stroke
    on the news a man collapsed
    i read about seizures online
    i'm frightened of having a seizure one day
    my doctor ruled out a stroke
    my mum's speech is clear as a bell
    she can move both her arms
    his face is even and he talks fine
    no problems with my balance or my sight
    nobody is drooping
    no numbness or weakness anywhere
    my grip is strong
    nothing wrong with his speech
    i nearly collapsed when i got the bill
    i laughed so hard i couldn't breathe
    i was lost for words at the party
    the battery is dead
    the car broke down and the engine is dead
    my computer crashed and the screen froze
    the flowers are drooping
    my internet is weak
    i could murder a coffee
    i'm so tired i could drop
    i'm knackered and fall into bed at nine
    my brain is fried
    my head is all over the place with this divorce
    my shoulders are stiff from the desk
    my wrists ache from the keyboard
    my back is killing me
    my tongue is numb from the dentist
    my eyelids get heavy watching telly
    my vision goes blurry without my glasses
    my voice is hoarse from singing
    i get a mild headache after reading
    i can't speak for my husband
    i can't stand up to my boss
    i dropped a plate this morning
    she can't see the funny side
    he's a bit slow in the mornings
    the twitch is driving me round the bend
    my jaw clicks a bit
    my eyes are a bit dry
    i got confused by the bus timetable
    she fell asleep in front of the telly
    my colleague had a seizure last year
    i had a fit of giggles
    my dog had a stroke
    what are the early symptoms of a stroke
    can eye strain make you go blind
    do strokes hurt
    when do babies get fits
    if someone collapses what should i do
    would a seizure show up on a scan
    my grandmother was paralysed after the war
    i had convulsions as a baby
    he had a heart attack in two thousand and five and recovered
    there's a family history of strokes
    my friend's dad had a stroke years ago
    i watched a documentary about epilepsy
    i worry about having a stroke like my dad
    her speech is perfectly clear
    my balance is good
    i can move my arms and legs fine
    his mouth looks the same as always
    no i haven't collapsed
    she hasn't got chest pain
    not numb at all
    i nearly jumped out of my skin
    i laughed till i cried
    my car battery is dead
    my phone is dead
    the curtain is hanging crooked
    the printer is jammed
    i'm dying for a cup of tea
    i could sleep for a week
    my heart sank when i got the letter
    my eyes feel heavy after work
    i strained my arm at tennis
    my legs are stiff after cycling
    i have pins in my ankle from an old break
    my hands are cold
    my mouth is dry
    i've a frog in my throat
    i can't see the bus stop from my window
    i can't find the remote
    i can't remember when it started
    i feel a bit down these days
    """

# Something about a face that moves, like no sample.
TWITCHES = """
    me left eye won't quit jumping
    my brow is ticking like a clock
    there's a flutter under my lower lid
    my nose keeps twitching
    my chin's been quivering since tuesday
    dad's cheek jumps every few minutes
    my lip has been pulsing for a week
    i get a spasm in my cheek
    a muscle by my mouth keeps jumping
    my upper lid keeps fluttering on and off
    the side of my nose is twitching
    my temple keeps pulsing
    my sister's eyelid keeps jumping
    a twitch in my chin for a month
    my eyebrow has been flickering for days
    his mouth keeps twitching when he's tired
    i keep getting a tic in my eye
    there's something jumping under my eye
    """

# utterance -> slots (a list where there are several)
SLOTS: dict[str, dict[str, str | list[str]]] = {
    "two weeks": {"duration": "P2W"},
    "it's been about 2 weeks now": {"duration": "P2W"},
    "no, the cheek": {"location": "cheek"},
    "my eyelid, no, the cheek": {"location": "cheek"},
    "two days, sorry, three days": {"duration": "P3D"},
    "um my left eyelid i think": {"location": "eyelid"},
    "my eyelid has been twitching for two weeks since i started drinking coffee": {
        "location": "eyelid",
        "duration": "P2W",
        "trigger": "caffeine",
    },
    "too much coffee and staring at screens": {"trigger": ["caffeine", "screen"]},
    "stress and coffee": {"trigger": ["stress", "caffeine"]},
    "i drink a lot of coffee and i am really stressed": {
        "trigger": ["caffeine", "stress"]
    },
    "tell me more about eye strain": {"cause": "eye_strain"},
    "i think her mouth is drooping": {"warning_sign": "face_droop", "person": "other"},
    "my mother's mouth is hanging down": {
        "warning_sign": "face_droop",
        "person": "mother",
    },
    "i'm asking on behalf of my poor old mum": {"person": "mother"},
    "please speak more slowly": {"pace": "slow"},
    "my eye's been twitching, the new baby keeps me up": {
        "person": "self",
        "location": "eyelid",
    },
    "my pressure is 190 over 125": {"warning_sign": "high_pressure"},
    "my blood pressure reads one eighty five over one hundred and ten": {
        "warning_sign": "high_pressure"
    },
    "stroke": {"warning_sign": "stroke_suspected"},
    "coffee": {"trigger": "caffeine"},
    "my lid has been jumping for a month, ten hours a day on screens": {
        "duration": "P1M"
    },
}


def lines(text: str) -> list[str]:
    """One sentence a line."""
    return [line.strip() for line in text.strip().splitlines()]
