/** Noise are the lines around an article. Longer lines are never noise, so they are not searched. */
const maxNoiseLength = 220;

const currency = String.raw`(?:USD|EUR|RUB|CNY|KZT|GBP|KGS|UZS|TRY|[$€₽¥₸£]|доллар\p{L}*|евро|рубл\p{L}*|юань|юани|теңге|тенге|Brent|BTC|долл\.|руб\.|тг\.?)`;
const figure = String.raw`[+-]?\d{1,7}(?:[.,]\d{1,4})?(?:%|°C?)?`;
/** One word of a line of rates: "USD", "481.84", "$481.84", "▲+0.5%", "EUR/KZT:". */
const rateWord = new RegExp(
  String.raw`^[▲▼↑↓(]*(?:(?:${currency})(?:/${currency})?[:=]?(?:${figure})?|${figure}(?:${currency})?|[▲▼↑↓+/|:=•·—–-])[▲▼↑↓),;|]*$`,
  'iu',
);

const linkName = String.raw`(?:facebook|twitter|x|vk|vkontakte|вконтакте|вк|telegram|телеграм{1,2}|whats\s?app|ватсап|viber|instagram|инстаграм|linkedin|одноклассники|ok|threads|tik\s?tok|you\s?tube|email|e-mail|print|rss|pinterest|mail\.ru|мой мир|печать|распечатать|басып шығару|copy(?: link)?|copy url|скопировать(?: ссылку)?|копировать(?: ссылку)?|ссылка|сілтемені көшіру|көшіру|link)`;
const linkNames = new RegExp(String.raw`^(?:${linkName}(?!\p{L})[\s,|/•·—–-]*)+$`, 'iu');

const share = new RegExp(
  String.raw`^(?:share(?: (?:this|on|with|via|in)(?: \p{L}+){0,3})?|поделиться(?: (?:с|в|на|новостью|ссылкой|материалом)(?: \p{L}+){0,3})?|поделитесь(?: \p{L}+){0,4}|бөлісу|бөлісіңіз|достарыңызбен бөліс\p{L}*|бөлісіңіздер)\s*[:.!]?(?:\s*(?:${linkName}[\s,|/•·]*)*)$`,
  'iu',
);

