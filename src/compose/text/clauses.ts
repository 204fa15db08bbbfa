/*
 * «В 2023 г. Казахстан экспортировал» goes on, «Завод построен в 2023 г. Мощность удвоят» does not. A clause that
 * begins with a preposition or a time and has no verb yet is only an opening: the main part must follow.
 */

// An opening is short. The limits also keep the search fast.
const maxOpeningWords = 12;
const maxClauseLength = 200;

const beforeOpening =
  /^(?:(?:что|чтобы|и|а|но|однако|как|если|когда|хотя|поскольку|так|где|почему|зачем|причём|котор\p{Ll}+|that|and|but|while|which)\s+)+/iu;
const openingWord =
  /^(?:\d|январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр|(?:в|во|на|с|со|к|ко|о|об|от|до|из|за|по|под|при|для|без|через|между|перед|у|около|после|накануне|начиная|согласно|благодаря|среди|помимо|кроме|вместо|включая|осенью|весной|летом|зимой|ещё|еще|уже|только|лишь|даже|также|тоже|впервые|ранее|позже|напомним|всего|итого|ежегодно|указом|решением|постановлением|приказом|распоряжением|законом|in|by|since|until|from|on|as|late|early|after|before|through|between|last|this|next)(?!\p{L}))/iu;

const verb =
  /(?:[аеёиоуыя]л[аои]?(?:ся|сь)?|[аеиуюя]тся|[аяуео]ет|[ауеяю]ют|[бвгдзклмнпрст]ут|[аобвдзлнрст]ят|[жчшщ]ат|[аеё]н[аоы]?|[ыя]т[аоы])$/u;
const commonVerb =
  /^(?:будет|будут|может|могут|должен|должна|должны|нет|шёл|вырос|достиг|погиб|умер|пройдёт|пройдет|начнёт|начнет|станет|пойдёт|пойдет|ведёт|растёт|растет|даёт|строит|стоит|предстоит|зависит|входит|проходит|получит|выделит|обеспечит|откроет|закроет|открыт|закрыт|принят|взят|нужен|нужн[аоы]|готов[аоы]?|известно)$/u;
// Nouns with the endings of verbs.
const nounlike =
  /^(?:(?:капитал|материал|потенциал|персонал|квартал|журнал|канал|отдел|раздел|предел|терминал|филиал|портал|интервал|сигнал|финал|полуфинал|арсенал|металл|скандал|вокзал|обвал|провал|перевал|карнавал|фестивал|спектакл|рубл|журналист|специалист|пост|мост|вест|част|област|новост|власт|мест|лист|тест|текст|юрист|турист|спорт|порт|аэропорт|транспорт|экспорт|импорт|паспорт|рынк|банк|язык|генерал|сериал|стол|протокол|футбол|посол|числ|дел|сел|начал|школ|правил|сил|недел|цел|дол|рол|модел|отрасл|апрел|автомобил|план|стран|цен|член|обмен|перемен|смен|времен|имен|стен|сцен|жен|океан|роман|экран|орган|туман|ветеран|вулкан|караван|ресторан|капитан|курган|охран|опыт|ребят|газет|карт)[аоуеиы]?|\p{L}+[аи]тели|институт|маршрут|минут|статут|мазут)$/u;

/** Whether this beginning of a sentence, without its last mark, can be a complete sentence. */
export function canBeWhole(sentence: string): boolean {
  const clause =
    sentence
      .slice(-maxClauseLength)
      .split(/[,;:]\s/)
      .at(-1) ?? '';
  const opening = clause.trim().replace(beforeOpening, '');
  if (!openingWord.test(opening) || opening.split(/\s+/).length > maxOpeningWords) return true;
  // A dash can replace the verb, but not in «за январь – сентябрь».
  return /\s[–—]\s(?!\p{Ll}+[ьйтрн]\s\d)/u.test(opening) || hasVerb(opening);
}

/** Whether a Russian text has a finite verb or a short participle. */
export function hasVerb(clause: string): boolean {
  for (const [word] of clause.matchAll(/(?<!\p{L})\p{Ll}{4,}/gu)) {
    if (commonVerb.test(word) || (verb.test(word) && !nounlike.test(word))) return true;
  }
  return false;
}
