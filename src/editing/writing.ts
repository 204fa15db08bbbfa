import { richestForm } from '../deliver/forms.ts';
import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { shownText } from '../news/post.ts';
import { isNothing, type WrittenContent } from '../news/written.ts';
import { lacksLabels } from '../plan/labels.ts';
import { recogniseLanguage } from '../sources/text/language-recognition.ts';
import { postSubject } from '../store/records/audit.ts';
import type { Writing, WrittenArticle } from '../store/records/writing-rows.ts';
import { newPostWords } from '../words/desk/new-post.ts';
import type { Editing, Editor } from './editor.ts';
import { previewsOf } from './previews.ts';
import { isOfOthersToo } from './rights.ts';

/** How much of a text the audit keeps. */
const mostNoted = 200;

/** The article that it would become, as posts are composed of it. */
export function articleOf(writing: Writing, editor: Editor, editing: Editing): Article {
  const { body, headline, language, written } = fieldsOf(writing, editor, editing);
  const now = editing.clock.now();
  return {
    id: writing.articleId ?? 'desk-0',
    url: null,
    language,
    headline,
    section: null,
    sections: [],
    summary: null,
    body,
    author: null,
    imageUrl: null,
    imageCredit: null,
    media: writing.content.media,
    keywords: [],
    labels: writing.labels,
    age: null,
    urgency: 5,
    status: 'usable',
    publishedAt: now,
    embargoedUntil: null,
    views: 0,
    storyId: null,
    follows: null,
    written,
    revision: 1,
  };
}

function fieldsOf(
  { channels, content }: Writing,
  editor: Editor,
  { config, store }: Editing,
): WrittenArticle {
  const { hasPreview, marks, text } = content;
  const chosen = config.channels.filter(({ name }) => channels.includes(name));
  const [headline = '', ...rest] = text.split('\n').slice(text.split('\n').findIndex(isSaying));
  const body = rest.join('\n').trim();
  return {
    headline: isSaying(headline) ? headline : wordlessHeadline(content, editor),
    body: body === '' ? null : body,
    language: languageOf(text, chosen, editor),
    written: { text, marks, channels, bot: store.bot, hasPreview },
  };
}

/** Blank as the store understands it: it takes no headline that shows nothing. */
function isSaying(line: string): boolean {
  return /[^\s\u200B\u2060\uFEFF\u0085]/u.test(line);
}

function wordlessHeadline({ media }: WrittenContent, { language }: Editor): string {
  return newPostWords[language].kinds[media[0]?.kind ?? 'photo'];
}

/** In which language its labels are: that of its channels, or of its text. */
function languageOf(text: string, channels: readonly Channel[], { language: own }: Editor): string {
  const [language, ...others] = new Set(channels.map((channel) => channel.language));
  if (language != null && others.length === 0) return language;
  const found = recogniseLanguage(text, own);
  return /^[a-z]{2,3}$/u.test(found) && found !== 'und' ? found : own;
}

/** Why it cannot be posted as it is, as plain text; null: it can. */
export function obstacleOf(writing: Writing, editor: Editor, editing: Editing): string | null {
  const words = newPostWords[editor.language];
  if (isNothing(writing.content)) return words.needsContent;
  const chosen = editing.config.channels.filter(({ name }) => writing.channels.includes(name));
  if (chosen.length === 0) return words.needsChannel;
  const article = articleOf(writing, editor, editing);
  const unlabelled = chosen.filter((channel) => lacksLabels(article, channel));
  if (unlabelled.length > 0) return words.needsLabels(unlabelled.map(({ name }) => name).join(', '));
  const cut = chosen.filter((channel) => isCut(article, channel));
  const { media, text } = writing.content;
  return cut.length === 0
    ? null
    : words.tooLong(cut.map(({ name }) => name).join(', '), text.length, media.length > 0 ? 1_024 : 4_096);
}

/** Whether the whole text does not stand in the post, beside what the channel adds to it. A template changes spaces. */
function isCut(article: Article, channel: Channel): boolean {
  const previews = previewsOf(article, [channel]);
  if (typeof previews === 'string') return true;
  const wanted = letters(article.written?.text ?? '');
  return previews.some(({ message }) => !letters(shownText(message, richestForm(message))).includes(wanted));
}

function letters(text: string): string {
  return text.replaceAll(/\s+/gu, '');
}

/** Posts it, at once or at a moment. @returns its id; null: it was posted, dropped or changed before. */
export async function postWriting(
  editor: Editor,
  editing: Editing,
  written: Writing,
  at: Date | null,
): Promise<string | null> {
  const writing = withOwnChannels(written, editing);
  const { clock, events, store } = editing;
  const after = at === null ? 'promised' : `at ${at.toISOString()}`;
  const entry = { user_id: editor.userId, name: editor.name, action: 'new', before: null, after };
  const entriesOf = (id: string) =>
    writing.channels.map((channel) => ({ ...entry, subject: postSubject(id, channel) }));
  const id = await store.writings.post(
    writing,
    fieldsOf(writing, editor, editing),
    at,
    entriesOf,
    clock.now(),
  );
  if (id === null) return null;
  events.announce({ kind: 'articles changed' });
  events.announce({ kind: 'posts changed' });
  return id;
}

/** An editor may have lost channels since they were chosen. */
function withOwnChannels(writing: Writing, { config }: Editing): Writing {
  const own = new Set(config.channels.map(({ name }) => name));
  return { ...writing, channels: writing.channels.filter((name) => own.has(name)) };
}

/** Puts the new text in place of what a post says. `closed`: also for an editor who lost one of its channels since. */
export async function correctWritten(
  editor: Editor,
  editing: Editing,
  writing: Writing,
): Promise<'corrected' | 'changed' | 'closed'> {
  const { clock, events, store } = editing;
  const article = await store.articles.find(writing.articleId ?? '');
  if (article !== null && (await isOfOthersToo(editor, editing, article))) return 'closed';
  const before = article?.written ?? null;
  const entry = {
    user_id: editor.userId,
    name: editor.name,
    action: 'edit',
    subject: writing.articleId ?? '',
    before: before === null ? null : before.text.slice(0, mostNoted).toWellFormed(),
    after: writing.content.text.slice(0, mostNoted).toWellFormed(),
  };
  const fields = fieldsOf(writing, editor, editing);
  const result = await store.writings.correct(writing, fields, entry, clock.now());
  if (result === 'corrected') events.announce({ kind: 'articles changed' });
  return result;
}
