/**
 * The kinds of abbreviations, by what a full stop after one may mean.
 *
 * before   stands before what it belongs to ("Mr. Tokayev", «им. Абая»): never ends a sentence
 * number   stands before a number ("No. 5", "Fig. 2"); before anything else it is an ordinary word
 * closing  ends a list («и т. д.», "etc."): ends the sentence when a capital follows
 * unit     stands after a number («25 км.»): ends the sentence when a capital follows
 * time     a month, or a unit of time («9 мес.»): "In Sept. Congress" goes on, "closed in Sept. Congress" does not
 * many     multiplies («25 млн.»): like unit, but «5 млрд. АҚШ доллары» goes on
 * year     stands after a year or a century: like unit
 * hour     "5 p.m.": ends the sentence unless a day, a month or a time zone follows
 * part     belongs to a name before or after it ("Inc.", «обл.»): ends the sentence only before a word that is
 *          capitalised only at the beginning of a sentence
 */
export type AbbreviationKind =
  | 'before'
  | 'number'
  | 'closing'
  | 'unit'
  | 'time'
  | 'many'
  | 'year'
  | 'hour'
  | 'part';

type Table = ReadonlyMap<string, AbbreviationKind>;

function tableOf(kinds: Partial<Record<AbbreviationKind, string>>): Table {
  const table = new Map<string, AbbreviationKind>();
  for (const kind of [
    'before',
    'number',
    'closing',
    'unit',
    'time',
    'many',
    'year',
    'hour',
    'part',
  ] as const) {
    for (const word of (kinds[kind] ?? '').split(' ')) if (word !== '') table.set(word, kind);
  }
  return table;
}

// Latin abbreviations occur in Kazakh and Russian texts too. They are case-sensitive: "Sat." is a day, "sat." ends a
// sentence.
const latin = tableOf({
  before:
    'Mr Mrs Ms Mx Dr Drs Prof Gen Sec Col Lt Maj Capt Cpt Cmdr Cdr Adm Brig Sgt Cpl Pvt Sen Sens Rep Reps Gov Govs ' +
    'Rev Hon Pres Supt Det Insp Amb Messrs Mme Mmes Mlle Fr Mt Ft Pte Asst Assoc Atty Gens Profs e.g i.e cf vs ' +
    'v viz approx Approx ca eg ie incl excl esp resp a.k.a aka f.k.a',
  number:
    'No no Nos nos Fig fig Figs figs Art art Arts sec Sect Vol vol Vols Ch ch Chap p pp Para para subpara subsec par Cl ' +
    'ed Eq eq Ref tel Tel fol pop est Rs',
  closing: 'etc al',
  unit:
    'km cm mm m kg g mg t lb lbs oz ft mi sq cu ha hr hrs min mins pct mph kph kWh MWh GW MW kW bbl bpd pts ' +
    'yr yrs mo',
  time: 'Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec',
  many: 'mln bn tn trln mn thsd',
  hour: 'a.m p.m A.M P.M',
  part:
    'Inc Ltd Co Corp Cos Bros Jr Sr Esq Dept Univ Inst Hosp Assn Bhd GmbH Pty Intl Mts Mon Tue Tues Wed Thu Thur Thurs Fri Sat St Ave Blvd Rd Hwy Sq Bldg Apt ' +
    'Ste Natl Calif Mass Fla Tex Wash Conn Ariz Colo Ill Ind Mich Minn Okla Ore Tenn Va Pa Ph.D M.Sc ' +
    'B.Sc Ph ',
});

const russian = tableOf({
  before:
    'г-н г-жа г-на г-ну г-ном г-жи г-жу ул просп пр пр-т пр-кт пер пл наб бул бульв бул-р ш туп корп ' +
    'проф акад доц ген-л подполк кап лейт серж адм деп зам пом нач гл св преп тов гр см ср ' +
    'напр нпр табл каб под эт ок жит фин пред ст пп чл чл-кор ред авт англ нем фр каз кирг узб рус букв прим примеч ' +
    ' оф пос дер хут оз сл вост зап сев юж мкр мкрн мкр-н дж т.е т.к т.н т.о и.о в.и.о вр.и.о т.ч ' +
    'вл дм евг конст григ пгт п.г.т с.о ср-й кн изд-во илл',
  // «Рис» and «тел» are ordinary words too.
  number: 'рис тел',
  closing: 'т.д т.п др проч т.д.и.т.п',
  unit:
    'км см мм кг мг га ц л мл дм кв.м кв.км куб.м кв куб сек чел экз шт руб коп тг ' +
    'стр проц барр квт мвт гвт л.с стр-ц ед п.п',
  time: 'янв февр фев мар апр июн июл авг сент окт нояб ноя дек мес нед сут мин ч',
  many: 'тыс млн млрд трлн долл дол',
  year: 'г гг в вв с.г т.г н.э до.н.э до.р.х',
  // «Им» and «полк» are ordinary words too: «Помогли им. Об этом…»
  part:
    'им полк ген обл р-н окр респ пн вт ср чт пт сб вс ' +
    'к.э.н д.э.н к.м.н д.м.н к.ю.н д.ю.н к.т.н д.т.н канд докт д-р инж ин-т ун-т т-во о-во п/п мл ст-ца',
});

