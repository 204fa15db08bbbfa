/** How much speaks for each language. A word of a language counts 2, an ending or a typical letter 1. */
export type Scores = Map<string, number>;

interface CyrillicLanguage {
  tag: string;
  /** Letters beyond the Russian alphabet. */
  letters: string;
  /** Letters of the Russian alphabet that the language does not have. */
  lacks: RegExp | null;
  /** Frequent words. */
  words: ReadonlySet<string>;
  endings: RegExp | null;
}

function language(
  tag: string,
  letters: string,
  lacks: RegExp | null,
  endings: RegExp | null,
  words: string,
): CyrillicLanguage {
  return { tag, letters, lacks, endings, words: new Set(words.trim().split(/\s+/u)) };
}

/** In the order in which they win if nothing decides: the languages of our channels first. */
const languages: readonly CyrillicLanguage[] = [
  language(
    'ru',
    '',
    null,
    /(?:ого|его|ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ость|ости|ение|ения|ание|ания|ться|тся|лся|лись|ил|ал|ел|ила|ала|ела|или|али|ели|ать|ить|еть|ов|ев|ами|ями|ция|ции|цию|ского|ском|ской|щий)$/u,
    `в во на и с со по для от из что не о об к ко за при это как его её их был была было были будет будут году
    года лет до после у а но или также который которые она они мы вы уже более чем так между через без под над
    новый новая новые стал стала стали нет есть где когда всё все ещё теперь сообщает сообщили сообщил кто что почему
    область области заявил рассказали пройдёт пройдет`,
  ),
  language(
    'kk',
    'әғқңөұүһі',
    null,
    /(?:ылды|лады|нады|талды|ында|ындағы|ының|станда|стандық|шылар|шылары|алар|алары|аудан|лау|дау|ады|йды|йді|иды|иді|еді|йтын|атын|ған|ген|нің|дің|тің)$/u,
    `мен бен пен да де та те бойынша туралы дейін болды болады болып жыл жылы жылда бар жаса жасады бастап бастады
    басталды аяқ осы сол бұл ол олар оның мемлекет мектеп халық жас жастар бала балалар адам адамдар жол
    ауыл ауданы аудан облысы облыс ашылды салынды барады келеді алды берді отыр жатыр жаз ретінде деп деген
    емес ең ал тағы сонымен бірге басты бас зор тарих тарихы ана ата той тойы мереке мерекесі сабақ аптасы айы
    бағдарлама жаңалықтар таба табылды анықталды жарияланды қойылды шара алма сандық тауда дала қала ауа
    райы биыл көп ертең сауал депутаты айтты дейді халықаралық екі бағасы болжамы кеңесі жолдады апат апаты жарылыс
    жиын жиыны салтанатты сайыс сайысы ақын бапкер әкім әкімі әкімдік әкімдігі сот оқушы оқушылар`,
  ),
  language(
    'uk',
    'іїєґ',
    /[ыэёъ]/u,
    /(?:ів|ії|ські|ський|ській|ських|ського|ання|ення|іння|ити|ться|лися|лися|ому|ові|ють|ула|ули|ція|ції|цію|ість)$/u,
    `і й та у в на з до не що як за для це цей було буде був була були який яка які україни україна україні київ
    києві року років після від або також тільки але його її про між щоб усі під час через вже ще зі над без тому
    чому верховна рада ухвалила закон повідомили
    області людей дітей сьогодні нових новини двоє ціни`,
  ),
  language(
    'be',
    'іў',
    /[ищъ]/u,
    /(?:ага|ыя|аў|іў|еў|ць|цца|ння|скі|скай|скага|аць|ўся|іся)$/u,
    `і у на з са да не што як па за для гэта было будзе быў была былі які якая якія беларусі беларусь мінску мінск
    года пасля ад або таксама толькі але яго яе пра паміж цяпер каб усе новы новая дзень краіны людзей пажар кошт навіны суд двое`,
  ),
  language(
    'ky',
    'ңөү',
    null,
    /(?:дык|түү|луу|дүү|нын|дын|оого|ууга|ганын|өттү|дө|төн|дөн|лөр|дөр|төр|ылды|уучу|үүчү|йт|өт)$/u,
    `жана менен үчүн боюнча эмес болгон болду болот деп бул дагы ошол бир кыргыз кыргызстан кыргызстандын бишкек
    бишкекте тууралуу жылы жылдын эле кийин чейин өлкө мамлекеттик тарабынан аркылуу өттү айтты билдирди берди
    шаары шаарында жогорку мыйзам кабыл кеңеш титиреди жаңы ачылды балдар мектеп бар эки киши каза энергиясы
    облусунда өрт жол өкмөт чечим`,
  ),
  language(
    'tt',
    'әөүңһҗ',
    null,
    /(?:ләр|ллар|ннар|ендә|енең|ылды|елде|кән|гән|ачак|әчәк|ырга|ергә|лары|ләре|дә|тә|нең|ның|дән)$/u,
    `һәм белән өчен булды бу ул итте татарстан татарстанда казан казанда районында елда ел бүген турында булган тиеш
    кеше шулай буенча дип үткән иде ике бер хәбәр итә яңа балалар мәктәп ачылды хезмәт хакы нигез салынды бәйрәм
    узды укучылары`,
  ),
  language(
    'uz',
    'ўқғҳ',
    /[щы]/u,
    /(?:лари|ларни|ларнинг|нинг|лар|моқда|илди|инди|анди|ади|ган|даги|лик|сида|ида)$/u,
    `ва билан учун бўйича ҳам бу эди бўлди бўлган ўзбекистон ўзбекистонда тошкент тошкентда вилояти вилоятида йил йили
    йилда деб қилинди қилди берди эса лекин ҳақида томонидан президенти шаҳри шаҳрида туман янги мумкин керак очилди
    ёнғин чиқди имзолади фармон нархи нархлар ошди ким йўқ`,
  ),
  language(
    'tg',
    'ғӣқӯҳҷ',
    /[щы]/u,
    /(?:ҳои|ҳоро|анд|ад|ҳо|ии|они|истон)$/u,
    `ва дар аз ба ки бо барои ин он аст буд шуд мешавад тоҷикистон душанбе ҷумҳурии соли рӯзи президенти вилояти ҳам
    то як давлати миллӣ кард карданд мекунад дорад гуфт нав шаҳри мактаби нархи боло рафт меояд ҳавои ноҳияи`,
  ),
  language(
    'mn',
    'өү',
    null,
    /(?:ийн|ийг|аас|ээс|оос|өөс|гүй|сэн|сөн|лаа|лээ|даг|дэг|уулах|үүлэх|тэй|той|длаа|дээ|нээ|анд|энд|лна|лнэ|рно|рнө|рна|рнэ|лно|лнө)$/u,
    `нь болон байна байв юм гэж монгол монголын улаанбаатар улаанбаатарт энэ тухай оны онд сарын өдөр хот хотод улсын
    ерөнхий сайд төгрөг хүн бол болно болсон ажил дээр хийх өнөөдөр манай аймаг болж мөн их шинэ сургууль багш нар
    хийв үнэ өслөө`,
  ),
  language(
    'bg',
    '',
    /[ыэё]/u,
    /(?:ът|ята|ите|ването|ция|иха|аха)$/u,
    `на да се за от с е са ще не по като при до със това които която който беше след между българия софия министър
    година години през бъде си още вече`,
  ),
  language(
    'sr',
    'ђјљњћџ',
    /[йыэёщъьюя]/u,
    null,
    `је у и на да се су за од са који која које није као али србије србија београд београду`,
  ),
];

