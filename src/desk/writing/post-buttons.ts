import { delayOf } from '../../editing/posting.ts';
import { articleOf, correctWritten, obstacleOf, postWriting } from '../../editing/writing.ts';
import { isLabel, labelKinds, type Label } from '../../news/label.ts';
import type { Writing } from '../../store/records/writing-rows.ts';
import { dailySchedule, nextMoment } from '../../time/schedule.ts';
import { newPostWords } from '../../words/desk/new-post.ts';
import { showDayAndTime } from '../../words/moments.ts';
import { acknowledge, conclude, conclusionOf, replace, toast } from '../chat/answer.ts';
import { editorOf, nameOf, type DeskContext } from '../chat/context.ts';
import type { ButtonContext, Desk } from '../chat/desk.ts';
import { cardOf, labelsCard, showWriting, timeCard } from './post-card.ts';
import { ask, personOf } from './receiving.ts';

/** A button below the preview of a post was pressed. Its data names the post and the version that was shown. */
export async function pressed(context: ButtonContext, desk: Desk, parts: readonly string[]): Promise<void> {
  const [action = '', number = '', version = '', value = ''] = parts;
  const words = newPostWords[context.language];
  const writing = await desk.store.writings.find(Number(number));
  const { chatId, userId } = personOf(context);
  if (writing?.chatId !== chatId) return toast(context, words.closed);
  if (writing.userId !== userId) return toast(context, words.notYours);
  if (writing.state !== 'open') return toast(context, conclusionOf(context) ?? words.closed);
  if (writing.version !== Number(version) && action !== 'drop') return toast(context, words.newerBelow);
  switch (action) {
    case 'post':
      return tellVerdict(context, await postWritten(context, desk, writing, null));
    case 'at': {
      const schedule = dailySchedule(Number(value) % 1_440);
      const at = nextMoment(schedule, desk.clock.now(), desk.config.timeZone);
      return tellVerdict(context, await postWritten(context, desk, writing, at));
    }
    case 'later':
      return askTime(context, desk, writing);
    case 'save':
      return save(context, desk, writing);
    case 'drop':
      return drop(context, desk, writing);
    default:
      return change(context, desk, writing, action, value);
  }
}

interface Verdict {
  said: string;
  isDone: boolean;
}

/** An obstacle leaves the card as it is. */
async function tellVerdict(context: ButtonContext, { isDone, said }: Verdict): Promise<void> {
  await toast(context, said);
  if (isDone) await conclude(context, said);
}

/** Posts it, unless something is in the way. */
export async function postWritten(
  context: DeskContext,
  desk: Desk,
  writing: Writing,
  at: Date | null,
): Promise<Verdict> {
  const words = newPostWords[context.language];
  const editor = editorOf(context);
  const obstacle = obstacleOf(writing, editor, desk);
  if (obstacle !== null) return { said: obstacle, isDone: false };
  const id = await postWriting(editor, desk, writing, at);
  if (id === null) return { said: words.closed, isDone: false };
  const article = articleOf(writing, editor, desk);
  const lines: string[] = [];
  for (const channel of desk.config.channels.filter(({ name }) => writing.channels.includes(name))) {
    const delay = await delayOf(editor, desk, article, channel);
    const now = delay ?? words.goesOut;
    const then =
      at === null ? now : words.goesOutAt(showDayAndTime(at, context.language, desk.config.timeZone));
    lines.push(`${channel.name}: ${then}`);
  }
  return { said: [...lines, words.correctBy(`/edit ${id}`)].join('\n'), isDone: true };
}

/** What is in the way is told before anybody chooses a time. */
async function askTime(context: ButtonContext, desk: Desk, writing: Writing): Promise<void> {
  const obstacle = obstacleOf(writing, editorOf(context), desk);
  if (obstacle !== null) return toast(context, obstacle);
  await acknowledge(context);
  const asked = await desk.store.writings.await(writing, 'time', desk.clock.now());
  if (asked !== null) await replace(context, timeCard(context, asked));
}

async function save(context: ButtonContext, desk: Desk, writing: Writing): Promise<void> {
  const words = newPostWords[context.language];
  const obstacle = obstacleOf(writing, editorOf(context), desk);
  if (obstacle !== null) return toast(context, obstacle);
  const result = await correctWritten(editorOf(context), desk, writing);
  if (result === 'closed') return toast(context, words.closed);
  const said = result === 'corrected' ? words.saved : words.changedMeanwhile;
  await toast(context, said);
  await conclude(context, said);
}

async function drop(context: ButtonContext, desk: Desk, writing: Writing): Promise<void> {
  const words = newPostWords[context.language];
  const isDone = await desk.store.writings.drop(writing.number, desk.clock.now());
  const name = nameOf(context);
  const verdict = writing.articleId === null ? words.dropped(name) : words.discarded(name);
  const said = isDone ? verdict : words.closed;
  await toast(context, said);
  await conclude(context, said);
}

/** What leaves it open. */
async function change(
  context: ButtonContext,
  desk: Desk,
  writing: Writing,
  action: string,
  value: string,
): Promise<void> {
  await acknowledge(context);
  const { clock, store } = desk;
  const { number } = writing;
  if (action === 'show') return showWriting(context, desk, writing);
  if (action === 'edit') {
    const asked = await store.writings.await(writing, 'content', clock.now());
    return asked === null
      ? undefined
      : ask(context, asked, newPostWords[context.language].editPrompt, 'back');
  }
  if (action === 'labels') return replace(context, labelsCard(context, writing));
  const choice = choiceOf(desk, writing, action, value);
  const changed = await store.writings.change(number, { ...choice, awaits: null }, false, clock.now());
  if (changed === null) return;
  const isLabels = action === 'label' || action === 'unlabel';
  await replace(context, isLabels ? labelsCard(context, changed) : cardOf(context, desk, changed));
}

function choiceOf(
  { config }: Pick<Desk, 'config'>,
  { channels, labels }: Writing,
  action: string,
  value: string,
): Partial<Pick<Writing, 'channels' | 'labels'>> {
  if (action === 'on' || action === 'off') {
    const wanted = new Set(channels);
    if (action === 'on') wanted.add(value);
    else wanted.delete(value);
    return { channels: config.channels.map(({ name }) => name).filter((name) => wanted.has(name)) };
  }
  if (action === 'label' || action === 'unlabel') return { labels: labelsWith(labels, action, value) };
  return {};
}

/** null: nothing is stated. */
function labelsWith(labels: readonly Label[] | null, action: string, value: string): Label[] | null {
  if (!isLabel(value)) return action === 'label' ? [] : null;
  const wanted = new Set(labels ?? []);
  if (action === 'label') wanted.add(value);
  else wanted.delete(value);
  return wanted.size === 0 ? null : labelKinds.filter((kind) => wanted.has(kind));
}
