import { escapeHtml } from '../../compose/fitting.ts';
import { codeOfFailure } from '../../intake/polling/source-failure.ts';
import type { BrakeDecision } from '../../news/decisions.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Source } from '../../news/source.ts';
import { newSourceState, type SourceState } from '../../store/sources/source-states.ts';
import { brakeKey } from '../../watch/source-text.ts';
import { dashes, showMoment } from '../../words/moments.ts';
import { sourceWords } from '../../words/sources.ts';
import { conclude, conclusionOf, replace, say, toast } from '../chat/answer.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { note, type Change, type Desk, type Subject } from '../chat/desk.ts';
import { fitLines, shortened } from '../chat/fitting.ts';

type Action = 'pause' | 'resume' | 'poll';

/** Sources that have a button each under the list. More are reached by their names. */
const mostButtons = 12;

/** How long the brakes are off after an editor said that what was kept back is news. */
const liftedMs = 3_600_000;

const changes = {
  'source-pause': changeOf('source-pause'),
  'source-resume': changeOf('source-resume'),
  'source-poll': changeOf('source-poll'),
};

function changeOf(action: keyof (typeof sourceWords)['en']['changes']): Change {
  return { verb: (language) => sourceWords[language].changes[action], shows: 'nothing' };
}

/** `/sources`: where news comes from, how it goes, and what was kept back. */
export const sourcesSubject: Subject = {
  commands: [
    {
      name: 'sources',
      who: 'editor',
      description: (language) => sourceWords[language].command,
      examples: [
        '/sources',
        '/sources <name>',
        '/sources pause <name>',
        '/sources resume <name>',
        '/sources poll <name>',
      ],
      changes,
      async handle(context, desk, { text }) {
        const [first = '', second = ''] = text.trim().split(/\s+/u);
        if (first === '') return say(context, await listOf(context, desk));
        const action = actionOf(first.toLowerCase());
        const source = await sourceNamed(context, desk, action === null ? first : second);
        if (source === null) return;
        if (action === null) return say(context, await cardOf(context, desk, source));
        await say(context, escapeHtml(await act(context, desk, source, action)));
      },
    },
  ],
  buttons: [
    {
      data: /^sources:(show|pause|resume|poll):([a-z0-9][a-z0-9_-]{0,31})$/,
      changes,
      async handle(context, desk, [action = '', name = '']) {
        const source = desk.config.sources.find((each) => each.name === name);
        if (source === undefined)
          return toast(context, sourceWords[context.language].unknown(name, namesOf(desk)));
        const wanted = actionOf(action);
        if (wanted === null) await context.answerCallbackQuery();
        else await toast(context, await act(context, desk, source, wanted));
        await replace(context, await cardOf(context, desk, source));
      },
    },
    {
      data: /^brake:([a-z0-9][a-z0-9_-]{0,31}):(lift|keep)$/,
      changes: { 'source-lift': changeOf('source-lift') },
      handle: decide,
    },
  ],
};

function actionOf(word: string): Action | null {
  return word === 'pause' || word === 'resume' || word === 'poll' ? word : null;
}

function namesOf({ config }: Desk): string {
  return config.sources.map(({ name }) => name).join(', ');
}

async function sourceNamed(context: DeskContext, desk: Desk, name: string): Promise<Source | null> {
  const words = sourceWords[context.language];
  const source = desk.config.sources.find((each) => each.name === name.toLowerCase());
  if (source !== undefined) return source;
  const known = shortened(namesOf(desk), 1_000);
  const text = known === '' ? words.none : words.unknown(`<code>${shortened(name, 60)}</code>`, known);
  await say(context, text);
  return null;
}

async function listOf(context: DeskContext, desk: Desk) {
  const words = sourceWords[context.language];
  const { sources } = desk.config;
  if (sources.length === 0) return words.none;
  const states = new Map((await desk.store.sourceStates.all()).map((state) => [state.source, state]));
  const lines = sources.map((source) => {
    const state = states.get(source.name) ?? newSourceState(source.name, source.url);
    return `<b>${escapeHtml(source.name)}</b> ${dashes[context.language]} ${escapeHtml(summaryOf(state, context, desk))}`;
  });
  const buttons = sources
    .slice(0, mostButtons)
    .map(({ name }) => ({ text: name, data: `sources:show:${name}` }));
  const rows = buttons.flatMap((_, at) => (at % 3 === 0 ? [buttons.slice(at, at + 3)] : []));
  return { html: fitLines([`<b>${words.title}</b>`, ...lines]), buttons: rows };
}

