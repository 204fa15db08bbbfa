/** Copy of an agency that does not exist, and what three desks made of it. Written for this project. */
export interface Copy {
  language: 'kk' | 'ru' | 'en';
  original: string;
  /** A dateline, a word here and there: what most desks do. */
  light: string;
  /** Another order, another headline, a sentence of one's own. */
  moderate: string;
  /** The same news in other words. */
  heavy: string;
  /** Another event of the same kind. */
  other: string;
}

/** Each text begins with its headline. */
export const copies: readonly Copy[] = [
  {
    language: 'en',
    original:
      'Steppe Bank raises its base rate to 16.5 percent\nThe central bank of Steppe raised its base rate by half a point to 16.5 percent on Friday. The board said that prices of food and fuel had grown faster than expected in October. The next decision is due on 16 January. Analysts had expected no change.',
    light:
      'Steppe Bank lifts base rate to 16.5 percent\nORDA, 28 November – Wire. The central bank of Steppe raised its base rate by half a point to 16.5 percent on Friday. The board said that prices of food and fuel had grown faster than was expected in October. The next decision is due on 16 January. Most analysts had expected no change.',
    moderate:
      'Loans become dearer: the rate is 16.5 percent now\nAnalysts had expected no change, but the central bank of Steppe raised its base rate by half a point to 16.5 percent on Friday. Prices of food and fuel had grown faster than expected in October, the board said. Banks will follow within days. The next decision is due on 16 January.',
    heavy:
      'Central bank surprises the market\nBorrowing costs in Steppe went up again: from Friday the key rate stands at 16.5 percent, half a point more than before. The regulator explained the step by inflation of groceries and petrol in autumn. It will look at the figures once more in the middle of January.',
    other:
      'Steppe Bank keeps its base rate at 16 percent\nThe central bank of Steppe left its base rate unchanged at 16 percent on Friday. The board said that prices had grown as expected in August. The next decision is due on 28 November. Analysts had expected this.',
  },
  {
    language: 'en',
    original:
      'Two climbers are rescued after a night on the Merke glacier\nRescuers brought two climbers down from the Merke glacier on Sunday morning. The men, both from Orda, had lost their way in a snowstorm on Saturday and spent the night in a crevasse at 3,900 metres. A helicopter could land only at dawn. Both are in hospital with frostbite, and their lives are not in danger.',
    light:
      'Two climbers rescued from Merke glacier after a night in the snow\nRescuers brought two climbers down from the Merke glacier on Sunday morning, the ministry reports. The men, both from Orda, had lost their way in a snowstorm on Saturday and spent the night in a crevasse at 3,900 metres. A helicopter could land only at dawn. Both are in hospital with frostbite, and their lives are not in danger.',
    moderate:
      'Night in a crevasse at 3,900 metres ends well\nBoth are in hospital with frostbite, and their lives are not in danger: rescuers brought two climbers down from the Merke glacier on Sunday morning. A helicopter could land only at dawn. The men had lost their way in a snowstorm on Saturday and spent the night in a crevasse.',
    heavy:
      'Helicopter saves alpinists\nA mountain rescue team has flown out a pair of alpinists who got stuck in bad weather above Merke at the weekend. They dug themselves in at 3,900 metres and waited for the morning. Doctors treat their hands and feet for frostbite.',
    other:
      'Three hikers are found near the Merke pass\nRescuers found three hikers near the Merke pass on Wednesday evening. The women had missed the path in fog and called for help by phone. They walked down with a guide and needed no doctor. The pass is closed until further notice because of avalanches.',
  },
  {
    language: 'ru',
    original:
      'В Орде открыли новую линию метро\nВ Орде запустили вторую линию метро. На ней пять станций, поезда ходят каждые шесть минут. Строительство заняло восемь лет и обошлось в 210 миллиардов тенге. До конца года проезд по новой линии будет бесплатным, сообщили в акимате.',
    light:
      'В Орде запустили новую линию метро\nОРДА, 28 ноября. В Орде запустили вторую линию метро. На ней пять станций, поезда ходят каждые шесть минут. Строительство заняло восемь лет и обошлось бюджету в 210 миллиардов тенге. До конца года проезд по новой линии будет бесплатным, сообщили в городском акимате.',
    moderate:
      'Восемь лет и 210 миллиардов: метро в Орде стало длиннее\nДо конца года проезд по новой линии метро будет бесплатным, сообщили в акимате Орды. Строительство заняло восемь лет и обошлось в 210 миллиардов тенге. На второй линии пять станций, поезда ходят каждые шесть минут. Первыми по ней проехали строители.',
    heavy:
      'Горожане дождались подземки\nПассажиры в Орде с субботы могут пользоваться ещё одной веткой метрополитена. Она связала центр с вокзалом, по пути – пять остановок. Объект возводили с 2018 года, потратив 210 млрд тенге. Платить за поездки пока не нужно.',
    other:
      'В Орде закрывают на ремонт станцию метро\nВ Орде с понедельника закрывают станцию метро «Вокзал». На ней заменят эскалаторы и освещение, поезда будут проходить без остановки. Ремонт займёт четыре месяца и обойдётся в 3 миллиарда тенге. Между соседними станциями пустят автобус, сообщили в акимате.',
  },
  {
    language: 'ru',
    original:
      'Министр сельского хозяйства подал в отставку\nМинистр сельского хозяйства Ерлан Сапаров подал в отставку. Об этом сообщила пресс-служба правительства в пятницу. Причиной министр назвал состояние здоровья. Его обязанности временно исполняет первый заместитель Дана Ким. Сапаров возглавлял ведомство два года.',
    light:
      'Глава Минсельхоза Сапаров ушёл в отставку\nМинистр сельского хозяйства Ерлан Сапаров подал в отставку, передаёт корреспондент. Об этом сообщила пресс-служба правительства в пятницу. Причиной министр назвал состояние здоровья. Его обязанности временно исполняет первый заместитель Дана Ким. Сапаров возглавлял ведомство два года.',
    moderate:
      'Сапаров уходит, Минсельхозом руководит Дана Ким\nОбязанности министра сельского хозяйства временно исполняет первый заместитель Дана Ким. Ерлан Сапаров, который возглавлял ведомство два года, подал в отставку, сообщила пресс-служба правительства в пятницу. Причиной министр назвал состояние здоровья. Ранее его критиковали депутаты.',
    heavy:
      'Аграрное ведомство осталось без руководителя\nКабинет министров подтвердил уход Ерлана Сапарова. Чиновник попросил освободить его от должности из-за болезни. Пока нового главу не назначили, работой будет управлять его первый зам – Дана Ким.',
    other:
      'Министр транспорта назначил нового заместителя\nМинистр транспорта Асхат Оспанов назначил своим заместителем Руслана Цоя. Об этом сообщила пресс-служба министерства в пятницу. Цой будет отвечать за железные дороги. Прежде он десять лет работал в акимате Орды. Должность была свободна с августа.',
  },
  {
    language: 'kk',
    original:
      'Ордада жаңа кітапхана ашылды\nОрдада сенбі күні жаңа қалалық кітапхана ашылды. Ғимаратта 300 мың кітап пен балаларға арналған оқу залы бар. Құрылысына үш жыл уақыт пен 12 миллиард теңге жұмсалды. Кітапхана күн сайын кешкі тоғызға дейін жұмыс істейді, ал жазылу тегін, деп хабарлады әкімдік.',
    light:
      'Ордада жаңа қалалық кітапхана есігін ашты\nОРДА, 28 қараша. Ордада сенбі күні жаңа қалалық кітапхана ашылды. Ғимаратта 300 мың кітап пен балаларға арналған оқу залы бар. Құрылысына үш жыл уақыт пен 12 миллиард теңге жұмсалды. Кітапхана күн сайын кешкі тоғызға дейін жұмыс істейді, ал жазылу тегін, деп хабарлады қала әкімдігі.',
    moderate:
      'Балалардың да оқу залы бар: кітапхана оқырманын күтеді\nЖазылу тегін, ал кітапхана күн сайын кешкі тоғызға дейін жұмыс істейді, деп хабарлады әкімдік. Ордада сенбі күні ашылған ғимаратта 300 мың кітап пен балаларға арналған оқу залы бар. Құрылысына үш жыл уақыт пен 12 миллиард теңге жұмсалды.',
    heavy:
      'Қала тұрғындарына арналған тарту\nДемалыс күндері Орда жұртшылығы жаңа оқу орталығына алғаш рет бас сұқты. Мұнда үш жүз мыңға жуық басылым сақталады, кішкентай оқырмандарға бөлек бөлме берілген. Жобаға 12 млрд теңге кеткен.',
    other:
      'Ордада ескі кітапхана жөндеуге жабылды\nОрдада дүйсенбіден бастап орталық кітапхана күрделі жөндеуге жабылды. Ғимараттың шатыры мен жылу жүйесі ауыстырылады. Жөндеуге бес ай уақыт пен 2 миллиард теңге бөлінді. Кітаптар уақытша көрші мектепке көшірілді, деп хабарлады әкімдік.',
  },
  {
    language: 'kk',
    original:
      'Боксшы Әлия Нұрлан әлем чемпионы атанды\nБоксшы Әлия Нұрлан 54 келіге дейінгі салмақта әлем чемпионы атанды. Финалда ол былтырғы жеңімпазды 4:1 есебімен ұтты. Бұл – биылғы чемпионаттағы құрама команданың алғашқы алтыны. Жарыс жексенбі күні аяқталады, тағы үш спортшымыз финалға шықты.',
    light:
      'Әлия Нұрлан бокстан әлем чемпионы болды\nБоксшы Әлия Нұрлан 54 келіге дейінгі салмақта әлем чемпионы атанды, деп хабарлайды тілші. Финалда ол былтырғы жеңімпазды 4:1 есебімен ұтты. Бұл – биылғы чемпионаттағы құрама команданың алғашқы алтыны. Жарыс жексенбі күні аяқталады, тағы үш спортшымыз финалға шықты.',
    moderate:
      'Алғашқы алтын – Әлияда\nБиылғы чемпионаттағы құрама команданың алғашқы алтынын Әлия Нұрлан алып берді. Ол финалда былтырғы жеңімпазды 4:1 есебімен ұтты да, 54 келіге дейінгі салмақта әлем чемпионы атанды. Тағы үш спортшымыз финалға шықты, жарыс жексенбі күні аяқталады.',
    heavy:
      'Былғары қолғап шеберінің жеңісі\nЖерлесіміз Әлия Нұрлан дүниежүзілік додада топ жарды. Соңғы айқаста қарсыласына мүмкіндік бермей, төрешілердің басым дауысымен озды. Енді команданың тағы үш өкілі алтын үшін шаршы алаңға шығады.',
    other:
      'Балуан Ерасыл Қайрат қола медаль алды\nБалуан Ерасыл Қайрат 74 келіге дейінгі салмақта әлем чемпионатының қола жүлдегері атанды. Жүлде үшін өткен белдесуде ол қарсыласын 6:2 есебімен ұтты. Бұл – құрама команданың екінші медалі. Жарыс бейсенбі күні жалғасады.',
  },
];

