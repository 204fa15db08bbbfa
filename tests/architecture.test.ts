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

const stages = ['sources/', 'store/', 'plan/', 'compose/', 'deliver/'];
const ofApp = [
  ...stages,
  'news/',
  'engine/',
  'desk/',
  'web/',
  'pipeline.ts',
  'digests.ts',
  'timetable.ts',
  'config/config.ts',
  'log.ts',
  'secrets.ts',
];

/** What each room may import of ours, itself aside. The table is explained in docs/architecture.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'news/': [],
  'sources/': ['news/'],
  'store/': ['news/'],
  'plan/': ['news/'],
  'compose/': ['news/'],
  'deliver/': ['news/'],
  'engine/': ['pipeline.ts'],
  'desk/': ['news/', 'store/store.ts', 'pipeline.ts'],
  'web/': ['news/', 'store/store.ts'],
  'sandbox/': [],
  'secrets.ts': [],
  'log.ts': ['secrets.ts'],
  'config/': ['news/', 'secrets.ts'],
  'pipeline.ts': [...stages, 'news/', 'digests.ts'],
  'digests.ts': [...stages, 'news/'],
  'timetable.ts': [...stages, 'news/'],
  'assembly/': ofApp,
  'app.ts': [...ofApp, 'assembly/'],
  'cli/': [...ofApp, 'app.ts', 'sandbox/server.ts'],
  'main.ts': ['cli/cli.ts'],
  'quick-start.js': [],
  'start.js': ['quick-start.js', 'main.ts'],
};

/** Where each package is used: to replace one, these are the files to open. */
const homes: Readonly<Record<string, readonly string[]>> = {
  kysely: ['store/'],
  'better-sqlite3': ['store/'],
  pg: ['store/'],
  grammy: ['deliver/telegram.ts', 'deliver/failure.ts', 'deliver/sight.ts', 'deliver/witness.ts', 'desk/'],
  'node-cron': ['engine/embedded.ts'],
  dotenv: ['config/'],
  yaml: ['config/'],
  zod: ['config/', 'sources/'],
  pino: ['log.ts'],
  'pino-pretty': ['log.ts'],
  linkedom: ['sources/'],
  '@mozilla/readability': ['sources/'],
  '@resvg/resvg-js': ['desk/'],
};

test('there is something to look at', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(imports.length).toBeGreaterThan(files.length);
  const known = Object.keys(mayImport);
  expect(files.filter((file) => !isIn(file, known))).toEqual([]);
});

describe('rooms', () => {
  test.each(Object.entries(mayImport))('%s imports only what it may', (room, places) => {
    const wrong = imports.filter(
      ({ from, to, isOurs }) => isOurs && isIn(from, [room]) && !isIn(to, [room, ...places]),
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
    const users = ofOthers.filter(({ to }) => to === name).map(({ from }) => from);
    expect(users.filter((file) => !isIn(file, places))).toEqual([]);
  });

  test('each has a home', () => {
    expect(ofOthers.filter(({ to }) => !Object.hasOwn(homes, to))).toEqual([]);
  });

  test('what would load far more than is used is not imported', () => {
    // See docs/decisions/0007: Node's WebSocket, and the fetch of grammY for Node.
    const heavy = /^import\s+(?!type\b)[^;]*?\bfrom\s+'(?:node:http|grammy)'/m;
    expect(files.filter((file) => heavy.test(texts.get(file) ?? ''))).toEqual([]);
  });

  test('the sandbox and the words of the trade need none', () => {
    expect(ofOthers.filter(({ from }) => isIn(from, ['sandbox/', 'news/']))).toEqual([]);
  });
});

describe('files', () => {
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

  test('export by name', () => {
    const withDefault = /^export\s+default\b|^export\s*\{[^}]*\bas\s+default\b/m;
    expect(files.filter((file) => withDefault.test(texts.get(file) ?? ''))).toEqual([]);
  });

  test('read the environment only where the settings are read', () => {
    const readers = files.filter((file) => /\bprocess\s*(\.|\?\.)\s*env\b/.test(texts.get(file) ?? ''));
    expect(readers.filter((file) => !isIn(file, ['config/']))).toEqual([]);
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
