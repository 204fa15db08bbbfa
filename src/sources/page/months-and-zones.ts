/**
 * The names of each month in Kazakh (also in Latin letters), Russian and English, short and in all their cases; and in
 * languages nearby.
 */
const months: readonly RegExp[] = [
  /^(?:янв(?:ар[ьяе])?|қаң(?:тар\p{L}*)?|jan(?:uary)?|januar|janvier|enero|gennaio|janeiro|stycznia|ocak|січня|yanvar|(?:qańtar|qantar|qañtar)\p{L}*|يناير)$/u,
  /^(?:фев(?:р(?:ал[ьяе])?)?|ақп(?:ан\p{L}*)?|feb(?:ruary)?|februar|février|febrero|febbraio|fevereiro|lutego|şubat|лютого|fevral|aqpan\p{L}*|فبراير)$/u,
  /^(?:мар(?:та?|те)?|нау(?:рыз\p{L}*)?|mar(?:ch)?|märz|mars|marzo|março|marca|mart|березня|(?:naýryz|nauryz)\p{L}*|مارس)$/u,
  /^(?:апр(?:ел[ьяе])?|сәу(?:ір\p{L}*)?|apr(?:il)?|avril|abril|aprile|kwietnia|nisan|квітня|aprel|(?:sáuir|säuir|sauir)\p{L}*|أبريل)$/u,
  /^(?:ма[йяе]|мам(?:ыр\p{L}*)?|may|mai|mayo|maggio|maio|maja|mayıs|травня|mamyr\p{L}*|مايو)$/u,
  /^(?:июн[ьяе]?|мау(?:сым\p{L}*)?|june?|juni|juin|junio|giugno|junho|czerwca|haziran|червня|iyun|(?:maýsym|mausym)\p{L}*|يونيو)$/u,
  /^(?:июл[ьяе]?|шіл(?:де\p{L}*)?|july?|juli|juillet|julio|luglio|julho|lipca|temmuz|липня|iyul|(?:shilde|şılde|şilde)\p{L}*|يوليو)$/u,
  /^(?:авг(?:уста?|усте)?|там(?:ыз\p{L}*)?|aug(?:ust)?|août|agosto|sierpnia|ağustos|серпня|avgust|tamyz\p{L}*|أغسطس)$/u,
  /^(?:сент?(?:ябр[ьяе])?|қыр(?:күйе[кг]\p{L}*)?|sept?(?:ember)?|septembre|septiembre|settembre|setembro|września|eylül|вересня|sent(?:y)?abr|(?:qyrkúıek|qyrküiek|qyrkuiek)\p{L}*|سبتمبر)$/u,
  /^(?:окт(?:ябр[ьяе])?|қаз(?:ан\p{L}*)?|oct(?:ober)?|oktober|octobre|octubre|ottobre|outubro|października|ekim|жовтня|okt(?:y)?abr|qazan\p{L}*|أكتوبر)$/u,
  /^(?:ноя(?:б(?:р[ьяе])?)?|қар(?:аша\p{L}*)?|nov(?:ember)?|novembre|noviembre|novembro|listopada|kasım|листопада|noyabr|(?:qarasha|qaraşa)\p{L}*|نوفمبر)$/u,
  /^(?:дек(?:абр[ьяе])?|жел(?:тоқсан\p{L}*)?|dec(?:ember)?|dezember|décembre|diciembre|dicembre|dezembro|grudnia|aralık|грудня|dekabr|jeltoqsan\p{L}*|ديسمبر)$/u,
];

/** The number of a month, from 1; null for any other word. */
export function monthOf(name: string): number | null {
  const index = months.findIndex((names) => names.test(name.toLowerCase()));
  return index === -1 ? null : index + 1;
}