const place = String.raw`(?:telegram|телеграм|whats\s?app|ватсап|instagram|инстаграм|you\s?tube|tik\s?tok|facebook|viber|канал|channel|newsletter|рассылк|соцсет|социальн|google|яндекс|дзен|арна|парақша|желі)`;
const invitations: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:subscribe|sign up|join|follow) (?:to |for |us|our).*${place}`, 'iu'),
  new RegExp(String.raw`^(?:${linkName}\s+)?(?:subscribe|follow us|join us|sign up)\b`, 'iu'),
  new RegExp(
    String.raw`(?<!\p{L})(?:подпи(?:шись|шитесь|сывайся|сывайтесь)|читай(?:те)? (?:нас|наши|нашу)|следи(?:те)? за|присоединя(?:йся|йтесь)|^(?:больше новостей|все новости|самые интересные новости|подписаться)(?!\p{L})).*${place}`,
    'iu',
  ),
  /^(?:\p{L}+\s+)?подпи(?:шись|шитесь|сывайся|сывайтесь)(?!\p{L}).*(?:нас|новост|нам)/iu,
  new RegExp(String.raw`${place}.*(?:жазыл(?:ыңыз|ыңыздар|ыңдар)|тіркеліңіз|қосыл(?:ыңыз|ыңыздар))`, 'iu'),
  /^жазыл(?:ыңыз|ыңыздар)(?!\p{L})/iu,
  new RegExp(String.raw`^(?:біз(?:ді|дің)|бізге).*${place}.*(?:оқы|бақыла|жазыл|қара)`, 'iu'),
  /(?:узнавай(?:те)?|узнай(?:те)?) (?:о )?(?:новост|все новости|первым)|будьте в курсе|be the first to know|бірінші болып біл|құлағдар болыңыз/iu,
];

/** A time without a day, or "2 hours ago". It says nothing, because it is unknown when the page was saved. */
const clockTime = String.raw`(?:(?:в|at|сағат)\s+)?\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?`;
const relativeTime = new RegExp(
  String.raw`^(?:(?:сегодня|вчера|бүгін|кеше|today|yesterday)(?:[\s,|•·—–-]*${clockTime})?|\d{1,2}:\d{2}|(?:\d{1,3}|an?|one)\s+(?:second|minute|min|hour|day|week)s?\.?\s+ago|(?:\d{1,3}\s+)?(?:секунд|минут|мин|час|дн|день|недел)\p{L}*\.?\s+назад|\d{1,3}\s+(?:секунд|минут|сағат|күн|апта)\p{L}*\s+бұрын)$`,
  'iu',
);

/** Headings of what follows an article. Nothing below them belongs to it. */
const afterTheArticle =
  /^(?:(?:read|see|watch) (?:also|more)|related (?:news|articles|posts|stories|topics)|more (?:news|on this topic|stories)|latest news|most (?:read|popular)|popular|trending|don[’']t miss|recommended|you may also like|comments?(?: \(?\d+\)?)?|leave a comment|читайте (?:также|ещё|еще)|читать (?:также|ещё|еще)|ещё по теме|еще по теме|по теме|материалы по теме|похожие (?:новости|материалы|статьи)|другие новости|последние новости|популярно\p{L}*|популярные новости|самое читаемое|рекомендуем|комментари\p{L}*(?: \(?\d+\)?)?|оставить комментарий|оставьте комментарий|тағы (?:да )?оқы\p{L}*|осы тақырып\p{L}*(?: бойынша)?|ұқсас (?:жаңалықтар|мақалалар)|басқа (?:да )?жаңалықтар|соңғы жаңалықтар|оқи отырыңыз(?:дар)?|танымал|көп оқылған\p{L}*|пікірлер(?: \(?\d+\)?)?|пікір қалдыру|all rights reserved.*|все права защищены.*|барлық құқықтар қорғалған.*)\s*[:.…]?$|^©|^(?:при (?:использовании|копировании|перепечатке|цитировании)|материалды (?:көшір|пайдалан)|сайт материалдарын|редакция мекенжайы|адрес редакции)/iu;

const inlineLink =
  /^(?:read (?:also|more)|читайте (?:также|ещё|еще)|по теме|тағы (?:да )?оқы\p{L}*|оқи отырыңыз(?:дар)?|сондай-ақ,? оқы\p{L}*)\s*:/iu;
const tagLine =
  /^(?:tags?|keywords|теги|тэги|метки|ключевые слова|тегтер|тегі|кілт сөздер|түйін сөздер)\s*:\s*(?<tags>.*)$/iu;
const hashtags = /^(?:#[\p{L}\p{N}_]+[\s,]*)+$/u;
const bareAddress =
  /^(?:(?:source|link|url|address|источник|ссылка|адрес|дереккөз|сілтеме)\s*:\s*)?(?<url>https?:\/\/\S+)$/iu;

/** Exchange rates, "USD 481.84 ▲ EUR 531.33", or a line of numbers only. */
export function isRates(line: string): boolean {
  return line.length <= maxNoiseLength && line.split(' ').every((word) => rateWord.test(word));
}

/** "Share:", «Поделиться:», «Бөлісу:», with or without names of networks. */
export function isShare(line: string): boolean {
  return line.length <= maxNoiseLength && share.test(line);
}

/** An invitation to subscribe, in Kazakh, Russian or English. */
function isInvitation(line: string): boolean {
  return line.length <= maxNoiseLength && invitations.some((pattern) => pattern.test(line));
}

/** The names of sharing buttons: "Facebook Twitter Скопировать ссылку". */
export function isLinkNames(line: string): boolean {
  return line.length <= maxNoiseLength && linkNames.test(line);
}

/** "Читайте также: another headline", in the middle of an article. */
function isInlineLink(line: string): boolean {
  return line.length <= maxNoiseLength && inlineLink.test(line);
}

function isRelativeTime(line: string): boolean {
  return line.length <= maxNoiseLength && relativeTime.test(line);
}

/** The heading of what follows an article: related news, comments, the site's footer. */
export function isAfterTheArticle(line: string): boolean {
  return line.length <= maxNoiseLength && afterTheArticle.test(line);
}

/** What stands only below an article: comments, and the footer of the site. */
const endOfPage =
  /^(?:comments?(?: \(?\d+\)?)?|leave a comment|комментари\p{L}*(?: \(?\d+\)?)?|остав\p{L}+ комментарий|пікірлер(?: \(?\d+\)?)?|пікір қалдыру|all rights reserved.*|все права защищены.*|барлық құқықтар қорғалған.*)\s*[:.…]?$|^©\s*(?:\d{4}|все права)|^(?:при (?:использовании|копировании|перепечатке|цитировании)|материалды (?:көшір|пайдалан)|сайт материалдарын|редакция мекенжайы|адрес редакции)/iu;

/** Whether an article never goes on below this line. */
export function isEndOfPage(line: string): boolean {
  return line.length <= maxNoiseLength && endOfPage.test(line);
}

/** The keywords of a line of tags; null for any other line. */
export function readTags(line: string): string[] | null {
  if (line.length > maxNoiseLength) return null;
  const listed = tagLine.exec(line)?.groups?.['tags'];
  if (listed === undefined && !hashtags.test(line)) return null;
  const tags = (listed ?? line).split(
    listed === undefined || !listed.includes(',') ? /[\s,;#]+/u : /\s*,\s*/u,
  );
  return tags.map((tag) => tag.replace(/^#/u, '').trim()).filter((tag) => tag !== '');
}

/** The address of a line that contains only an address. Null for social networks, pictures and front pages. */
export function readAddress(line: string): string | null {
  const text = bareAddress.exec(line)?.groups?.['url'];
  const url = text === undefined ? null : URL.parse(text);
  if (text === undefined || url === null || url.pathname === '/') return null;
  const isNetwork =
    /(?:^|\.)(?:t\.me|telegram\.me|facebook\.com|fb\.com|twitter\.com|x\.com|vk\.com|instagram\.com|youtube\.com|youtu\.be|wa\.me|whatsapp\.com|linkedin\.com|ok\.ru|tiktok\.com|threads\.net)$/u;
  const isPicture = /\.(?:jpe?g|png|gif|webp|avif|svg|mp4|pdf)$/iu;
  return isNetwork.test(url.hostname) || isPicture.test(url.pathname) ? null : text;
}

/** Boxes in and around an article: reading time, the switch of languages, cookies, newsletters, paywalls, advertising. */
const boxes: readonly RegExp[] = [
  // Counters: "Rating: 3.2 (5 votes)"
  /^(?:рейтинг|оценка|голосов|комментари\p{L}*|лайк\p{L}*|пікір\p{L}*|дауыс\p{L}*|rating|votes?|comments?|likes?|shares?)\s*:\s*\d[\d\s.,/]*(?:\(.{1,30}\))?$/iu,
  /^(?:фото|суреттер?|суретті түсірген|photos?)\p{L}*\s+(?:автора|автор\p{L}*|из (?:архива|открытых источников)[^.]{0,30}|ашық дереккөз\p{L}*|by (?:the )?author)\.?$/iu,
  /^(?:оқу(?: үшін| уақыты)?:?\s*)?\d{1,2}\s*(?:мин|минут|минута|минуты|min|mins|minutes?)\p{L}*\.?(?:\s*(?:оқу\p{L}*|чтения|на чтение|read|reading|to read))?$/iu,
  /^(?:оқу үшін|оқу уақыты|время (?:на )?чтени[ея]|reading time|read time)(?:\s*[:–—-]?\s*\d{1,2}\s*\p{L}+\.?)?$/iu,
  /^(?:(?:kz|kaz|kk|қаз|каз|қазақша|казакша|qaz|ru|rus|ру|рус|русский|орысша|en|eng|english|ағылшынша|qz|عر|قازاقشا|latin)(?![\p{L}\d])[\s|/•·,]*)+$/iu,
  /^(?:реклама|жарнама|advertisement|advertising|sponsored|ad|loading\.*|skip advertisement|(?:story|article) continues below.*)$/iu,
  /(?:cookie|куки|кукис)(?!\p{L}).*(?:принима|соглас|использу|қолдан|келіс|accept|agree|use|consent)|(?:we|site|сайт|мы|біз).*(?:cookie|куки)/iu,
  /^(?:sign up (?:for|to) (?:our|the|get)|get (?:the|our) .*(?:newsletter|inbox)|subscribe (?:to|now)|already a subscriber|this (?:article|story|content) is (?:only |exclusively )?(?:for|available)|to continue reading|log in to|create a free account|you have \d+ (?:free )?articles)/iu,
  /^(?:материал доступен (?:только )?(?:по подписке|подписчикам)|чтобы (?:читать|продолжить)|уже подписаны|оформите подписку|получайте (?:главные )?новости|мақала (?:тек )?жазылушылар|оқуды жалғастыру үшін|жаңалықтарды поштаңызға)/iu,
];

function isBox(line: string): boolean {
  return line.length <= maxNoiseLength && boxes.some((pattern) => pattern.test(line));
}

/** Whether a line is noise. */
export function isNoise(line: string): boolean {
  return (
    isRates(line) ||
    isShare(line) ||
    isLinkNames(line) ||
    isInvitation(line) ||
    isInlineLink(line) ||
    isRelativeTime(line) ||
    isBox(line)
  );
}
