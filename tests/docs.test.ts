import { globSync, readFileSync, statSync, existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFigures, readmes, withFigures } from '../scripts/write-readme.ts';
import { commandNames, commands, isCommandName } from '../src/cli/commands.ts';
import { readUsage } from '../src/cli/completion/usage-words.ts';
import { describeSettings, loadConfig } from '../src/config/config.ts';
import { deskCommands } from '../src/desk/editors-desk.ts';
import { forEachEngine, openStage } from './stage/databases.ts';
import { makePlace } from './stage/place.ts';
import { root, runProgram } from './stage/program.ts';
import { makeFolder } from './stage/folder.ts';

/** What people read, from the root of the repository. Decisions tell of the past, and the changelog of what was. */
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).filter((page) => !page.includes('CHANGELOG'));
const texts = new Map(pages.map((page) => [page, readFileSync(join(root, page), 'utf8')]));
const present = pages.filter((page) => !page.startsWith('docs/decisions/'));

/** Every match of a pattern in these pages, with the page. */
function found(pattern: RegExp, among: readonly string[] = present): [page: string, match: string[]][] {
  return among.flatMap((page) =>
    [...(texts.get(page) ?? '').matchAll(pattern)].map((match): [string, string[]] => [page, [...match]]),
  );
}

/** The code of a page: spans and fences. */
function codeOf(page: string): string[] {
  const text = texts.get(page) ?? '';
  const fences = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  const rest = text.replaceAll(/^```\w*\n[\s\S]*?^```/gm, '');
  return [
    ...fences.flatMap((code) => code.split('\n')),
    ...[...rest.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
  ];
}

/** The anchor that a page shows for a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

describe('links', () => {
  test('lead to a file, and to a heading of it', () => {
    const broken = found(/(?:\]\(|src=")([^)"\s]+)/g, pages).filter(([page, [, link = '']]) => {
      if (/^(?:https?:|mailto:)/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : posix.join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      if (anchor === undefined) return false;
      const text = texts.get(target) ?? '';
      return !text
        .split('\n')
        .some(
          (line) => /^#+ /.test(line) && anchorOf(line.replace(/^#+ /, '').replaceAll('`', '')) === anchor,
        );
    });
    expect(broken.map(([page, [, link]]) => `${page}: ${link}`)).toEqual([]);
  });

  test('each page of docs can be reached from the README, by way of one other page at most', () => {
    const linksOf = (page: string) =>
      found(/\]\(([^)#\s]+\.md)/g, [page]).map(([, [, link = '']]) => posix.join(dirname(page), link));
    const near = linksOf('README.md');
    const reached = new Set([...near, ...near.filter((page) => texts.has(page)).flatMap(linksOf)]);
    expect(present.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });
});

describe('commands', () => {
  test('of the terminal exist, with their words and options', async () => {
    const wrong: string[] = [];
    for (const page of present) {
      for (const code of codeOf(page)) {
        for (const [, name = '', rest = ''] of code.matchAll(
          /(?:^|\s)khabarshy ([a-z][a-z-]*)([^|&;`#>\n]*)/g,
        )) {
          if (!isCommandName(name)) {
            // A user, a group, a service or an image may have the same name as the program.
            if (!/user|group|sudo|docker|systemctl|chown|install|journalctl|^FROM|compose/.test(code))
              wrong.push(`${page}: ${code}`);
            continue;
          }
          const { options } = readUsage(name, '', (await commands[name].load()).usage);
          const unknown = (rest.match(/(?<=\s)--[a-z][a-z-]*/g) ?? []).filter(
            (option) => !options.includes(option),
          );
          if (unknown.length > 0) wrong.push(`${page}: ${code}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('of the terminal stand in each README', () => {
    const missing = Object.values(readmes).flatMap((file) =>
      commandNames
        .filter((name) => !texts.get(file)?.includes(`| \`khabarshy ${name}`))
        .map((name) => `${file}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('of npm exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const wrong = found(/npm run ([\w:-]+)/g).filter(([, [, name = '']]) => !Object.hasOwn(scripts, name));
    expect(wrong.map(([page, [text]]) => `${page}: ${text}`)).toEqual([]);
    const files = found(/node (scripts\/[\w.-]+)/g, pages).filter(
      ([, [, file = '']]) => !existsSync(join(root, file)),
    );
    expect(files).toEqual([]);
  });

  test('of the desk exist', () => {
    const known = new Set(deskCommands.map(({ name }) => name));
    const wrong = present.flatMap((page) =>
      codeOf(page)
        .flatMap((code) => /^\/([a-z]+)(?= |$)/.exec(code)?.slice(1) ?? [])
        .filter(
          (name) =>
            !known.has(name) &&
            !['newbot', 'revoke', 'mybots', 'data', 'web'].includes(name) &&
            !isAddress(name),
        )
        .map((name) => `${page}: /${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('of the desk stand in the guide of each language', () => {
    const inGuide = (language: string) => codeOf(`docs/editors.${language}.md`).join('\n');
    for (const language of ['en', 'kk', 'ru']) {
      const missing = deskCommands.filter(
        ({ name, who }) => who === 'editor' && !inGuide(language).includes(`/${name}`),
      );
      expect([language, missing.map(({ name }) => name)]).toEqual([language, []]);
    }
  });
});