/** Hours east of UTC. IST is India's: Irish and Israeli sites hardly ever write their own. */
const zoneHours: Readonly<Record<string, number>> = {
  Z: 0,
  z: 0,
  GMT: 0,
  UT: 0,
  UTC: 0,
  WET: 0,
  BST: 1,
  WAT: 1,
  CET: 1,
  CEST: 2,
  SAST: 2,
  EET: 2,
  EEST: 3,
  EAT: 3,
  MSK: 3,
  MSD: 4,
  SAMT: 4,
  YEKT: 5,
  AQTT: 5,
  ORAT: 5,
  UZT: 5,
  TMT: 5,
  KGT: 6,
  OMST: 6,
  NOVT: 7,
  KRAT: 7,
  IRKT: 8,
  YAKT: 9,
  VLAT: 10,
  'московскому времени': 3,
  МСК: 3,
  мск: 3,
  GST: 4,
  PKT: 5,
  IST: 5.5,
  WIB: 7,
  HKT: 8,
  SGT: 8,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
  AST: -4,
  EDT: -4,
  EST: -5,
  CDT: -5,
  CST: -6,
  MDT: -6,
  MST: -7,
  PDT: -7,
  PST: -8,
  AKDT: -8,
  AKST: -9,
  HST: -10,
};

/** American sites say "ET" in summer and in winter, and Kazakhstan's zone was another one before 2024. */
const zonePlaces: Readonly<Record<string, string>> = {
  ALMT: 'Asia/Almaty',
  'времени Алматы': 'Asia/Almaty',
  'времени Астаны': 'Asia/Almaty',
  'Алматы уақыты': 'Asia/Almaty',
  'Астана уақыты': 'Asia/Almaty',
  'Алматы уақытымен': 'Asia/Almaty',
  'Астана уақытымен': 'Asia/Almaty',
  QYZT: 'Asia/Qyzylorda',
  ET: 'America/New_York',
  CT: 'America/Chicago',
  MT: 'America/Denver',
  PT: 'America/Los_Angeles',
};

/** A time zone in a text: minutes east of UTC, or a place (IANA) whose clock counts. */
export interface ZoneInText {
  offsetMinutes: number | null;
  place: string | null;
  length: number;
}

// Capitals only: "est" is a French word. A bare "+5" is an offset only after UTC or GMT.
const zone = new RegExp(
  String.raw`^[\s,(]*(?:[Hh](?:rs?|RS?)\.?\s+)?(?:по\s+)?(?:(?:UTC|GMT|UT)?\s?(?<sign>[+−-])(?<hours>\d{2}):?(?<minutes>\d{2})?|(?:UTC|GMT|UT)\s?(?<shortSign>[+−-])(?<shortHours>\d{1,2})(?::(?<shortMinutes>\d{2}))?|\[?(?<town>(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z]\w+(?:/[A-Z]\w+)?)\]?|(?<name>${[...Object.keys(zoneHours), ...Object.keys(zonePlaces)].join('|')}))(?![\p{L}\d:])\)?`,
  'u',
);

/** The time zone at the beginning of a text that follows a time of day: " GMT", "+05:00", " (UTC+5)", " MSK", " ET". */
export function zoneAfterTime(text: string): ZoneInText | null {
  const match = zone.exec(text);
  if (match === null) return null;
  const { sign, hours, minutes, shortSign, shortHours, shortMinutes, name } = match.groups ?? {};
  const length = match[0].length;
  const place = townOf(match.groups?.['town']) ?? zonePlaces[name ?? ''] ?? null;
  if (place !== null) return { offsetMinutes: null, place, length };
  if (match.groups?.['town'] !== undefined) return null;
  if (name !== undefined) return { offsetMinutes: (zoneHours[name] ?? 0) * 60, place, length };
  const size = Number(hours ?? shortHours) * 60 + Number(minutes ?? shortMinutes ?? 0);
  if (size > 14 * 60) return null;
  return { offsetMinutes: (sign ?? shortSign) === '+' ? size : -size, place, length };
}

/** null: there is no such place. */
function townOf(written: string | undefined): string | null {
  return written !== undefined && isTimeZone(written) ? written : null;
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