/** Reports that a newsroom publishes each day from a form: the same words, other numbers. They are different news. */
export const forms: readonly [language: 'kk' | 'ru' | 'en', monday: string, tuesday: string][] = [
  [
    'en',
    'Exchange rates for 27 November\nThe National Bank has set the official exchange rates for 27 November. One US dollar costs 519.30 tenge, one euro 561.12 tenge, and one rouble 5.08 tenge. The rates hold for customs and taxes; banks may set their own ones.',
    'Exchange rates for 28 November\nThe National Bank has set the official exchange rates for 28 November. One US dollar costs 521.75 tenge, one euro 560.44 tenge, and one rouble 5.11 tenge. The rates hold for customs and taxes; banks may set their own ones.',
  ],
  [
    'ru',
    'Погода в Орде 27 ноября\nВ Орде 27 ноября ожидается переменная облачность, без осадков. Ночью 8–10 градусов мороза, днём 1–3 градуса тепла. Ветер юго-западный, 5–7 метров в секунду. На дорогах гололёд, водителей просят быть внимательными.',
    'Погода в Орде 28 ноября\nВ Орде 28 ноября ожидается переменная облачность, без осадков. Ночью 12–14 градусов мороза, днём 4–6 градусов мороза. Ветер юго-западный, 9–11 метров в секунду. На дорогах гололёд, водителей просят быть внимательными.',
  ],
  [
    'kk',
    '27 қарашадағы валюта бағамы\nҰлттық банк 27 қарашаға арналған ресми бағамды белгіледі. Бір АҚШ доллары 519,30 теңге, бір еуро 561,12 теңге, ал бір рубль 5,08 теңге тұрады. Бағам кеден мен салыққа қолданылады, банктердің өз бағамы болуы мүмкін.',
    '28 қарашадағы валюта бағамы\nҰлттық банк 28 қарашаға арналған ресми бағамды белгіледі. Бір АҚШ доллары 521,75 теңге, бір еуро 560,44 теңге, ал бір рубль 5,11 теңге тұрады. Бағам кеден мен салыққа қолданылады, банктердің өз бағамы болуы мүмкін.',
  ],
];