/** Paths of the page, of probes and of sites. */
function isAddress(name: string): boolean {
  return ['livez', 'readyz', 'healthz', 'metrics', 'feed', 'amp', 'articles', 'news'].includes(name);
}

test('settings exist', () => {
  const known = new Set(describeSettings().map(({ name }) => name));
  const others = new Set([
    'TG_OP',
    'NODE_OPTIONS',
    'NODE_ENV',
    'HOLD_BLOCKS',
    'CMS_TOKEN',
    'CMS_DATABASE_URL',
    'JOURNAL_STREAM',
    // Columns of Bitrix.
    'TIMESTAMP_X',
    'ACTIVE_FROM',
  ]);
  const isOther = (name: string) =>
    others.has(name) ||
    // Telegram's own words.
    /_(?:FORBIDDEN|CLOSED|FAILED|EMPTY|INVALID|LONG|DIMENSIONS|WAIT_\d+)$/.test(name) ||
    /^(?:SOURCE|DATABASE|ARTICLE|CHANNEL|FILE|COMMAND|PORT|SETTINGS|TOKEN|TELEGRAM|PUSH|WEBHOOK)_/.test(name);
  const wrong = present.flatMap((page) =>
    codeOf(page)
      .flatMap((code) => [...code.matchAll(/(?:^|\s|`)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?=[=`\s]|$)/g)])
      .map(([, name = '']) => name)
      .filter((name) => !known.has(name) && !isOther(name))
      .map((name) => `${page}: ${name}`),
  );
  expect([...new Set(wrong)]).toEqual([]);
});

describe('examples', () => {
  test('of channels and sources are read without a mistake', async () => {
    const blocks = found(/^```yaml\n((?:channels|sources):\n[\s\S]*?)^```/gm);
    expect(blocks.length).toBeGreaterThan(0);
    for (const [page, [, yaml = '']] of blocks) {
      const place = makePlace({
        BOT_TOKEN: '123456:a-token-of-the-docs-000000',
        CMS_TOKEN: 'x',
        CMS_DATABASE_URL: 'sqlite:cms.db',
      });
      const isChannels = yaml.startsWith('channels');
      place.write(isChannels ? 'channels.yaml' : 'sources.yaml', yaml);
      const env = isChannels ? {} : { CHANNEL_ID: '@news' };
      const read = loadConfig({ env, cwd: place.cwd, isTerminal: false }).then(() => 'read', String);
      expect([page, await read]).toEqual([page, 'read']);
    }
  });

  test('that are imported are taken', async () => {
    const lines = found(/^echo '(\{.*\})' \| .*khabarshy import -$/gm);
    expect(lines).toHaveLength(1);
    for (const [, [, input = '']] of lines) {
      const folder = makeFolder();
      const ending = await runProgram(['import', '-'], { folder, input });
      expect(ending.stdout).toContain('inserted 1');
    }
  });
});

/** SQL of other pages than docs/articles.md, whose examples have a story of their own. */
const statements = new Set(
  found(/^```sql\n([\s\S]*?)^```/gm)
    .filter(([page]) => page !== 'docs/articles.md')
    .map(([, [, sql = '']]) => sql),
);

forEachEngine((engine) => {
  test('SQL of the pages is taken by the database', async () => {
    const { newsroom, store } = await openStage(engine);
    await newsroom.run(engine.name === 'Postgres' ? 'drop role if exists newsroom_of_docs' : 'select 1');
    for (const sql of statements) {
      const isGrant = /^grant/m.test(sql);
      if (isGrant && engine.name !== 'Postgres') continue;
      if (isGrant) await newsroom.run('create role newsroom_of_docs');
      for (const statement of sql.split(';').filter((part) => part.trim() !== ''))
        await newsroom.run(statement.replaceAll(' newsroom', ' newsroom_of_docs'));
      if (isGrant) await newsroom.run('drop owned by newsroom_of_docs; drop role newsroom_of_docs');
    }
    expect(await store.articles.find('4711')).toMatchObject({ language: 'kk' });
  });
});

test('the tables of each README are those of docs/figures.json, and each figure says when and how it was measured', () => {
  const figures = readFigures();
  for (const [language, file] of Object.entries(readmes)) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(withFigures(text, figures, language as keyof typeof readmes)).toBe(text);
    expect(text.match(/<!-- figures: \w+ -->/g)).toHaveLength(3);
  }
  for (const { on } of [...figures.special, ...figures.storm, ...figures.bench])
    expect(on).toMatch(/^\d{4}-\d\d-\d\d$/);
  for (const { command } of [...figures.special, ...figures.bench])
    expect(command).toMatch(/^npm run |^see docs\//);
});

test('pictures are small enough for a phone', () => {
  const pictures = globSync('docs/pictures/*', { cwd: root });
  expect(pictures).toHaveLength(14);
  for (const picture of pictures) {
    const { size } = statSync(join(root, picture));
    expect([picture, size < (picture.endsWith('sandbox.webp') ? 2_000_000 : 150_000)]).toEqual([
      picture,
      true,
    ]);
  }
});
