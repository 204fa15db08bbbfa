import { hasVerb as hasRussianVerb } from './clauses.ts';

/*
 * A real lead may begin like an invitation or a label: «Подписаться на газеты можно до 25 декабря, сообщила почта»,
 * "Sign up for free flu shots begins on Monday". It is told apart by the whole sentence: it has a verb of its own, a
 * length and a full stop, and it does not speak of us or to the reader.
 */

const englishVerb =
  /\b(?:says?|said|tells?|told|asks?|urges?|warns?|plans?|expects?|cuts?|begins?|began|is|are|was|were|has|had|will|would|must|should|could|rose|rises|fell|falls|won|wins|lost|made|makes|took|found|finds|led|met|meets|goes|went|came|comes|gave|became|grew|got|set|hit|ran|saw|sold|won't|(?!(?:red|need|feed|speed|seed|shared|related|limited|based|united)\b)[a-z]{2,}ed)\b/iu;
const russianVerb =
  /(?<!\p{L})(?:можно|нельзя|нужно|должн[аоы]?|стал[аои]?|есть|прош[её]л|прошл[аи]|приш[её]л|пришл[аи]|(?=\p{Ll})\p{L}{2,}(?:[аеиуыяо]л(?:ся|ась|ось|ись)|[ая]ет(?:ся)?|[ие]т(?:ся)|[аяуе]ют))(?!\p{L})/u;
const kazakhVerb =
  /(?<!\p{L})(?:\p{L}{2,}(?:[дт][ыі]|[ғқ]ан|[гк]ен|[аеийы]ды|[аеиі]ді|йды|йді|атын|етін|мақ|мек|пақ|пек)|бар|жоқ|керек|болады|мүмкін|жатыр|отыр|тұр|екен)(?:[.!?…,»]|$|\s)/u;
const verbs = [englishVerb, russianVerb, kazakhVerb];

// A shorter line is a button or a title.
const shortestStory = 30;
const ending = /[.!?…][»”"’')\]]*$/u;
// «наш Telegram-канал», "our newsletter", «арнамызға»: such a sentence is about the site, not about the world.
const ofOurselves =
  /(?<!\p{L})(?:us|our(?! (?:country|city|region|people))|ours|newsletters?|inbox|subscribers?|this (?:article|story|page|site|newsletter)|наш\p{L}{0,3}(?! (?:стран|город|област|район|республик|регион|аул|сел))|нас|нам|рассылк\p{L}*|біздің(?! (?:ел|қала|облыс|аудан|ауыл|республика|мемлекет|хал|өңір))|бізге|бізді|\p{L}+(?:мызға|мізге|мызды|мізді|мызда|мізде|мыздан|мізден))(?!\p{L})/iu;
// To the reader; but "Watch your step, rescuers warn" is news.
const toReader =
  /(?<!\p{L})(?:your?|ваш\p{L}{0,3}|вас|вы|вам|сіздің|сізге|\p{L}+(?:ңызға|ңізге|ңыз(?:дар)?|ңіз(?:дер)?))(?!\p{L})/iu;

/** Kazakh has its verb at the end: «арнаға жазылыңыз». */
const asksReader = /ң[ыі]з(?:дар|дер)?[.!…»]*$/iu;
/** "Tell us less, voters told the candidates": somebody said it, and that is news. */
const attributed =
  /,\s(?:[^,]{2,60}\s)?(?:said|says|told|tells|warned|warns|urged|urges|(?:сообщи|заяви|сказа|реши|рассказа|предупреди)л[аи]?|(?:деп )?(?:хабарлады|ескертті|деді))(?!\p{L})/u;

/** Whether a sentence tells a story by itself: it has a verb after its first word, a length and a full stop. */
export function tellsStory(sentence: string): boolean {
  if (sentence.length < shortestStory || !ending.test(sentence) || asksReader.test(sentence)) return false;
  if (attributed.test(sentence)) return true;
  if (ofOurselves.test(sentence)) return false;
  const rest = sentence.replace(/^\P{L}*[\p{L}\p{M}’'-]+/u, '');
  return hasVerb(toReader.test(rest) ? rest.replace(/^[^,:]*/u, '') : rest);
}

/** Whether a text has a finite verb of Kazakh, Russian or English. Sees most verbs, and few words that are none. */
export function hasVerb(text: string): boolean {
  return verbs.some((verb) => verb.test(text)) || hasRussianVerb(text);
}