async function cardOf(context: DeskContext, desk: Desk, source: Source) {
  const words = sourceWords[context.language];
  const state = (await desk.store.sourceStates.find(source.name)) ?? newSourceState(source.name, source.url);
  const { failure, nextAt, pausedAt } = state;
  const lines = [
    `<b>${escapeHtml(source.name)}</b> ${dashes[context.language]} ${escapeHtml(summaryOf(state, context, desk))}`,
    ...(failure === null ? [] : [shortened(failure, 300)]),
    ...(pausedAt !== null || nextAt === null
      ? []
      : [escapeHtml(words.next(momentOf(nextAt, context, desk)))]),
  ];
  const actions: Action[] = pausedAt === null ? ['poll', 'pause'] : ['resume'];
  const buttons = actions.map((action) => ({
    text: words.buttons[action],
    data: `sources:${action}:${source.name}`,
  }));
  return { html: fitLines(lines), buttons: [buttons] };
}

/** How a source is, in one line. */
function summaryOf(state: SourceState, context: DeskContext, desk: Desk): string {
  const words = sourceWords[context.language];
  const lastNew =
    state.newAt === null ? words.nothingNew : words.lastNew(momentOf(state.newAt, context, desk));
  return [stateText(state, context.language), ...(state.lookedAt === null ? [] : [lastNew])].join(' · ');
}

function stateText({ failure, lookedAt, pausedAt, pausedBy }: SourceState, language: SpokenLanguage): string {
  const words = sourceWords[language];
  if (pausedAt !== null) return words.paused(pausedBy ?? '');
  const code = codeOfFailure(failure);
  if (code !== null) return `⚠️ ${words.failures[code]}`;
  return lookedAt === null ? words.notYet : words.well;
}

function momentOf(at: Date, context: DeskContext, desk: Desk): string {
  return showMoment(at, desk.clock.now(), context.language, desk.config.timeZone);
}

/** Pauses, resumes, or has a source looked at. @returns what to say. */
async function act(context: DeskContext, desk: Desk, { name, url }: Source, action: Action): Promise<string> {
  const words = sourceWords[context.language];
  const states = desk.store.sourceStates;
  const now = desk.clock.now();
  const isPaused = (await states.find(name))?.pausedAt != null;
  if (action === 'pause') {
    // One that was never looked at has no state yet.
    if ((await states.find(name)) === null) await states.write(newSourceState(name, url));
    if (!(await states.pause(name, nameOf(context), now))) return words.already.pause(name);
  } else if (action === 'resume') {
    if (!(await states.resume(name))) return words.already.resume(name);
  } else if (isPaused) return words.already.pause(name);
  else await states.askNow(name);
  const before = action === 'resume' ? 'paused' : 'running';
  const after = action === 'pause' ? 'paused' : 'running';
  await note(context, desk, { action: `source-${action}`, subject: name, before, after });
  desk.events.announce({ kind: 'sources changed' });
  return words.done[action](name);
}

/** An editor says whether what was kept back of a source is news. */
async function decide(
  context: Parameters<NonNullable<Subject['buttons']>[number]['handle']>[0],
  desk: Desk,
  [name = '', choice]: readonly string[],
): Promise<void> {
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const decision = choice as BrakeDecision; // the pattern allows nothing else
  if (decision === 'lift') {
    const until = new Date(desk.clock.now().getTime() + liftedMs);
    await desk.store.sourceStates.liftBrake(name, until);
    await note(context, desk, {
      action: 'source-lift',
      subject: name,
      before: null,
      after: until.toISOString(),
    });
    desk.events.announce({ kind: 'sources changed' });
    await desk.notices.end(brakeKey(name));
  }
  const language = context.chat?.type === 'private' ? context.language : desk.config.deskLanguage;
  await toast(context, sourceWords[context.language].brakeDecided(decision, nameOf(context)));
  await conclude(context, sourceWords[language].brakeDecided(decision, nameOf(context)));
}
