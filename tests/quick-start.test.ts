import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from './stage/folder.ts';

const root = resolve(import.meta.dirname, '..');
const bundles = join(root, 'node_modules/.cache/khabarshy/bundles');

/** A project of its own with our files for a quick start, and with `files`: contents by path. */
function layProject(files: Record<string, string>) {
  const folder = makeFolder();
  for (const file of ['src/quick-start.js', 'scripts/prepare.js']) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  for (const [file, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const home = join(folder, 'home');
  const env = { ...process.env, HOME: home, USERPROFILE: home };
  return (file: string) =>
    spawnSync(process.execPath, [join(folder, file)], { cwd: folder, env, encoding: 'utf8' });
}

const says = (what: string) => `export const from = '${what}';`;

/** A package `weather` of version 1.2.0, and somebody who asks for it from within src and from without. */
const weather = {
  'node_modules/weather/package.json':
    '{ "name": "weather", "version": "1.2.0", "type": "module", "exports": "./main.js" }',
  'node_modules/weather/main.js': says('the package'),
  'src/own.js': "export { from as own } from 'weather';",
  'other/file.js': "export { from as other } from 'weather';",
  'src/start.js': `import { quickStart } from './quick-start.js';
    quickStart();
    const { own } = await import('./own.js');
    const { other } = await import('../other/file.js');
    console.log(own + ', ' + other);`,
};

describe('a start', () => {
  test('takes the bundle of the installed version, for our own files only', () => {
    const bundle = { 'node_modules/.cache/khabarshy/bundles/weather@1.2.0.js': says('the bundle') };
    const run = layProject({ ...weather, ...bundle });
    expect(run('src/start.js').stdout).toBe('the bundle, the package\n');
  });

  test.each([
    ['there is no bundle', {}],
    ['it is of another version', { 'weather@1.1.0.js': says('an old bundle') }],
    ['it is a piece of a bundle', { 'weather-a1b2c3.js': says('a piece') }],
  ])('takes the package when %s', (_when, files: Record<string, string>) => {
    const placed = Object.entries(files).map(([name, text]) => [
      `node_modules/.cache/khabarshy/bundles/${name}`,
      text,
    ]);
    const run = layProject({ ...weather, ...Object.fromEntries(placed) });
    expect(run('src/start.js')).toMatchObject({ stdout: 'the package, the package\n', stderr: '' });
  });
});

describe('what is compiled is kept', () => {
  const asks = {
    'src/where.js': `import { getCompileCacheDir } from 'node:module';
      import { quickStart } from './quick-start.js';
      quickStart();
      console.log(getCompileCacheDir() ?? 'nowhere');`,
  };

  test('beside the packages', () => {
    expect(layProject(asks)('src/where.js').stdout).toMatch(/node_modules.\.cache.khabarshy/);
  });

  test('in the home of the user, where we may not write there', () => {
    // A file in the place of the folder keeps root out, too.
    const run = layProject({ ...asks, 'node_modules/.cache': '', 'home/empty': '' });
    expect(run('src/where.js').stdout).toMatch(/home.\.cache.khabarshy/);
  });

  test('nowhere, where there is no home either: what lies among the temporary files may be anybody’s', () => {
    const run = layProject({ ...asks, 'node_modules/.cache': '', home: '' });
    expect(run('src/where.js').stdout).toBe('nowhere\n');
  });
});

describe('after an installation', () => {
  /** A project that says whether its cache was filled, and what lies under the name of the bundles. */
  const workshop = {
    'package.json': '{ "type": "module", "scripts": { "start": "node --no-opt src/start.js run" } }',
    'scripts/fill-cache.js': `import { writeFileSync } from 'node:fs';
      writeFileSync(new URL('../filled', import.meta.url), process.execArgv.join());`,
    'look.js': `import { existsSync, readFileSync } from 'node:fs';
      console.log(readFileSync('filled', 'utf8'), existsSync('node_modules/.cache/khabarshy/bundles'));`,
  };

  test('without the bundler it is said, and is no failure: the cache is filled all the same', () => {
    const run = layProject(workshop);
    const { status, stderr } = run('scripts/prepare.js');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^khabarshy will start a little slower: .*rolldown.*\n$/);
    expect(run('look.js').stdout).toBe('--no-opt false\n');
  });

  test('the first start compiles nothing any more', () => {
    const copied = ['src/start.js', 'scripts/fill-cache.js'].map((file) => [
      file,
      readFileSync(join(root, file), 'utf8'),
    ]);
    const run = layProject({
      'package.json': '{ "type": "module", "scripts": { "start": "node src/start.js" } }',
      ...Object.fromEntries(copied),
      'src/room/file.ts': "export const word: string = 'compiled';",
      'src/main.ts': `import { word } from './room/file.ts';
        const loaded: string[] = Reflect.get(process, 'moduleLoadList');
        console.log(word, loaded.some((name) => name.includes('amaro')));`,
    });
    run('scripts/prepare.js');
    expect(run('src/start.js').stdout).toBe('compiled false\n');
  });

  test('no piece of a bundle is left under its name, with which nothing would start', () => {
    const manifests = ['kysely', 'yaml', 'zod'].map((name) => [
      `node_modules/${name}/package.json`,
      '{ "version": "1.0.0" }',
    ]);
    const run = layProject({
      ...workshop,
      ...(Object.fromEntries(manifests) as Record<string, string>),
      'node_modules/rolldown/package.json': '{ "type": "module", "exports": "./main.js" }',
      'node_modules/rolldown/main.js': `import { mkdirSync, writeFileSync } from 'node:fs';
        export const rolldown = () => ({
          write({ dir }) {
            mkdirSync(dir);
            writeFileSync(dir + '/yaml@1.0.0.js', "import './never-written.js';");
            throw new Error('no space left on the disk');
          },
        });`,
    });
    expect(run('scripts/prepare.js').stderr).toContain('slower: Error: no space left on the disk');
    expect(run('look.js').stdout).toBe('--no-opt false\n');
  });

  const made = existsSync(bundles) ? readdirSync(bundles).filter((file) => file.includes('@')) : [];

  test.skipIf(made.length === 0)('the bundles export what their packages do', async () => {
    for (const file of made) {
      const specifier = file.replace(/@.*/, '').replace('_', '/');
      const [bundle, original] = [await import(join(bundles, file)), await import(specifier)];
      expect({ specifier, names: namesIn(bundle) }).toEqual({ specifier, names: namesIn(original) });
    }
  });
});

function namesIn(module: object): string[] {
  const ofCommonJs = new Set(['default', 'module.exports', '__esModule']);
  return Object.keys(module)
    .filter((name) => !ofCommonJs.has(name))
    .toSorted();
}
