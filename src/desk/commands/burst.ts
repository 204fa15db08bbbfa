import { escapeHtml } from '../../compose/fitting.ts';
import { burstDecisions, type BurstDecision } from '../../news/decisions.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import { burstButtons, burstKey, burstText } from '../../watch/burst.ts';
import { burstWords } from '../../words/bursts.ts';
import { generalWords } from '../../words/general.ts';
import { conclude, conclusionOf, say, toast } from '../chat/answer.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { note, type Asked, type ButtonContext, type Change, type Desk, type Subject } from '../chat/desk.ts';

const change: Change = {
  verb: (language) => burstWords[language].change,
  shows: 'after',
  read: (value, language) => burstWords[language].buttons[value as BurstDecision] ?? value, // else of another version
};

/** `/burst`: many articles without a date came at once, and an owner says what becomes of them. */
export const burstSubject: Subject = {
  commands: [
    {
      name: 'burst',
      who: 'owner',
      description: (language) => burstWords[language].command,
      examples: ['/burst', ...burstDecisions.map((decision) => `/burst ${decision}`)],
      changes: { burst: change },
      handle: showOrAnswer,
    },
  ],
  buttons: [
    {
      data: /^burst:([0-9a-z]{1,11}):(all|new|drop)$/,
      who: 'owner',
      changes: { burst: change },
      handle: press,
    },
  ],
};

async function showOrAnswer(context: DeskContext, desk: Desk, { text, example }: Asked): Promise<void> {
  const { language } = context;
  const wanted = text.toLowerCase();
  const decision = burstDecisions.find((each) => each === wanted);
  if (wanted !== '' && decision === undefined)
    return say(context, generalWords[language].wrong(`${example} all`));
  const { openSince } = await desk.store.bursts.read();
  if (openSince === null) return say(context, burstWords[language].none);
  if (decision !== undefined)
    return say(context, escapeHtml(await answer(context, desk, openSince, decision)));
  const count = await desk.store.bursts.count(namesOf(desk), openSince);
  const buttons = burstButtons(burstKey(openSince), language).map((button) => [button]);
  await say(context, {
    html: escapeHtml(burstText({ detail: String(count), endedAt: null }, language)),
    buttons,
  });
}

async function press(
  context: ButtonContext,
  desk: Desk,
  [since = '', choice]: readonly string[],
): Promise<void> {
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const decision = choice as BurstDecision; // the pattern allows nothing else
  // In the log chat the answer is in the language of the log chat.
  const language = context.chat?.type === 'private' ? context.language : desk.config.deskLanguage;
  const verdict = await answer(context, desk, new Date(parseInt(since, 36)), decision, language);
  await toast(context, verdict);
  await conclude(context, verdict);
}

/** @returns what became of it, as plain text. Of two owners the first one decides. */
async function answer(
  context: DeskContext,
  desk: Desk,
  since: Date,
  decision: BurstDecision,
  language: SpokenLanguage = context.language,
): Promise<string> {
  const words = burstWords[language];
  const { store, clock, events, notices } = desk;
  const subject = since.toISOString();
  const dropped = await store.bursts.answer(namesOf(desk), since, decision, clock.now());
  if (dropped === null) {
    const by = await store.audit.last(subject, ['burst']);
    return words.decidedAlready(by?.name ?? null);
  }
  await note(context, desk, { action: 'burst', subject, before: null, after: decision });
  events.announce({ kind: 'posts changed' });
  await notices.end(burstKey(since));
  return words.decided(decision, dropped, nameOf(context));
}

function namesOf({ config }: Desk): string[] {
  return config.channels.map(({ name }) => name);
}
