// A summary stands on its own. «Об этом сообщили в МЧС» and "He was 80" need the sentence before them.

const english =
  /^(?:he|she|they|these|those|his|her|their|its|him|them|both|such|the latter|the former|according to (?:him|her|them)|in (?:addition|this regard|this connection)|however|moreover|furthermore|therefore|also|but|and|so|instead|meanwhile|otherwise|besides|nevertheless|that (?:is why|was|came|means|day|said)|this(?! (?:week|weekend|month|year|season|morning|afternoon|evening|summer|winter|spring|autumn|fall|time|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december)(?!\p{L}))|it(?! (?:will (?:rain|snow|be (?:cold|warm|hot|windy|sunny|dry|wet))|(?:rained|snowed|is (?:cold|hot|raining|snowing)|takes|took|is (?:not )?\p{Ll}+ (?:that|to)|was (?:not )?\p{Ll}+ (?:that|to))(?!\p{L}))))(?![\p{L}’'])/iu;
const russian =
  /^(?:об этом|о том же|он|она|они|оно|его|её|ее|их|ему|ей|им|ими|ею|него|неё|них|эти|эта|этот|это|этого|этому|этим|такой|такая|такое|такие|так(?:,| )|также|кроме (?:того|этого)|помимо (?:этого|того)|при этом|вместе с тем|между тем|однако|но|а|и|поэтому|поэтому|затем|потом|тогда|там|здесь|тем временем|в свою очередь|по (?:его|её|ее|их) (?:словам|данным|мнению)|по этому|в связи с этим|после этого|до этого|для этого|к этому|на этом|в этом (?!году|месяце|сезоне)|в этой связи|с этой целью|в частности|например|последний|оба|обе)(?!\p{L})/iu;
const russianTime =
  /^(?:эт(?:ой|им|ого|ому|от|а|и)) (?:весн|лет|осен|зим|утр|вечер|ноч|недел|год|месяц|сезон)/iu;
const kazakh =
  /^(?:бұл туралы|осы туралы|ол туралы|бұл(?! (?:аптада|апта|жылы|айда|ай|күні|күндері|маусымда|жолы))|ол|олар|оның|оны|оған|одан|олардың|оларды|оларға|осылай|осылайша|мұндай|мұны|мұның|бұған|бұдан|бұны|бұлар|сондай-ақ|сонымен (?:қатар|бірге|бірге)|сондықтан|сол себепті|соған|содан|бірақ|алайда|дегенмен|ал|және|сонда|осыған|осыдан|осының|аталған|аталмыш|айта кету керек|екеуі|соның)(?![\p{L}-])/iu;

const patterns: Readonly<Record<string, RegExp>> = { ru: russian, kk: kazakh };

/** Whether a sentence cannot be understood without the one before it. `language` is a BCP 47 tag. */
export function isDependent(sentence: string, language: string): boolean {
  const start = sentence.replace(/^[^\p{L}\p{N}]+/u, '');
  if (/^\p{Script=Latin}/u.test(start) && !/^(?:kk|ru)/.test(language)) return english.test(start);
  if (russianTime.test(start)) return false;
  return (patterns[language.slice(0, 2).toLowerCase()] ?? english).test(start);
}
