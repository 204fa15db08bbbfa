import { escapeHtml } from '../../compose/fitting.ts';
import { codeOfFailure } from '../../intake/polling/source-failure.ts';
import type { BrakeDecision } from '../../news/decisions.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Source } from '../../news/source.ts';
import { newSourceState, type SourceState } from '../../store/sources/source-state.ts';
import { dashes, showMoment } from '../../words/moments.ts';
import { sourceWords } from '../../words/sources.ts';
import { conclude, conclusionOf, replace, say, toast } from '../chat/answer.ts';
import { changeSource, decideBrake, sourceActionOf, type SourceAction } from '../../editing/sources.ts';
import { editorOf, nameOf, type DeskContext } from '../chat/context.ts';
import { type Change, type Desk, type Subject } from '../chat/desk.ts';
import { fitLines, shortened } from '../chat/fitting.ts';

/** Sources that have a button each under the list. More are reached by their names. */
const mostButtons = 12;

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
        const action = sourceActionOf(first.toLowerCase());
        const source = await sourceNamed(context, desk, action === null ? first : second);
        if (source === null) return;
        if (action === null) return say(context, await cardOf(context, desk, source));
        await say(context, escapeHtml(await changeSource(editorOf(context), desk, source, action)));
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
        const wanted = sourceActionOf(action);
        if (wanted === null) await context.answerCallbackQuery();
        else await toast(context, await changeSource(editorOf(context), desk, source, wanted));
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
  const all: SourceAction[] = pausedAt === null ? ['poll', 'pause'] : ['resume'];
  const actions = context.channels === null ? all : all.filter((action) => action === 'poll');
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

/** An editor says whether what was kept back of a source is news. */
async function decide(
  context: Parameters<NonNullable<Subject['buttons']>[number]['handle']>[0],
  desk: Desk,
  [name = '', choice]: readonly string[],
): Promise<void> {
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const decision = choice as BrakeDecision; // the pattern allows nothing else
  const { isDone, text } = await decideBrake(editorOf(context), desk, name, decision);
  if (!isDone) return toast(context, text);
  const language = context.chat?.type === 'private' ? context.language : desk.config.deskLanguage;
  await toast(context, text);
  await conclude(context, sourceWords[language].brakeDecided(decision, nameOf(context)));
}
