"""Made-up needs with a judgement of which say the same: written by hand, before anything was measured on them.

Every need of one topic says the same in other words, as neighbours do; `ALONE` are needs that nobody else
has said, some of them in words that the topics use for something else.
"""

TOPICS: dict[str, tuple[tuple[str, str], ...]] = {
    "damp": (
        (
            "Damp and mould in council flats",
            "The walls are wet and black with mould. My son coughs all winter.",
        ),
        (
            "Mouldy bedrooms",
            "There is black mould behind the wardrobe of our flat and nobody from the council comes.",
        ),
        ("Our flat is damp", "Water runs down the walls. The mould comes back a week after we clean it."),
        ("Repairs for damp homes", "Tenants report damp walls again and again, and the repair never comes."),
    ),
    "evening buses": (
        ("Buses stop at six", "There is no bus home after the late shift at the hospital."),
        (
            "No evening bus from the hospital",
            "Care workers finish at ten and have to walk: the last bus goes at half past six.",
        ),
        ("A later bus to Hillside", "The last bus to Hillside leaves before most people finish work."),
        (
            "Night buses for shift workers",
            "I pay for a taxi after every late shift, because buses do not run in the evening.",
        ),
    ),
    "sofa surfing": (
        ("Nowhere to sleep", "Young people sleep on sofas when they cannot stay at home."),
        (
            "Teenagers without a bed",
            "My daughter's friend is 17 and sleeps on our sofa. There is no hostel for young people here.",
        ),
        (
            "Somewhere safe for young people to stay",
            "When a teenager is thrown out, there is nowhere to go for the night.",
        ),
    ),
    "loneliness": (
        ("Older people are lonely", "My neighbour is 84 and sees nobody from Friday to Monday."),
        (
            "Company for people who live alone",
            "Many pensioners in our street live alone and would love a lunch club.",
        ),
        ("A lunch club", "Since the day centre closed, lonely older people have nowhere to meet for a meal."),
    ),
    "warm after school": (
        (
            "Somewhere warm to meet after school",
            "Children wait in the bus shelter until their parents come home.",
        ),
        (
            "A youth club in winter",
            "After school it is cold and dark, and young people have nowhere warm to go.",
        ),
        ("After school club", "Parents who work need somewhere for their children from three to six."),
    ),
    "dentist": (
        ("No NHS dentist", "I have rung nine dentists and none takes NHS patients."),
        (
            "Dentists for children",
            "My children have never seen a dentist: every practice in town is private.",
        ),
        (
            "Toothache and nobody to see",
            "I pulled out my own tooth, because no dentist takes new NHS patients.",
        ),
    ),
    "carers' breaks": (
        ("A break for carers", "I look after my mother day and night and have not had a day off for a year."),
        (
            "Respite for family carers",
            "Those who care for a husband with dementia need a few hours to themselves each week.",
        ),
        ("Young carers need time off", "A boy in my class cares for his mum and never gets a break."),
    ),
    "pavements": (
        ("Broken pavements", "My wheelchair cannot pass the broken kerbs on Mill Lane."),
        (
            "Cars parked on the pavement",
            "With a pram or a wheelchair one has to go on the road, because cars stand on the pavement.",
        ),
        (
            "Dropped kerbs for wheelchairs",
            "There is no dropped kerb between my home and the shop, so my wheelchair cannot cross.",
        ),
    ),
    "help with forms": (
        (
            "Help with benefit forms",
            "The forms for Universal Credit are on the internet only and I have no computer.",
        ),
        (
            "Somebody to help people get online",
            "People without a computer cannot apply for benefits or see a doctor.",
        ),
        (
            "Computers at the library",
            "The library closed its computers, and people cannot fill in their benefit forms.",
        ),
    ),
    "discharge": (
        (
            "Stuck in hospital",
            "My father was well enough to go home, but waited three weeks in hospital for home care.",
        ),
        ("Home care after hospital", "People wait on the ward because nobody can help them at home."),
        (
            "Leaving hospital takes too long",
            "There is no one to arrange care at home, so patients stay in hospital for weeks.",
        ),
    ),
    "speech therapy": (
        (
            "Waiting for speech therapy",
            "My son is four and hardly speaks. We have waited fourteen months for a therapist.",
        ),
        (
            "Speech and language help before school",
            "Children start school without being able to talk, because the waiting list is so long.",
        ),
    ),
    "dog mess": (
        ("Dog mess in the park", "Children cannot play on the grass because of what dogs leave there."),
        ("Bins for dog owners", "There is no bin in the whole park, so dog dirt lies on the paths."),
    ),
    "rough crossings": (
        ("A safe crossing by the school", "Cars race past the school and children have to run across."),
        ("Zebra crossing on Station Road", "It is dangerous to cross Station Road on the way to school."),
    ),
}
ALONE: tuple[tuple[str, str], ...] = (
    ("Longer library hours", "The library shuts at four and is closed at weekends."),
    ("Swimming lessons", "The pool has no lessons for adults who never learnt to swim."),
    ("Street lights on Mill Lane", "It is pitch dark on the way from the station."),
    ("A bank for the town centre", "The last bank closed, and shops have nowhere to take their cash."),
    ("Noise from the motorway", "We cannot open a window in summer."),
    ("Allotments", "I have waited six years for a plot to grow vegetables."),
    ("Interpreters at the doctor", "My mother speaks Bengali only, and I have to miss work to translate."),
    ("Public toilets", "There is no toilet in the whole town centre since the market closed."),
    ("A place for teenagers to play football", "The pitch by the river is under water half of the year."),
    (
        "Help to stop gambling",
        "The betting shops are on every corner, and no one helps those who cannot stop.",
    ),
    ("Wheelchair basketball", "There is no team for disabled people within forty miles."),
    ("Cheaper school uniform", "A blazer costs £60 and they grow out of it in a year."),
    ("Fewer potholes", "I broke a wheel of my bicycle on Hill Road."),
    ("Flooding at the Quayside", "Water comes into the shops at every spring tide."),
    ("A vet for people on low incomes", "People give their dogs away because they cannot pay for a vet."),
    ("Bereavement support", "When my husband died, there was nobody to talk to for months."),
)