const russianAlphabet = /[а-яё]/gu;
/** Long vowels, which Kyrgyz and Mongolian write twice. */
const longVowel = /аа|оо|уу|үү|өө|ээ/u;
/** A Kazakh sentence of some words has one of these letters. Kindred languages have none of them. */
const onlyKazakh = /[ғқұі]/u;
const wordsOfASentence = 4;

/** What speaks for each language of the Cyrillic script in a text. Names in quotation marks do not count. */
export function scoreCyrillic(text: string): Scores {
  const all = cyrillicWords(text);
  const withoutQuotes = cyrillicWords(text.replace(/«[^»]*»|“[^”]*”|"[^"]*"/gu, ' '));
  const words = withoutQuotes.length >= 2 ? withoutQuotes : all;
  const scores: Scores = new Map(languages.map(({ tag }) => [tag, 0]));
  for (const written of words) addWord(scores, written.toLowerCase(), written);
  // «п’ять», «сям’я»: Ukrainian and Belarusian write an apostrophe in a word.
  if (/[\u0400-\u04FF]['’ʼ][яюєїё]/u.test(text)) for (const tag of ['uk', 'be']) add(scores, tag, 2);
  const lower = words.join(' ').toLowerCase();
  const isOfKin = /[әңөүһ]/u.test(lower) && !onlyKazakh.test(lower) && words.length >= wordsOfASentence;
  if (isOfKin) add(scores, 'kk', -1);
  return scores;
}

/** Weighs words instead of letters, because a Russian text may contain Kazakh names. */
function addWord(scores: Scores, word: string, written: string): void {
  const special = Array.from(word.replaceAll(russianAlphabet, ''));
  // A capitalised word may be a Kazakh name in a Russian text, so it counts less.
  const isName = written !== word;
  const users = special.length === 0 ? [] : languages.filter(({ letters }) => hasAll(letters, special));
  for (const { tag } of users)
    add(scores, tag, (isName ? 1 : 2) + (users.length === 1 && tag !== 'kk' ? 1 : 0));
  if (special.length > 0 && !isName) add(scores, 'ru', -1);
  for (const each of languages) {
    if (each.words.has(word)) add(scores, each.tag, 2);
    else if (each.endings?.test(word) === true) add(scores, each.tag, 1);
    if (each.lacks?.test(word) === true) add(scores, each.tag, -1);
  }
  addSpelling(scores, word, special);
}

/** Habits of spelling that several languages share. */
function addSpelling(scores: Scores, word: string, special: readonly string[]): void {
  if (longVowel.test(word)) for (const tag of ['ky', 'mn']) add(scores, tag, 1);
  if (/[ауы]йы|ауы|ауа/u.test(word)) add(scores, 'kk', 1);
  // Kazakh has this letter in the first syllable, and hardly ever twice.
  if (/ә.*ә/u.test(word))
    for (const [tag, points] of [
      ['tt', 1],
      ['kk', -1],
    ] as const)
      add(scores, tag, points);
  if (/э.*э/u.test(word)) add(scores, 'mn', 1);
  // Vowels of Kazakh words are of one kind: і stands beside а, о and у in loanwords only.
  const isSlavic = special.length > 0 && special.every((letter) => 'іїєґў'.includes(letter));
  if (isSlavic && /[аоуя]/u.test(word)) for (const tag of ['uk', 'be']) add(scores, tag, 1);
}

function hasAll(letters: string, special: readonly string[]): boolean {
  return special.every((letter) => letters.includes(letter));
}

function add(scores: Scores, tag: string, points: number): void {
  scores.set(tag, (scores.get(tag) ?? 0) + points);
}

function cyrillicWords(text: string): string[] {
  return text.match(/\p{Script=Cyrillic}+/gu) ?? [];
}
