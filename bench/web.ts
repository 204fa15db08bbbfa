import { join } from 'node:path';
import { openStore } from '../src/store/store.ts';
import { fill } from './desk.ts';
import { DeskTelegram } from './desk-telegram.ts';
import { atMost, percentile, type Figure } from './figures.ts';
import { makeFolder, residentMb, settingsFor, start } from './program.ts';

const repetitions = 40;
const firstViewMs = 200;
const mostMb = 8;

/** Pages, and how long each may take once it was seen, in milliseconds. */
const pages: readonly (readonly [string, number])[] = [
  ['/', 50],
  ['/articles', 100],
  ['/articles?q=headline', 200],
  ['/article?id=a999999', 50],
  ['/channels/main', 100],
  ['/log', 50],
  ['/settings', 50],
  ['/metrics', 50],
];

/** The page for administrators with a million articles: the first view, the others, and the memory that it takes. */
export async function measureWeb(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const database = join(folder, 'bench.db');
  await fill(database);
  const telegram = new DeskTelegram(100_000);
  const settings = {
    ...settingsFor(await telegram.start(), database),
    ADMIN_IDS: String(telegram.ownerId),
    MAX_AGE: '0',
    HTTP_PORT: '',
  };
  // The first run fills Node's cache of compiled code, as the first run of a new version does anywhere.
  await look(settings, folder, telegram, async (view) => void (await viewAll(view)));
  const figures: Figure[] = [];
  await look(settings, folder, telegram, async (view, logIn, memoryMb) => {
    const beforeMb = memoryMb();
    figures.push(atMost('the login page, the first time', await view('/', 401), 'ms', firstViewMs));
    await logIn();
    figures.push(atMost('the first view of the page', await view('/'), 'ms', firstViewMs));
    const chartsMs = await viewAll(view);
    const tookMb = memoryMb() - beforeMb;
    for (const [path, limitMs] of pages) {
      // One session may not ask as often as we do.
      await logIn();
      const tookMs: number[] = [];
      for (let time = 0; time < repetitions; time += 1) tookMs.push(await view(path));
      figures.push(atMost(`${path}, p95`, percentile(tookMs, 0.95), 'ms', limitMs));
    }
    figures.push({ name: '/charts of 20,000 posts, the first time', value: chartsMs, unit: 'ms' });
    figures.push(atMost('memory after one look at each page', tookMb, 'MB', mostMb));
  });
  telegram.stop();
  remove();
  return figures;
}

type View = (path: string, status?: number) => Promise<number>;

/** Looks at each page once. @returns how long the charts took. */
async function viewAll(view: View): Promise<number> {
  for (const [path] of pages) await view(path);
  return view('/charts');
}

/** Runs the program, and logs in. `view` gives the time of a request in milliseconds. */
async function look(
  settings: Record<string, string>,
  folder: string,
  telegram: DeskTelegram,
  measure: (view: View, logIn: () => Promise<void>, memoryMb: () => number) => Promise<void>,
): Promise<void> {
  const program = start('src/start.js', ['run'], folder, settings);
  const served = await program.waitFor('the page is served');
  const { url } = JSON.parse(served) as { url: string }; // our own log
  // What the desk reads is in the memory already: the pages read the same.
  for (const command of ['/status', '/latest', '/find headline', '/log', '/queue'])
    await telegram.ask(command);
  let cookie = '';
  const logIn = async () => {
    cookie = await openSession(join(folder, 'bench.db'), url, telegram.ownerId);
  };
  const view: View = async (path, status = 200) => {
    if (cookie === '' && status === 200) await logIn();
    const startedMs = performance.now();
    const answer = await fetch(new URL(path, url), { headers: { cookie } });
    await answer.text();
    if (answer.status !== status) throw new Error(`${path} answered ${answer.status}`);
    return performance.now() - startedMs;
  };
  await measure(view, logIn, () => residentMb(program.child.pid ?? 0));
  await program.stop();
}

/** @returns the cookie of a session. */
async function openSession(database: string, url: string, userId: number): Promise<string> {
  const store = await openStore(`sqlite:${database}`);
  const person = { bot: 'main', userId, name: 'Bench', language: 'en' } as const;
  const secret = await store.webSessions.makeLogin(person, new Date());
  await store.close();
  const answer = await fetch(new URL(`/login/${secret}`, url), {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: new URL(url).origin },
  });
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}
