import { showGiven, type GivenSettings } from '../given-settings.ts';
import {
  adviceOnChannel,
  adviceOnDatabase,
  adviceOnLetters,
  adviceOnPeople,
  adviceOnProxy,
  likelyValue,
  withoutQuotes,
} from '../likely-values.ts';
import type { Mistake } from '../settings-mistakes.ts';
import { describeSettings, settingsShape, type Settings } from '../settings-table.ts';

/** The settings. A wrong one gets its default, so that everything else can be checked too. */
export function checkSettings(given: GivenSettings, mistakes: Mistake[]): Settings {
  const texts = new Map<string, string>();
  const descriptions = describeSettings();
  for (const { name, default: text } of descriptions) {
    const chosen = given.get(name)?.text ?? text;
    if (chosen !== null) texts.set(name, chosen);
  }
  const first = settingsShape.safeParse(Object.fromEntries(texts));
  if (first.success) return first.data;
  const wrong = new Set(first.error.issues.map((issue) => issue.path[0]));
  for (const { name, expected, example, default: text } of descriptions.filter((each) =>
    wrong.has(each.name),
  )) {
    const advice = adviceOn(name, given.get(name)?.text ?? '');
    mistakes.push({
      name,
      seen: showGiven(name, given),
      expected: advice === null ? expected : `${expected}\n${advice}`,
      example: `${name}=${example}`,
    });
    if (text === null) texts.delete(name);
    else texts.set(name, text);
  }
  return settingsShape.parse(Object.fromEntries(texts));
}

/** What was probably meant. A secret is never repeated. */
function adviceOn(name: string, seen: string): string | null {
  if (name === 'DATABASE_URL') return adviceOnDatabase(seen);
  if (name.endsWith('_PROXY') || name === 'PROXY_URL') {
    const advice = adviceOnProxy(seen);
    if (advice !== null) return advice;
  }
  if (name === 'ADMIN_IDS') {
    const advice = adviceOnPeople(seen);
    if (advice !== null) return advice;
  }
  // It may hold a password.
  if (name === 'FEED_URL' && seen.includes('@')) return null;
  const isSecret = describeSettings().find((each) => each.name === name)?.secret === true;
  const isValid = (value: string) =>
    !settingsShape.safeParse({ [name]: value }).error?.issues.some(({ path }) => path[0] === name);
  const likely = likelyValue(seen, isValid);
  if (likely === null) {
    if (name === 'CHANNEL_ID') return adviceOnChannel(seen, isValid);
    return name.endsWith('_TOKEN') ? adviceOnLetters(seen) : null;
  }
  if (!isSecret) return `you probably mean ${likely}`;
  if (withoutQuotes(seen) === likely) return 'you probably mean the same without the quotes around it';
  if (!name.endsWith('_TOKEN')) return null;
  return seen.includes(likely)
    ? 'you probably mean only the token in it, which begins with digits'
    : 'you probably mean the same without a space, a line break or an invisible character in it';
}

/** Settings that are right by themselves, and wrong beside each other. */
export function mistakesTogether(settings: Settings, given: GivenSettings, hasBots: boolean): Mistake[] {
  return [...pushWithoutPage(settings), ...clusterWithoutServer(settings, given, hasBots)];
}

/** Articles are pushed to the web page. */
function pushWithoutPage({ HTTP_PORT: port, PUSH_TOKENS: tokens }: Settings): Mistake[] {
  if (tokens === undefined || port !== 0) return [];
  const expected = 'a port of the web page, because PUSH_TOKENS is set; or no PUSH_TOKENS';
  return [{ name: 'HTTP_PORT', seen: '0', expected, example: 'HTTP_PORT=8080' }];
}

/** Processes meet in a Postgres database, and speak to the same Telegram. */
function clusterWithoutServer(
  { DATABASE_URL: url, ENGINE: engine }: Settings,
  given: GivenSettings,
  hasBots: boolean,
): Mistake[] {
  if (engine !== 'cluster') return [];
  const mistakes: Mistake[] = [];
  if (url?.startsWith('postgres') !== true) {
    mistakes.push({
      name: 'DATABASE_URL',
      seen: showGiven('DATABASE_URL', given),
      expected: 'a Postgres database, because ENGINE is cluster: several processes cannot share a file',
      example: 'DATABASE_URL=postgres://khabarshy:password@db.example/khabarshy',
    });
  }
  if (!given.has('BOT_TOKEN') && !hasBots) {
    mistakes.push({
      name: 'BOT_TOKEN',
      seen: null,
      expected:
        'the token of your bot, because ENGINE is cluster: each process would have a sandbox of its own',
      example: 'BOT_TOKEN=123456789:ABC-your-token',
    });
  }
  return mistakes;
}
