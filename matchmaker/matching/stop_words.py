"""Short lists of words that say nothing about a subject, folded as `fold.words` folds them.

They keep "and" out of the reasons, and the counts of them tell languages apart (`detect`). Written by hand.
"""

from matchmaker.matching.fold import words

_LISTS = {
    "en": """
                two three four five six seven eight nine ten a about after again all also an and any are as at
        be because been before between both but by can could
                did do does each every few for from had has have he her here him his how i if in into is it its
        just like
        make many may more most much must need needs new no not of off offer offers on one only or other our out
        over own per same she should so some such than that the their them then there these they this those
                through to too under until up us use very was we were what when where which while who whose why
        will with
        within without would year years you your
    """,
    "ku": """
                sê pênc şeş heft heşt neh deh a an ango anku ba be bi bo ber berî bin birêve bû bûn bûye carek
        çawa çend çi çima da de dema der derbarê
        di dibe dibin didin dike dikin dikarin divê du dû e em emê ew ewê ez gelek got hê heger her heta heye
        hemî hemû hene hin hinek hûn î in ji jî jê ka kes ku kî kir kirin lê lewma li liser man me mebest mîna
        min na navbera ne nîn nîne nav niha ev vê vî van wan wê wekî wek wî xwe xwedî yan yê yên ya yek zêde û
    """,
    "ar": """
                و في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم نحن انا أن إن كان كانت يكون
        تكون قد لا
        ما لم لن كل بعض بين بعد قبل حتى عند أو او ثم لكن كما أي كيف غير منذ خلال لدى لدينا عندنا حول ضد دون مثل
        أيضا ايضا نحتاج نقدم يمكن له لها لهم لنا به بها فيه فيها منه منها عليه عليها هناك هنا ليس أكثر اكثر سنة
        سنوات
    """,
    "de": """
                zwei drei vier fünf sechs sieben acht neun zehn aber alle als also am an auch auf aus bei bin
        bis da damit das dass dem den denn der des die dies diese
        dieser durch ein eine einem einen einer eines er es für haben hat hier ich ihr ihre im in ist ja jede
        jeder kann kein können man mehr mit nach nicht noch nur ob oder ohne sehr sein sich sie sind so über um
        und uns unser unsere unter vom von vor war was weil wenn werden wie wir wird zu zum zur zwischen
    """,
    "fr": """
        à au aux avec ce ces cette chez comme dans de des du elle elles en est et être eu il ils je la le les
        leur leurs lui mais même ne nos notre nous on ont ou où par pas plus pour qu que qui sa sans se ses son
        sont sur tous tout très un une vos votre vous y d l n s c j
    """,
    "es": """
        a al algo como con cual cuando de del desde donde el ella ellos en entre era es esta este estos están ha
        hay hasta la las le les lo los más me mi muy ni no nos nuestra nuestro o para pero por porque que se ser
        si sin sobre son su sus también tenemos un una uno unos y ya
    """,
    "it": """
        a ad ai al alla alle anche che chi ci come con da dai dal dalla degli dei del della delle di e ed è gli
                ha hanno i il in io la le lo loro ma ne nei nel nella noi non nostra nostro o per più questa
        questo se si
        sono su sul sulla tra un una uno
    """,
    "tr": """
                ama ancak bir biz bize bu bunu da daha de değil diye en gibi hem her için ile ise kadar ki mı mi
        mu mü ne
        o olan olarak olduğu sonra şu ve veya ya yok çok üzere var
    """,
}

STOP_WORDS = {language: frozenset(words(listed)) for language, listed in _LISTS.items()}
"""By language tag; a language without a list has none."""
