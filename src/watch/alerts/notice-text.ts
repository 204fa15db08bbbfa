import { cutAtLetter } from '../../compose/text/cutting.ts';
import type { Notice, NoticeKind } from '../../deliver/notices.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import { postSubject } from '../../store/records/audit.ts';
import { channelWords } from '../../words/channels.ts';
import { counts } from '../../words/counts.ts';
import { reasonText, words, type Words } from '../../words/log-chat.ts';

const noticeWords = {
  refused: 'refused',
  'entities refused': 'entitiesRefused',
  uncomposable: 'uncomposable',
  uncertain: 'uncertain',
  stuck: 'stuck',
  'correction refused': 'correctionRefused',
  'picture refused': 'pictureRefused',
  'picture left out': 'pictureLeftOut',
  'picture stays': 'pictureStays',
  'media left out': 'mediaLeftOut',
  'media stay': 'mediaStay',
  'kill refused': 'killRefused',
  'may stand twice': 'mayStandTwice',
  'nobody answered': 'nobodyAnswered',
} as const satisfies Record<NoticeKind, keyof Words>;

/** Posts that are listed by name in one alert. */
const mostListed = 10;

/** Limit of letters of a headline. */
const mostTitle = 200;

/** Limit of letters of a headline in a list. */
const mostListedTitle = 100;

export function noticeOf(detail: string): Notice {
  // Written by `Notices.about`. Until 0.2.0 the kind `uncertain` was called `held`.
  const notice = JSON.parse(detail) as Omit<Notice, 'kind'> & { kind: NoticeKind | 'held' };
  return { ...notice, kind: notice.kind === 'held' ? 'uncertain' : notice.kind };
}

/** null: each such post is told by itself, because it asks for an answer of its own. */
export function severalWords(kind: NoticeKind): keyof Words['several'] | null {
  const name = noticeWords[kind];
  const isAlone =
    name === 'uncertain' ||
    name === 'stuck' ||
    name === 'nobodyAnswered' ||
    name === 'pictureStays' ||
    name === 'mediaStay' ||
    name === 'mediaLeftOut';
  return isAlone ? null : name;
}

/** First what happened, and under it which post is meant. */
export function noticeText(detail: string, language: SpokenLanguage): string {
  const { kind, channel, articleId, headline, link = null, reason } = noticeOf(detail);
  const what = words[language][noticeWords[kind]](reasonText(reason, language));
  const title = articleId === null ? channelWords[language].digest : headline;
  const subject = articleId === null ? channel : postSubject(articleId, channel);
  return [what, '', title && cutAtLetter(title, mostTitle), subject, link]
    .filter((line) => line !== null)
    .join('\n');
}

/** The text about several posts to which the same happened, for the same reason. */
export function noticesText(details: readonly string[], language: SpokenLanguage): string {
  const say = words[language];
  const notices = details.map(noticeOf);
  const { kind = 'refused', reason = '' } = notices[0] ?? {};
  const { posts } = counts[language];
  const sentence = say.several[severalWords(kind) ?? 'refused'];
  const what = sentence(posts(notices.length), reasonText(reason, language));
  const lines = notices.slice(0, mostListed).map((notice) => lineOf(notice, language));
  if (notices.length > mostListed) lines.push(say.andMore(posts(notices.length - mostListed)));
  return [what, '', ...lines].join('\n');
}

function lineOf({ articleId, channel, headline, link = null }: Notice, language: SpokenLanguage): string {
  const title = articleId === null ? channelWords[language].digest : (headline ?? '');
  const subject = articleId === null ? channel : postSubject(articleId, channel);
  const parts = [cutAtLetter(title, mostListedTitle), subject, link ?? ''];
  return `• ${parts.filter((part) => part !== '').join(' · ')}`;
}