// Kazakh news also uses the Russian abbreviations.
const kazakh: Table = new Map([
  ...russian,
  ...tableOf({
    before: 'мыс мәс ықш м.а м.у док проф ак алғ',
    closing: 'т.б т.с.с т.т т.с',
    // Parts of a law, after a number: «189-б. 4-бөл. 2-т.»
    number: 'бөл тарм',
    unit: 'сағ мин мес км/сағ п.т',
    // Months, which are also words: «28 қар.», but «жауған қар. Жол жабық».
    time: 'қаң ақп нау сәу мам мау шіл там қыр қаз қар жел',
    year: 'тоқ ж жж ж.ж ғ ғғ ғ.ғ б.з.д б.э.д б.з.б б.з б.э',
    part: 'көш даң даңғ обл ауд қ а ғ.к ғ.д т.ғ.к т.ғ.д ф.ғ.к ф.ғ.д э.ғ.к э.ғ.д з.ғ.к з.ғ.д п.ғ.к п.ғ.д м.ғ.к м.ғ.д',
  }),
]);

// Companies that write their whole name in capitals.
const loudNames = new Map(['Inc', 'Ltd', 'Corp', 'Co', 'Bros'].map((name) => [name.toUpperCase(), name]));

/**
 * The kind of an abbreviation, which is given without its last full stop and without spaces: "Mr", "т.д".
 * `language` is a BCP 47 primary tag. Undefined: not a known abbreviation.
 */
export function abbreviationKind(token: string, language: string): AbbreviationKind | undefined {
  if (/^[\p{Script=Latin}]/u.test(token)) return latin.get(token) ?? latin.get(loudNames.get(token) ?? '');
  return (language === 'kk' ? kazakh : russian).get(token.toLowerCase());
}

// Words that are capitalised only at the beginning of a sentence. After "the U.S." or «2023 г.» they decide.
const openings: Readonly<Record<'kk' | 'ru' | 'en', ReadonlySet<string>>> = {
  en: new Set(
    (
      'the a an it its he she they we you his her their our my this that these those there here who what when where ' +
      'why how which while in on at by for from with without within to into of as if but and or so yet nor after ' +
      'before since until during under over between among amid against despite although though because however ' +
      'moreover meanwhile earlier later then now today yesterday tomorrow also still just only even both each ' +
      'every all some any many most more several few other another such one two three four five six seven eight ' +
      'nine ten hundreds thousands millions nearly almost about around according last next previously recently ' +
      'currently overall additionally furthermore instead therefore thus finally no not neither either once ' +
      'is are was were has have had do does did can could will would may might must should officials authorities ' +
      'police analysts experts investors residents shares prices sales exports imports production people ' +
      'negotiations talks economists critics lawmakers workers students doctors scientists researchers voters ' +
      'rescuers firefighters growth inflation demand output trade'
    ).split(' '),
  ),
  ru: new Set(
    (
      'в во на с со к ко о об от до из за по под над при для без через между перед у и а но или да же он она оно они ' +
      'мы вы я ты его её ее их это этот эта эти этого этому этим тот та те то так такой такая такие также тоже там тут ' +
      'здесь тогда теперь сейчас сегодня вчера завтра ранее позже затем потом после однако поэтому кроме помимо ' +
      'вместе если когда пока хотя чтобы что кто как где куда почему какой какая какие который все всё всего весь вся ' +
      'каждый многие некоторые несколько один одна два три четыре пять оба другие другой свой свои наш наши ' +
      'ваш мой при этом согласно благодаря напомним отметим напротив например кстати впрочем наконец ' +
      'между тем уже ещё еще не ни нет более менее около почти примерно именно только лишь даже сам сама сами ' +
      'ему ей им нам вам мне нас вас участники стороны собеседники эксперты аналитики жители пострадавшие ' +
      'полиция спасатели причины рост цены объём объем впервые всего далее речь планируется ожидается ' +
      'предполагается сообщается работы строительство окончил окончила'
    ).split(' '),
  ),
  kk: new Set(
    (
      'бұл ол осы сол мұнда онда оның олар олардың біз сіз мен сен бізде біздің сонымен сондай-ақ соның сондықтан ' +
      'сонда содан осылайша осыдан осыған мұндай мұның бұған бұдан бұлар бұның оған одан оны олай бірақ алайда дегенмен ' +
      'ал және немесе яғни сонымен қатар бүгін кеше ертең қазір бұрын кейін соңғы алдағы келесі жалпы тағы барлық ' +
      'барлығы бүкіл әр әрбір кейбір көптеген бірнеше бір екі үш төрт бес алты жеті сегіз тоғыз он егер өйткені себебі ' +
      'ендігі енді тек қана әлі әзірге айта еске кездесуде жиында жиынға отырыста шара шараға іс-шара қатысушылар ' +
      'тараптар мамандар сарапшылар тұрғындар полиция құтқарушылар атап мәселен мысалы нәтижесінде осыған-орай ' +
      'біріншіден екіншіден ең жаңа қалған басқа өз өзі өзінің кім не қандай қалай қашан қайда неге неліктен жоба құжат'
    ).split(' '),
  ),
};

/** Whether this capitalised word shows that a sentence begins, because it is not a name. */
export function opensSentence(word: string, language: string): boolean {
  const lower = word.toLowerCase();
  if (/^\p{Script=Latin}/u.test(word)) return openings.en.has(lower);
  return language === 'kk' ? openings.kk.has(lower) : openings.ru.has(lower);
}
