import { escapeHtml } from '../../compose/fitting.ts';
import type { Button } from '../../deliver/messenger.ts';
import { previewsOf } from '../../editing/previews.ts';
import { articleOf, obstacleOf } from '../../editing/writing.ts';
import { labelKinds } from '../../news/label.ts';
import type { Writing } from '../../store/records/writing-rows.ts';
import { articleWords } from '../../words/articles.ts';
import { newPostWords } from '../../words/desk/new-post.ts';
import { postWordsFor } from '../../words/posts.ts';
import { say, showPost, type Answer } from '../chat/answer.ts';
import { editorOf, isShared, type DeskContext } from '../chat/context.ts';
import type { Desk } from '../chat/desk.ts';
import { fitLines, shortened } from '../chat/fitting.ts';

/** Each channel whose post differs from the others costs a message. */
const mostPreviews = 5;

const mostChannels = 40;

/** The posts as their channels will get them, and below them what can be done. */
export async function showWriting(context: DeskContext, desk: Desk, writing: Writing): Promise<void> {
  const article = articleOf(writing, editorOf(context), desk);
  const chosen = desk.config.channels.filter(({ name }) => writing.channels.includes(name));
  const previews = previewsOf(article, chosen.length === 0 ? desk.config.channels.slice(0, 1) : chosen);
  const words = articleWords[context.language];
  if (typeof previews === 'string') await say(context, words.previewImpossible(shortened(previews, 300)));
  else
    for (const { channels, message } of previews.slice(0, mostPreviews)) {
      // Nothing is chosen yet, and the first channel shows how it could look.
      if (chosen.length !== 1) await say(context, words.previewOf(escapeHtml(channels.join(', '))));
      await showPost(context, desk, message);
    }
  await say(context, cardOf(context, desk, writing));
}

/** What is chosen, and the buttons. */
export function cardOf(context: DeskContext, desk: Desk, writing: Writing): Answer {
  const words = newPostWords[context.language];
  const { articleId, channels, number, version } = writing;
  const isCorrection = articleId !== null;
  const data = (action: string) => `new:${action}:${number}:${version}`;
  const lines = [`<b>${isCorrection ? words.correctionTitle : words.title}</b>`];
  if (isCorrection) lines[0] += ` · <code>${shortened(articleId, 200)}</code>`;
  lines.push(
    escapeHtml(channels.length === 0 ? words.chooseChannels : words.channels(channels.join(', '))),
    escapeHtml(words.labels(labelsText(context, writing))),
  );
  const obstacle = obstacleOf(writing, editorOf(context), desk);
  if (obstacle !== null && channels.length > 0) lines.push('', `⚠️ ${escapeHtml(obstacle)}`);
  const first: Button[] = isCorrection
    ? [{ text: words.save, data: data('save') }]
    : [
        { text: words.post, data: data('post') },
        { text: words.later, data: data('later') },
      ];
  const more = [
    { text: words.edit, data: data('edit') },
    { text: words.labelsButton, data: data('labels') },
    { text: words.show, data: data('show') },
    { text: isCorrection ? words.discard : words.drop, data: data('drop') },
  ];
  // A phone cuts the words of four buttons in a row.
  const buttons = [...(isCorrection ? [] : channelButtons(desk, writing)), first, ...rowsOf(more, 2)];
  return { html: fitLines(lines), buttons };
}

/** One channel needs no choice. */
function channelButtons({ config }: Desk, { channels, number, version }: Writing): Button[][] {
  if (config.channels.length === 1) return [];
  const buttons = config.channels.slice(0, mostChannels).map(({ name }) => {
    const isChosen = channels.includes(name);
    const text = `${isChosen ? '✅' : '▫️'} ${name}`;
    return { text, data: `new:${isChosen ? 'off' : 'on'}:${number}:${version}:${name}` };
  });
  return rowsOf(buttons, 3);
}

export function labelsCard(context: DeskContext, writing: Writing): Answer {
  const words = newPostWords[context.language];
  const { labels, number, version } = writing;
  const names = postWordsFor(context.language).labels;
  const button = (text: string, value: string, isOn: boolean) => ({
    text: `${isOn ? '✅' : '▫️'} ${text}`,
    data: `new:${isOn ? 'unlabel' : 'label'}:${number}:${version}:${value}`,
  });
  const buttons = [
    ...labelKinds.map((kind) => button(names[kind], kind, labels?.includes(kind) === true)),
    button(words.noLabelsButton, 'none', labels?.length === 0),
  ];
  return {
    html: escapeHtml(words.labels(labelsText(context, writing))),
    buttons: [...rowsOf(buttons, 2), [{ text: words.back, data: `new:back:${number}:${version}` }]],
  };
}

function labelsText({ language }: Pick<DeskContext, 'language'>, { labels }: Writing): string {
  const words = newPostWords[language];
  if (labels === null) return words.notStated;
  const names = postWordsFor(language).labels;
  return labels.length === 0 ? words.noLabels : labels.map((label) => names[label]).join(', ');
}

function rowsOf(buttons: readonly Button[], most: number): Button[][] {
  const rows: Button[][] = [];
  for (let start = 0; start < buttons.length; start += most) rows.push(buttons.slice(start, start + most));
  return rows;
}

/** A question that is answered by a message. In a group only a reply counts. */
export function heardHere(context: DeskContext, text: string): string {
  return isShared(context) ? `${text}\n${newPostWords[context.language].replyHere}` : text;
}

/** Times of day that editors often want, in minutes after midnight. */
const usualTimes = [480, 540, 720, 1_080, 1_140, 1_260];

export function timeCard(context: DeskContext, { number, version }: Writing): Answer {
  const words = newPostWords[context.language];
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const buttons = usualTimes.map((minute) => ({
    text: clock(minute),
    data: `new:at:${number}:${version}:${minute}`,
  }));
  return {
    html: escapeHtml(heardHere(context, words.askTime)),
    buttons: [...rowsOf(buttons, 3), [{ text: words.back, data: `new:back:${number}:${version}` }]],
  };
}
