import type { Scores } from './cyrillic-languages.ts';

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/u));
}

/** Frequent words of European languages. English comes first: it wins if nothing decides. */
export const europeanLanguages: readonly (readonly [string, ReadonlySet<string>])[] = [
  [
    'en',
    words(`the of and to in a is for on with as by at from that was were has have had will be said it its after over
    new not are an this their his her he she they who which more than up out about into says against two first`),
  ],
  [
    'de',
    words(`der die das und ist den von zu mit sich des auf für nicht ein eine einen dem als auch es im werden aus hat
    dass sie nach wird bei über zum zur oder`),
  ],
  [
    'fr',
    words(`le la les de des et en un une du est que pour dans sur au avec pas par plus ce qui ne se sont aux selon
    été mais ont leur`),
  ],
  [
    'es',
    words(`el la los las de y en que un una del por con para se su al es lo como más ha tras años este`),
  ],
  [
    'it',
    words(`il la di e che un una del della per con non si da sono dei le al è nel alla gli delle anche dopo`),
  ],
  ['pt', words(`o a os as de e que em um uma do da para com não por no na dos se mais ao é foi são pela`)],
  ['nl', words(`de het een en van is dat op te voor met zijn niet aan er om ook als bij naar wordt deze`)],
  ['pl', words(`i w na z do się nie jest że o to po za przez od jak dla oraz ma są który która`)],
  ['cs', words(`a v na se je že do s z o pro za by jako od ve který která byl bude`)],
  ['sv', words(`och i att det som en på är av för med till den har inte om ett från vid`)],
  ['nb', words(`og i at det som en på er av for med til den har ikke et fra ved de`)],
  ['fi', words(`ja on ei se että oli hän mutta ovat myös kun sekä mukaan`)],
  ['hu', words(`a az és hogy nem egy is meg volt már csak szerint lesz`)],
  ['ro', words(`și în de la a cu pe nu din care este pentru sunt fost mai după`)],
  ['id', words(`yang dan di ini dengan untuk dari pada dalam tidak akan itu telah juga`)],
  ['hr', words(`je i u na se da su za od s koji koja nije kako će bi`)],
  ['vi', words(`của và là các có được cho trong một những với không đã người`)],
];

interface TurkicLanguage {
  tag: string;
  /** Letters that speak for it. */
  letters: RegExp;
  /** Frequent words without marks and apostrophes, which differ between the alphabets of one language. */
  words: ReadonlySet<string>;
  endings: RegExp;
}

/** Kazakh in the alphabets of 2017 (apostrophes), 2018 (acute) and 2021 (umlaut), and its relatives. */
const turkic: readonly TurkicLanguage[] = [
  {
    tag: 'kk',
    letters: /q(?!u)|[ñŋūǵń]|ngğ|ı[aeiouéı]|[aiuogn]['’‘ʼ](?=\p{L})/iu,
    words:
      words(`jane men ben pen ushin usin boiynsha boiynsa turaly dep degen habarlaidy habarlady bolady boldy
    bolyp bolgan qazaqstan qazaqstannyn qazaqstanda qazaq respublikasy respyblikasy bul osy jyl jyly jylgy jylda
    qala qalasy qalasynda qalalyq memleket memlekettik prezidenti otti otedi adam adamdar jana kun kuni tenge audany
    aydany aydan audan oblysy oblysynda bastap ol olar onyn edi eken kerek joq halyq halqy jumys jumysy mektep bala
    balalar ashyldy asyldy bassysy basshysy akimi akimdigi jarialandy ozgerdi jeni jendi jenip astanada
    keshke deiin keiin bugin keshe erten jabyldy almatyda elordada tilinde tili bir ekinshi birinshi jastar prezident joldau jarialady zan minystri ministri`),
    endings:
      /(?:ynda|inde|nyn|nin|dyn|din|tyn|tin|lary|leri|dary|deri|tary|teri|ldy|ldi|ndy|ndi|rdy|rdi|tty|tti|aidy|eidi|ady|edi|lyq|dyq|tyq|shylar|tary|sinde|synda|dagy|degi|tagy)$/u,
  },
  {
    tag: 'uz',
    letters: /[og][ʻ‘’'`](?=\p{L})|q(?!u)/iu,
    words:
      words(`va bilan uchun boyicha ham bu uning boldi bolgan ozbekiston ozbekistonda toshkent toshkentda viloyati
    viloyatida yil yili yilda deb qilindi qildi berdi esa lekin haqida tomonidan prezidenti shahri shahrida yangi
    mumkin kerak davlat ochildi maktab bir yillik qaror qarorni imzoladi narxlar`),
    endings: /(?:lari|larni|larning|ning|moqda|ildi|indi|sida|dagi|lik|adi|gan|ish)$/u,
  },
  {
    tag: 'tr',
    letters: /[ığşç]/u,
    words:
      words(`ve bir bu da de icin ile olarak olan daha cok gibi sonra kadar turkiye yeni ise gore dedi oldu edildi
    acildi istanbul ankara`),
    endings: /(?:lari|leri|inin|inda|inde|iyor|mistir|ildi|acak|ecek|ların|dan|den)$/u,
  },
  {
    tag: 'az',
    letters: /ə/iu,
    words: words(`ve bir bu da ile ucun olan daha sonra qeder azerbaycan baki bakida yeni edilib olub deyib`),
    endings: /(?:lari|leri|inin|inda|inde|ilib|dir)$/u,
  },
  {
    tag: 'tk',
    letters: /[ňýž]/iu,
    words: words(`bilen ucin hem bu boldy turkmenistan turkmenistanyn asgabat asgabatda halkara dowlet yylyn
    boyunca baradaky`),
    endings: /(?:lary|leri|nyn|nin|ynda|inde|yldy|ildi)$/u,
  },
];

/** What speaks for each language of the Latin script in a text. */
export function scoreLatin(text: string): Scores {
  const scores: Scores = new Map();
  for (const written of text.match(/[\p{L}\p{M}'’‘ʼʻ`]+/gu) ?? []) {
    const word = written.toLowerCase();
    for (const [tag, known] of europeanLanguages) if (known.has(word)) add(scores, tag, 2);
    const bare = skeletonOf(word);
    for (const { tag, letters, words: known, endings } of turkic) {
      if (known.has(bare)) add(scores, tag, 2);
      else if (endings.test(bare)) add(scores, tag, 1);
      if (letters.test(word)) add(scores, tag, 1);
    }
  }
  return scores;
}

function skeletonOf(word: string): string {
  return word
    .normalize('NFD')
    .replaceAll(/[\p{M}'’‘ʼʻ`]/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ŋ', 'n')
    .replaceAll('ə', 'e');
}

function add(scores: Scores, tag: string, points: number): void {
  scores.set(tag, (scores.get(tag) ?? 0) + points);
}
