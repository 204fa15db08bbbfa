import { doubtOf, postArticle, wantedTargets, type PostRequest } from '../../editing/posting.ts';
import { parseClockMinute } from '../../config/setting-values.ts';
import type { Article } from '../../news/article.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import { dailySchedule, nextMoment } from '../../time/schedule.ts';
import { answersForAll, editorOf, isShared, nameOf, type DeskContext } from '../chat/context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { acknowledge, conclude, conclusionOf, say, outdated, toast, yesOrNo } from '../chat/answer.ts';
import { fitLines, shortened } from '../chat/fitting.ts';
import { askedArticle, channelHere } from '../chat/arguments.ts';
import { keyText } from '../chat/cards.ts';
import { dashes, showMoment } from '../../words/moments.ts';
import type { ButtonContext, Desk, Subject } from '../chat/desk.ts';
import { readState } from './audit-log.ts';
import { articleWords } from '../../words/articles.ts';
import { newPostWords } from '../../words/desk/new-post.ts';
import { generalWords } from '../../words/general.ts';

type AskedPost = PostRequest & { key: number };

/**
 * A time of day in a command: the next one, today or tomorrow. `text`: the command without it. `isWrong`: something is
 * written like a time and is none.
 */
export function readTime(
  text: string,
  { clock, config }: Pick<Desk, 'clock' | 'config'>,
): { at: Date | null; text: string; isWrong?: true } {
  const [whole = '', time = ''] = /(?:^|\s)((?:[01]?\d|2[0-3]):[0-5]\d)(?=\s|$)/u.exec(text) ?? [];
  const minute = time === '' ? null : parseClockMinute(time);
  // "25:00" is no channel and no article.
  if (minute === null)
    return { at: null, text, ...(/\s\d{1,2}:\d{2}(?=\s|$)/u.test(text) ? { isWrong: true } : {}) };
  const at = nextMoment(dailySchedule(minute), clock.now(), config.timeZone);
  return { at, text: text.replace(whole, ' ').replaceAll(/\s+/gu, ' ').trim() };
}

/** What an editor ordered, as the audit keeps it. */
export function readOrder(value: string, language: SpokenLanguage, show: (at: Date) => string): string {
  const [, at] = /^at (\S+)$/u.exec(value) ?? [];
  return at === undefined ? readState(value, language) : show(new Date(at));
}

/**
 * `/post <id> [channel]` posts now, whatever the age, the filters and the quiet hours. It asks before it posts an article
 * that was killed, or that the channel's filters refuse.
 */
export const postingSubject: Subject = {
  commands: [
    {
      name: 'post',
      who: 'editor',
      description: (language) => articleWords[language].commands.post,
      examples: [
        '/post 12345',
        '/post 12345 CHANNEL',
        '/post 12345 18:00 CHANNEL',
        '/post https://news.example.kz/12345',
      ],
      changes: {
        post: { verb: (language) => articleWords[language].changes.post, shows: 'both', read: readOrder },
      },
      async handle(context, desk, { example, text: whole }) {
        const { at, isWrong, text } = readTime(whole, desk);
        if (isWrong === true) return say(context, escapeHtml(newPostWords[context.language].wrongTime));
        const wanted = await askedArticle(context, desk, { example, text });
        if (wanted === null) return;
        const asked = { ...wanted, at, channel: wanted.channel ?? channelHere(context, desk) };
        await postOrAsk(context, desk, asked, false);
      },
    },
  ],
  buttons: [
    // The channel that was chosen, or the yes, of `/post 12345 18:00`.
    {
      data: /^post(at|yesat):([0-9a-z]{1,11}):(\*|[a-z0-9][a-z0-9_-]{0,31}):([0-9a-z]{1,7})$/,
      handle: pressedTimed,
    },
    {
      data: /^no(?::(\d{1,16}))?$/,
      async handle(context, _desk, [asked]) {
        const concluded = conclusionOf(context);
        if (concluded !== null) return toast(context, concluded);
        if (context.channels !== null && isShared(context) && asked !== String(context.from.id))
          return outdated(context);
        await acknowledge(context);
        await conclude(context, generalWords[context.language].leftAsIs(nameOf(context)));
      },
    },
  ],
  articleButtons: [
    {
      action: 'post',
      async handle(context, desk, listed, channel) {
        await acknowledge(context);
        // A button with a channel stands under the question which channel, that no filter of theirs lets it through.
        await postOrAsk(context, desk, { ...listed, channel }, channel !== null);
      },
    },
    {
      action: 'postyes',
      async handle(context, desk, listed, channel) {
        // A yes counts once. It is no answer to what happened to the article since.
        const concluded = conclusionOf(context);
        if (concluded !== null) return toast(context, concluded);
        await postAsked(context, desk, { ...listed, channel });
      },
    },
  ],
};

/** The data of a button has room for minutes, and times of day are no finer. */
const minuteMs = 60_000;

async function pressedTimed(context: ButtonContext, desk: Desk, parts: readonly string[]): Promise<void> {
  const [action = '', keyed = '', name = '', minute = ''] = parts;
  const at = new Date(parseInt(minute, 36) * minuteMs);
  const listed = await desk.store.search.byKey(parseInt(keyed, 36));
  const channel = desk.config.channels.find((known) => known.name === name) ?? null;
  if (listed === null || (channel === null && name !== '*')) return outdated(context);
  const concluded = action === 'at' ? null : conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const { clock, config } = desk;
  if (at <= clock.now()) {
    const moment = showMoment(at, clock.now(), context.language, config.timeZone);
    return toast(context, articleWords[context.language].timePassed(moment));
  }
  if (action !== 'at') return postAsked(context, desk, { ...listed, channel, at });
  await acknowledge(context);
  await postOrAsk(context, desk, { ...listed, channel, at }, true);
}

/** The editor said yes. */
async function postAsked(context: DeskContext, desk: Desk, request: PostRequest): Promise<void> {
  const lines = await postArticle(editorOf(context), desk, request);
  const verdict = `${lines.join('\n')}\n${dashes[context.language]} ${nameOf(context)}`;
  await toast(context, verdict);
  if (request.channel !== null || answersForAll(context)) await conclude(context, verdict);
}

/** Posts, or asks first for the channel or for a confirmation. */
async function postOrAsk(
  context: DeskContext,
  desk: Desk,
  wanted: AskedPost,
  isFilterKnown: boolean,
): Promise<void> {
  const words = articleWords[context.language];
  const targets = wantedTargets(desk, wanted);
  const key = keyText(wanted.key);
  const minute = wanted.at == null ? null : (wanted.at.getTime() / minuteMs).toString(36);
  const data = (action: 'post' | 'postyes', name: string) =>
    minute === null ? `${action}:${key}:${name}` : `${action}at:${key}:${name}:${minute}`;
  if (targets.length === 0) {
    const buttons = desk.config.channels
      .slice(0, 20)
      .map(({ name }) => [{ text: name, data: data('post', name) }]);
    return say(context, { html: words.noChannelTakes, buttons });
  }
  const editor = editorOf(context);
  const question = await doubtOf(editor, desk, wanted, isFilterKnown);
  if (question === null)
    return say(context, fitLines((await postArticle(editor, desk, wanted)).map(escapeHtml)));
  await say(context, {
    html: `${escapeHtml(question)}\n\n${titleOf(wanted.article)}`,
    buttons: [yesOrNo(context, data('postyes', wanted.channel?.name ?? '*'))],
  });
}

function titleOf({ headline }: Article): string {
  return `<b>${shortened(headline, 200)}</b>`;
}
