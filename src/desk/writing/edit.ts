import { escapeHtml } from '../../compose/fitting.ts';
import { isOfOthersToo } from '../../editing/rights.ts';
import { longestWords, overrideField, revokeOverride } from '../../editing/overriding.ts';
import type { Button } from '../../deliver/messenger.ts';
import type { Article } from '../../news/article.ts';
import { overrideFields, type Override, type OverrideField } from '../../news/override.ts';
import type { Listed } from '../../store/articles/search.ts';
import { spokenLanguages } from '../../news/language.ts';
import { showMoment } from '../../words/moments.ts';
import { botWords } from '../../words/bots.ts';
import { writingWords } from '../../words/desk/writing.ts';
import { acknowledge, say, toast } from '../chat/answer.ts';
import { askedArticle } from '../chat/arguments.ts';
import { keyText } from '../chat/cards.ts';
import { editorOf, type DeskContext } from '../chat/context.ts';
import type { ArticleButton, Desk, Subject } from '../chat/desk.ts';
import { shortened } from '../chat/fitting.ts';
import { articleOfMessage } from '../chat/reference.ts';
import { beginCorrection } from './receiving.ts';

/** The first line of the message that asks for new words. By it, and by the name of the field, a reply is recognised. */
const mark = '✏️';

/** What the fields are called, in any of the languages. */
const fieldNames = new Map(
  spokenLanguages.flatMap((language) =>
    overrideFields.map((field) => [writingWords[language].fields[field].toLowerCase(), field] as const),
  ),
);

/** `/edit 12345`, `/edit 12345 headline`, or at once `/edit 12345 headline New headline`. */
const direct = /^(\S+)\s+(\p{L}+)\s*:?(?:\s+(\S[\s\S]*))?$/u;

function readDirect(text: string): { id: string; field: OverrideField; words: string | undefined } | null {
  const [, id = '', name = '', words] = direct.exec(text) ?? [];
  const field = fieldNames.get(name.toLowerCase());
  return field === undefined ? null : { id, field, words };
}

/**
 * `/edit <id>` corrects a headline or a summary from the phone. What an editor writes stands beside the newsroom's row, and
 * holds until the newsroom changes that field.
 */
export const editSubject: Subject = {
  commands: [
    {
      name: 'edit',
      who: 'editor',
      description: (language) => writingWords[language].commands.edit,
      examples: ['/edit 12345', '/edit 12345 headline New headline', '/edit 12345 summary New summary'],
      changes: { edit: { verb: (language) => writingWords[language].changes.edit, shows: 'both' } },
      async handle(context, desk, asked) {
        const given = readDirect(asked.text);
        const wanted = await askedArticle(context, desk, { ...asked, text: given?.id ?? asked.text });
        if (wanted === null) return;
        if (wanted.article.written !== null)
          return void (await beginCorrection(context, desk, wanted.article));
        if (given === null) return sayCard(context, desk, wanted);
        const { field, words } = given;
        if (words !== undefined) return change(context, desk, wanted.article, field, words);
        if (await isOfOthersToo(editorOf(context), desk, wanted.article))
          return say(context, botWords[context.language].articleOfOthers);
        await askWords(context, wanted, field);
      },
    },
  ],
  articleButtons: [
    {
      action: 'edit',
      async handle(context, desk, listed) {
        await acknowledge(context);
        if (listed.article.written !== null)
          return void (await beginCorrection(context, desk, listed.article));
        await sayCard(context, desk, listed);
      },
    },
    ...overrideFields.flatMap((field) => [askButton(field), revokeButton(field)]),
  ],
  async onReply(context, desk) {
    const asked = context.message?.reply_to_message;
    const [, name = ''] = new RegExp(`^${mark} (\\p{L}+)\\n`, 'u').exec(asked?.text ?? '') ?? [];
    const field = fieldNames.get(name.toLowerCase());
    const text = context.message?.text ?? '';
    if (asked === undefined || field === undefined || text === '' || text.startsWith('/')) return false;
    const article = await articleOfMessage(asked, desk);
    if (article === null) return false;
    await change(context, desk, article, field, text);
    return true;
  },
};

