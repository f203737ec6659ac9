"""Short lists of words that say nothing about a subject, folded as `fold.words` folds them.

They keep "and" out of the reasons. Written by hand.
"""

from matchmaker.matching.fold import words

_LISTS = {
    "en": """
        a about after again all already also always an and another any are as at away back be because been before
        between both but by came can come comes coming could day days did do does each eight even every everybody
        everything few first five for four from full gave get gets getting give gives go goes gone had hand has
        have he her here him his hold how i if in into is it its just keep keeps knew know known knows last learn
        learned less let like little long look looking made make many may meet might month months more most much
        must need needs never new next nine no nobody not nothing of off offer offers often on once one ones only
        open or other our out over own part people per place put ready really said same say see seen send set
        seven several she should show six small so some someone something sometimes start started stay still such
        take taken takes tell ten than that the their them then there these they thing things think this those
        three through time times to together told too took try two under until up us use usually very want wants
        was way ways we week weeks well went were what when where which while who whose why will with within
        without word words work worked working works would write written year years yet you your
    """,
    "ku": """
        a an ango anku ba be ber berî bi bin birêve bo bû bûn bûye carek cem da de deh dema der derbarê di dibe
        dibin didin dikarin dike dikin divê du dû e em emê ev ew ewê ez gelek got heft heger hemî hemû hene her
        heta heye heşt hin hinek hê hûn in ji jê jî ka kar karê kes kir kirin ku kî lewma li liser lê man me
        mebest meh min mîna na nav navbera ne neh niha nîn nîne pênc re roj rojan rojê sal salan salê salî sê
        tişt tê tên van vê vî wan wek wekî wê wî xwe xwedî ya yan yek yê yên zêde çawa çend çi çima î û şeş
    """,
    "ar": """
        أكثر أن أو أي أيضا إلى إن اكثر التي الذي الذين الى انا او ايضا بعد بعض به بها بين تكون تلك ثم حتى حول
        خلال دون ذلك سنة سنوات ضد على عليه عليها عن عند عندنا غير في فيه فيها قبل قد كان كانت كل كما كيف لا لدى
        لدينا لكن لم لن لنا له لها لهم ليس ما مثل مع من منذ منه منها نحتاج نحن نقدم هذا هذه هم هنا هناك هو هي و
        يكون يمكن
    """,
    "de": """
        aber acht alle als also am an auch auf aus bei bin bis da damit das dass dem den denn der des die dies
        diese dieser drei durch ein eine einem einen einer eines er es fünf für haben hat hier ich ihr ihre im in
        ist ja jede jeder kann kein können man mehr mit nach neun nicht noch nur ob oder ohne sechs sehr sein
        sich sie sieben sind so um und uns unser unsere unter vier vom von vor war was weil wenn werden wie wir
        wird zehn zu zum zur zwei zwischen über
    """,
    "fr": """
        au aux avec c ce ces cette chez comme d dans de des du elle elles en est et eu il ils j je l la le les
        leur leurs lui mais même n ne nos notre nous on ont ou où par pas plus pour qu que qui s sa sans se ses
        son sont sur tous tout très un une vos votre vous y à être
    """,
    "es": """
        a al algo como con cual cuando de del desde donde el ella ellos en entre era es esta este estos están ha
        hasta hay la las le les lo los me mi muy más ni no nos nuestra nuestro o para pero por porque que se ser
        si sin sobre son su sus también tenemos un una uno unos y ya
    """,
    "it": """
        a ad ai al alla alle anche che chi ci come con da dai dal dalla degli dei del della delle di e ed gli ha
        hanno i il in io la le lo loro ma ne nei nel nella noi non nostra nostro o per più questa questo se si
        sono su sul sulla tra un una uno è
    """,
    "tr": """
        ama ancak bir biz bize bu bunu da daha de değil diye en gibi hem her ile ise için kadar ki mi mu mü mı ne
        o olan olarak olduğu sonra var ve veya ya yok çok üzere şu
    """,
}

STOP_WORDS = {language: frozenset(words(listed)) for language, listed in _LISTS.items()}
"""By language tag; a language without a list has none."""
