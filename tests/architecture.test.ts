import { globSync, readFileSync } from 'node:fs';
import { basename, join, posix, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Paths from src/, with slashes. */
const files = globSync('**/*.{ts,js}', { cwd: src }).map((file) => file.replaceAll('\\', '/'));
const texts = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));

interface Import {
  from: string;
  /** A path from src/, or the name of a package. */
  to: string;
  isOurs: boolean;
}

const statements = [
  /^(?:import|export)\s+(?:type\s+)?[\w*{][^'"();=]*?\bfrom\s+'([^']+)'/gm,
  /^import\s+'([^']+)'/gm,
  /\bimport\(\s*'([^']+)'/g,
];

/** Imports of types count too: what one room knows of another is what this is about. */
const imports: Import[] = [...texts].flatMap(([from, text]) =>
  statements
    .flatMap((statement) => [...text.matchAll(statement)])
    .map(([, name = '']) => {
      const isOurs = name.startsWith('.');
      const to = isOurs ? posix.join(posix.dirname(from), name) : packageOf(name);
      return { from, to, isOurs };
    }),
);

/** What Node loads together with these files: they themselves, and what they import by a statement, types left out. */
function loadedWith(roots: readonly string[]): ReadonlySet<string> {
  const loaded = new Set(roots);
  for (const file of loaded) {
    const text = texts.get(file) ?? '';
    for (const [statement, name = ''] of statements.slice(0, 2).flatMap((each) => [...text.matchAll(each)])) {
      if (/^(?:import|export)\s+type\b/.test(statement)) continue;
      loaded.add(name.startsWith('.') ? posix.join(posix.dirname(file), name) : packageOf(name));
    }
  }
  return loaded;
}

/** `kysely/migration` is of kysely, `@a/b/c` of @a/b. */
function packageOf(name: string): string {
  if (name.startsWith('node:')) return name;
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Whether a file is in one of the places: a folder ends with a slash, anything else is a file. */
function isIn(file: string, places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
}

/**
 * The floors of docs/architecture.md from the lowest to the highest, several rooms on one. A room imports those
 * before it, its own, and what stands on its floor; nothing after.
 */
const floors: readonly (readonly string[])[] = [
  // The contract of the tables as types imports nothing either.
  ['news/', 'contract.d.ts'],
  ['time/'],
  ['words/'],
  ['config/', 'log.ts', 'secrets.ts', 'terminal-text.ts', 'events.ts', 'measures.ts'],
  ['http/'],
  ['sources/'],
  ['plan/'],
  ['compose/'],
  ['store/'],
  ['intake/'],
  ['pipeline/', 'digests.ts', 'retention.ts', 'timetable.ts'],
  ['deliver/'],
  ['watch/'],
  ['readers/'],
  ['editing/'],
  ['desk/'],
  ['engine/'],
  ['web/'],
  // Beside the floors: it imports nothing of ours, and only the command line knows of it. See below.
  ['sandbox/'],
  ['bots/', 'opening.ts'],
  ['app.ts', 'app/', 'program.ts'],
  ['cli/', 'main.ts', 'start.js', 'node-24.js', 'compile-cache.js'],
];

/** Where each package is used: to replace one, open this. */
const homes: Readonly<Record<string, readonly string[]>> = {
  // The drivers are in engines/, which is where a database is replaced. Queries stand with their subject, in all of
  // the store: a query that is moved away from what it is about would have to be read together with it.
  kysely: ['store/'],
  // Databases of content management systems are only read, each with one query of the newsroom's own.
  'better-sqlite3': ['store/engines/', 'sources/sql/'],
  pg: ['store/engines/', 'sources/sql/'],
  mysql2: ['sources/sql/'],
  grammy: ['deliver/telegram/', 'desk/chat/'],
  'node-cron': ['engine/'],
  'pg-boss': ['engine/cluster/'],
  dotenv: ['config/'],
  yaml: ['config/'],
  mustache: ['compose/'],
  zod: ['config/', 'sources/'],
  entities: ['sources/'],
  pino: ['log.ts'],
  'pino-pretty': ['log.ts'],
  htmlparser2: ['sources/'],
  linkedom: ['sources/'],
  '@mozilla/readability': ['sources/'],
  '@resvg/resvg-js': ['desk/statistics/'],
  'prom-client': ['web/'],
  hono: ['web/site/'],
};

/**
 * Interfaces with methods. Each of the first has two implementations today, and that is the reason for it; where there
 * is one, import the class. To add one, name its implementations here.
 */
const contracts: Readonly<Record<string, string>> = {
  Messenger: 'Telegram by grammY, and the model of it in the tests',
  Searcher: 'reading back, and a second bot that listens',
  Backend: 'SQLite and Postgres',
  WordIndex: 'SQLite and Postgres',
  Writes: 'one connection in turn, and several at once',
  Clock: 'the machine’s, and those of the tests',
};

/** The others are records that hold a function. */
const recordsWithFunctions: Readonly<Record<string, string>> = {
  Delivery: 'a test needs a composer that throws',
  Lock: 'made by the engine when the lock is taken',
  Session: 'a connection that has to be broken without its consent',
  Place: 'made by the pacer for one request',
  Answer: 'the part of a response that grammY uses',
  Change: 'declared by each desk command',
  Command: 'one for each command of the desk, and of the command line',
  LostCopiesParts: 'how the one reader of the log chat looks at a number, and deletes a copy',
  ListedCommand: 'one for each command of the command line',
  MenuCommand: 'the part of a command that the menu shows',
  DeskButton: 'one for each kind of button',
  ArticleButton: 'one for each kind of button',
  Subject: 'one for each subject of the desk',
  Connection: 'the drivers of three databases, and a worker',
  Circumstances: 'how a person is shown a moment',
  BotHost: 'what the app does with the bots of this process',
  ClusterParts: 'what the app does when it plans for all, or has to end',
  ClusterJobsParts: 'whether this process may work now, and how it plans',
  Membership: 'whether this process may work now',
  JobWork: 'what each queue of jobs does',
  WorkerParts: 'what a worker needs of the jobs around it',
  TimedJob: 'one for each thing that a schedule wants',
  JobsConnection: 'made by the engine, and in its transaction',
  JobsDatabase: 'made by the engine when the process joins a cluster',
  SourceLooks: 'what is told of a look',
  Pulse: 'made by the engine when the process joins a cluster',
  LaneView: 'what a lane knows, and its parts ask',
  Sink: 'the one client of addresses hands a body on, and knows nothing of files',
  Upload: 'a file of the disk as Telegram’s client reads it, each time from its beginning',
  Loaded: 'an upload that its user releases',
  UploadOptions: 'the fetch is asked, and told, before the last bytes of an upload',
  SendOptions: 'the lane begins its next work when a request leaves',
  Waiting: 'a write that waits for its turn',
  ReadOptions: 'a terminal may want to see the progress',
  Pages: 'what the pages and probes ask of the program',
  Block: 'the parts of a picture, one after the other',
  Host: 'the sandbox, and nothing around the real Telegram',
  ApproverParts: 'the language of the log chat may change',
  Instead: 'the sentence depends on the reason',
  DeskTopics: 'the sentence depends on the topic and the reason',
  PollerParts: 'tests need pauses without chance, and no waiting',
  InlineSearchParts: 'tests need answers that wait, and the log must not see what failed',
  FurtherPagesParts: 'they are those of the poller',
  BotsRead: 'mistakes beside other settings need the place of a bot',
  DeskBotOptions: 'the desk says that Telegram does not know the token',
  DeskParts: 'the desk says that Telegram does not know the token',
  Parts: 'who is told of a page depends on who posted its article',
  PollingParts: 'who is told of a page depends on who posted its article',
  ScheduleParts: 'the rooms above are told of looks',
  SourcesRead: 'where an entry stands is looked up only for a mistake',
  ProgramParts: 'what the command line knows of settings and Telegrams',
  ProgressOutput: 'a terminal, and what a test reads',
  Quotations: 'made for one text',
  ByteSource: 'a file, and the standard input',
  PageNode: 'the part of the DOM that is used',
  PageDocument: 'the part of the DOM that is used',
};

/** Imports that go up a floor, or to a package away from its home. To be emptied; what is not needed fails. */
const exceptions: readonly { from: string; to: string; why: string }[] = [];

function isExcepted({ from, to }: Import): boolean {
  return exceptions.some((exception) => isIn(from, [exception.from]) && isIn(to, [exception.to]));
}

test('there is something to look at', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(imports.length).toBeGreaterThan(files.length);
  expect(files.filter((file) => floorOf(file) === -1)).toEqual([]);
});

/** -1: it stands on none. */
function floorOf(file: string): number {
  return floors.findIndex((rooms) => isIn(file, rooms));
}

describe('rooms', () => {
  test.each(floors.map((rooms) => [rooms.join(' '), rooms] as const))(
    '%s import what is below',
    (_, rooms) => {
      const wrong = imports.filter(
        (each) =>
          each.isOurs && isIn(each.from, rooms) && floorOf(each.to) > floorOf(each.from) && !isExcepted(each),
      );
      expect(wrong).toEqual([]);
    },
  );

  test('the sandbox imports nothing of ours, so that it cannot share our mistakes', () => {
    const wrong = imports.filter(
      ({ from, to, isOurs }) => isOurs && isIn(from, ['sandbox/']) && !isIn(to, ['sandbox/']),
    );
    expect(wrong).toEqual([]);
  });

  test('only the command line knows of the sandbox', () => {
    const others = imports.filter(({ to }) => to.startsWith('sandbox/')).map(({ from }) => from);
    expect(others.filter((file) => !isIn(file, ['sandbox/', 'cli/']))).toEqual([]);
  });

  test('every import of ours leads to a file', () => {
    expect(imports.filter(({ to, isOurs }) => isOurs && !texts.has(to))).toEqual([]);
  });

  test('no import leads back to where it began, also not one of types', () => {
    expect(findCycle()).toEqual([]);
  });
});

describe('packages', () => {
  const ofOthers = imports.filter(({ to, isOurs }) => !isOurs && !to.startsWith('node:'));

  test.each(Object.entries(homes))('%s is used only in its home', (name, places) => {
    const users = ofOthers.filter((each) => each.to === name && !isExcepted(each)).map(({ from }) => from);
    expect(users.filter((file) => !isIn(file, places))).toEqual([]);
  });

  test('no exception is left over', () => {
    const needless = exceptions.filter(
      ({ from, to }) => !imports.some((each) => isIn(each.from, [from]) && isIn(each.to, [to])),
    );
    expect(needless).toEqual([]);
  });

  test('each has a home', () => {
    expect(ofOthers.filter(({ to }) => !Object.hasOwn(homes, to))).toEqual([]);
  });

  test('what would load far more than is used is not imported', () => {
    // See docs/decisions/0007: Node's WebSocket, and the fetch of grammY for Node.
    const heavy = /^import\s+(?!type\b)[^;]*?\bfrom\s+'(?:node:http|grammy)'/m;
    expect(files.filter((file) => heavy.test(texts.get(file) ?? ''))).toEqual([]);
  });

  test('a program on SQLite that shows no page loads none of what others need', () => {
    const others = new Set([
      'pg',
      'pg-boss',
      'mysql2',
      'hono',
      'prom-client',
      '@resvg/resvg-js',
      'linkedom',
      'mustache',
    ]);
    const loaded = loadedWith([
      'start.js',
      'main.ts',
      'cli/run.ts',
      'bots/bot.ts',
      'store/engines/sqlite.ts',
    ]);
    expect(loaded.has('deliver/lane.ts')).toBe(true);
    expect([...loaded].filter((name) => others.has(name) || /^store\/migrations\/\d/.test(name))).toEqual([]);
  });

  test('the sandbox and the words of the trade need none', () => {
    expect(ofOthers.filter(({ from }) => isIn(from, ['sandbox/', 'news/']))).toEqual([]);
  });
});

describe('interfaces', () => {
  /** Words are functions of what they name, and the sandbox is a program of its own. */
  const withMethods = [...texts]
    .filter(([file]) => !isIn(file, ['words/', 'sandbox/', 'store/migrations/']))
    .flatMap(([, text]) => [...text.matchAll(/^(?:export )?interface (\w+)[^{\n]*\{\n(.*?)^\}/gms)])
    .filter(([, , members = '']) =>
      /^ {2}(?:readonly )?\w+\??(?:<.*?>)?(?:\(|: \((?!\()[^)]*\) =>)/m.test(members),
    )
    .map(([, name = '']) => name);
  const tests = globSync('**/*.ts', { cwd: import.meta.dirname }).map((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8'),
  );
  const everything = [...texts.values(), ...tests];

  test('with methods are the contracts below, or records', () => {
    const known = [...Object.keys(contracts), ...Object.keys(recordsWithFunctions)];
    expect([...new Set(withMethods)].toSorted()).toEqual(known.toSorted());
  });

  test('are implemented only where they are contracts', () => {
    const targets = everything.flatMap((text) => [...text.matchAll(/\bclass \w+[^{]* implements (\w+)/g)]);
    expect(targets.map(([, name = '']) => name).filter((name) => !Object.hasOwn(contracts, name))).toEqual(
      [],
    );
  });

  test.each(Object.keys(contracts))('%s has two implementations', (name) => {
    // A class, an object of that type, or a function that makes one.
    const made = new RegExp(`\\bimplements ${name}\\b|: (?:Promise<)?${name}>? (?:= )?\\{`, 'g');
    const count = everything.reduce((sum, text) => sum + (text.match(made)?.length ?? 0), 0);
    expect(count).toBeGreaterThanOrEqual(2);
  });
});

describe('files', () => {
  const mostFiles = 20;
  /** Its files are frozen and numbered: nobody looks for a room in it, and it grows for ever. */
  const numberedFolder = join('store', 'migrations');
  const vague = new Set(
    'utils util helpers helper common lib misc manager service handler base impl'.split(' '),
  );

  test('have names of their own, in kebab-case', () => {
    const names = files.flatMap((file) => file.split('/')).map((part) => basename(part).split('.')[0] ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(names.filter((name) => name.split('-').some((word) => vague.has(word)))).toEqual([]);
    // A barrel; a word-index is a thing of its own.
    expect(names.filter((name) => name === 'index')).toEqual([]);
  });

  test('stand at most twenty in a folder: a longer list hides rooms', () => {
    const all = globSync('**/*', { cwd: src, withFileTypes: true }).filter((entry) => entry.isFile());
    const folders = Map.groupBy(all, ({ parentPath }) => parentPath);
    const long = [...folders].filter(
      ([folder, entries]) => entries.length > mostFiles && !folder.endsWith(numberedFolder),
    );
    expect(long.map(([folder, entries]) => `${folder}: ${entries.length}`)).toEqual([]);
  });

  test('export by name', () => {
    const withDefault = /^export\s+default\b|^export\s*\{[^}]*\bas\s+default\b/m;
    expect(files.filter((file) => withDefault.test(texts.get(file) ?? ''))).toEqual([]);
  });

  test('read the environment only where the settings are read', () => {
    const readers = files.filter((file) => /\bprocess\s*(\.|\?\.)\s*env\b/.test(texts.get(file) ?? ''));
    // node-24.js runs before there are settings, and hands the environment on.
    expect(readers.filter((file) => !isIn(file, ['config/', 'node-24.js']))).toEqual([]);
  });
});

/** The files of one circle in the order of their imports; empty: there is none. */
function findCycle(): string[] {
  const targets = Map.groupBy(
    imports.filter(({ isOurs }) => isOurs),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of targets.get(file) ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