function askButton(field: OverrideField): ArticleButton {
  return {
    action: `edit${field}`,
    async handle(context, desk, listed) {
      if (await isOfOthersToo(editorOf(context), desk, listed.article))
        return toast(context, botWords[context.language].articleOfOthers);
      await acknowledge(context);
      await askWords(context, listed, field);
    },
  };
}

async function askWords(context: DeskContext, { article, key }: Listed, field: OverrideField): Promise<void> {
  const words = writingWords[context.language];
  const name = words.fields[field];
  const lines = [`${mark} ${name}`, words.ask(name), '', shownOf(article, field) ?? ''];
  // The button names the article, so that a reply to this message finds it.
  const buttons = [[{ text: words.title, data: `edit:${keyText(key)}` }]];
  await say(context, { html: lines.map(escapeHtml).join('\n').trim(), buttons });
}

function revokeButton(field: OverrideField): ArticleButton {
  return {
    action: `unedit${field}`,
    async handle(context, desk, { article }) {
      const words = writingWords[context.language];
      const became = await revokeOverride(editorOf(context), desk, article, field);
      if (became === 'of others') return toast(context, botWords[context.language].articleOfOthers);
      await toast(context, became === 'done' ? words.revoked(words.fields[field]) : words.notChanged);
    },
  };
}

async function change(
  context: DeskContext,
  desk: Desk,
  article: Article,
  field: OverrideField,
  given: string,
): Promise<void> {
  const words = writingWords[context.language];
  const text = given.trim();
  const most = longestWords[field];
  if (text.length > most) return say(context, words.tooLong(most));
  const became = text === '' ? 'same' : await overrideField(editorOf(context), desk, article, field, text);
  if (became === 'of others') return say(context, botWords[context.language].articleOfOthers);
  await say(context, became === 'done' ? words.changed(words.fields[field]) : words.notChanged);
}

function shownOf(article: Article, field: OverrideField): string | null {
  return article[field];
}

/** An article that other channels show too is not for this editor to change, and they are told at once. */
async function sayCard(context: DeskContext, desk: Desk, listed: Listed): Promise<void> {
  if (await isOfOthersToo(editorOf(context), desk, listed.article))
    return say(context, botWords[context.language].articleOfOthers);
  await say(context, await cardOf(context, desk, listed));
}

/** What posts say now, and who wrote it. */
async function cardOf(context: DeskContext, desk: Desk, { article, key }: Listed) {
  const words = writingWords[context.language];
  const overrides = await desk.store.overrides.of(article.id);
  const lines = [`<b>${escapeHtml(words.title)}</b> · <code>${shortened(article.id, 200)}</code>`];
  const buttons: Button[][] = [];
  for (const field of overrideFields) {
    const own = overrides.find((each) => each.field === field);
    const name = words.fields[field];
    lines.push(
      '',
      `<b>${escapeHtml(name)}</b>${own === undefined ? '' : ` (${escapeHtml(writtenBy(own, context, desk))})`}`,
    );
    lines.push(shortened(shownOf(article, field) ?? words.nothing, 900));
    const row = [{ text: words.change(name), data: `edit${field}:${keyText(key)}` }];
    if (own !== undefined) row.push({ text: words.revoke(name), data: `unedit${field}:${keyText(key)}` });
    buttons.push(row);
  }
  return { html: lines.join('\n'), buttons };
}

/** Stands beside words that an editor wrote. */
export function writtenBy(
  { at, by }: Override,
  { language }: Pick<DeskContext, 'language'>,
  desk: Desk,
): string {
  return writingWords[language].by(by, showMoment(at, desk.clock.now(), language, desk.config.timeZone));
}
