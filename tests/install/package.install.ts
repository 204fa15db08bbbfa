import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './checkout.ts';
import { PackedPackage } from './package.ts';

/** The Node that runs this test; the package itself is run by that of the machine. */
const node24 = process.execPath;

describe.skipIf(process.platform !== 'linux')('the package of npm', () => {
  let packed: PackedPackage;
  let installed: ReturnType<PackedPackage['npm']>;
  beforeAll(() => {
    packed = new PackedPackage();
    writeFileSync(join(packed.folder, 'package.json'), '{"name":"news","private":true,"type":"module"}');
    installed = packed.npm('install', '--foreground-scripts', packed.file);
  });
  afterAll(() => packed.remove());

  test('has everything that runs, and nothing else', () => {
    const files = packed.list();
    const needed = [
      'bin/khabarshy.js',
      'dist/start.js',
      'dist/main.js',
      'dist/main.js.map',
      'dist/contract.d.ts',
      'dist/sandbox/page/index.html',
      'dist/sandbox/page/page.js',
      'dist/desk/statistics/fonts/NotoSans-Regular.ttf',
      'data/samples.json',
      'docs/errors.md',
      'packaging/khabarshy.service',
      'channels.example.yaml',
      '.env.example',
      'README.md',
      'LICENSE',
    ];
    expect(needed.filter((name) => !files.includes(name))).toEqual([]);
    const wrong = /^(src|tests|bench|scripts|node_modules)\/|(?<!\.d)\.ts$|\.db|\.env$/;
    expect(files.filter((name) => wrong.test(name))).toEqual([]);
  });

  test('is installed into an empty folder without any script, and shows the sandbox', async () => {
    expect(installed).toMatchObject({ status: 0 });
    expect(installed.output).not.toContain('> ');
    const folder = join(packed.folder, 'node_modules/khabarshy');
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version: string;
      private?: boolean;
    }; // our own manifest
    expect(manifest.private).toBeUndefined();
    expect(packed.run('npx', ['khabarshy', '--version'])).toEqual({
      status: 0,
      output: `${manifest.version}\n`,
    });
    const tools = ['typescript', 'vitest'].map((name) => join(packed.folder, 'node_modules', name));
    expect(tools.filter((folder) => existsSync(folder))).toEqual([]);

    const { child, lines, exited } = await packed.start(join(packed.folder, 'node_modules/.bin/khabarshy'));
    const url = /(http:\S+)\/$/m.exec(lines.join('\n'))?.[1] ?? '';
    const page = await fetch(`${url}/page.js`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('article-form.js')]);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(lines.at(-1)).toContain('"msg":"stopped"');

    const status = packed.run('npx', ['khabarshy', 'status']);
    expect(status).toMatchObject({ status: 0, output: expect.stringContaining('kk') });
    packed.run('sh', ['-c', 'echo CHANNEL_ID=@my_channel > .env']);
    expect(packed.run('npx', ['khabarshy'])).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^Usage: /m),
    });
  });

  test('is installed for the whole machine', () => {
    expect(packed.npm('install', '-g', packed.file)).toMatchObject({ status: 0 });
    expect(packed.run('khabarshy', ['--help'])).toMatchObject({
      status: 0,
      output: expect.stringContaining('Usage: khabarshy'),
    });
  });

  test('has a source map with the source for each file, and the types of the contract', () => {
    const folder = join(packed.folder, 'node_modules/khabarshy');
    const maps = packed.list().filter((name) => name.endsWith('.js.map'));
    expect(maps.length).toBeGreaterThan(200);
    for (const name of maps)
      expect(readFileSync(join(folder, name), 'utf8')).toContain('"sourcesContent":["');
    const program = `import type { NewArticleRow, Postgres } from 'khabarshy';
      export const row: NewArticleRow<Postgres> = { id: '1', url: 'https://x.kz', language: 'kk', headline: 'x' };
      // @ts-expect-error a status that there is not
      export const wrong: NewArticleRow['status'] = 'gone';`;
    writeFileSync(join(packed.folder, 'cms.ts'), program);
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--types', '', 'cms.ts'];
    expect(packed.run(node24, [compiler, ...options])).toEqual({ status: 0, output: '' });
  });
});
