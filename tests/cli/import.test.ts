import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createWriteStream, existsSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { khabarshy, makePlace, withStore, type Place } from '../stage/place.ts';
import { root, runProgram, startProgram } from '../stage/program.ts';

const article = { id: 'a1', url: 'https://news.example/1', language: 'ru', headline: 'Новость дня' };
const seed = join(root, '../shared/seeds/article-page.txt');

async function stored(place: Place, id: string) {
  return withStore(place, async ({ articles }) => ({
    article: await articles.find(id),
    count: await articles.count(),
  }));
}

describe('import', () => {
  test('brings in one article, and the same again changes nothing', async () => {
    const place = makePlace();
    const file = place.write('news.json', JSON.stringify(article));
    const first = await khabarshy(place, ['import', file]);
    expect(first).toEqual({
      code: 0,
      stdout: 'inserted 1, updated 0, unchanged 0, refused 0\n',
      stderr: expect.stringMatching(/^notice: created the new database .*news\.db\n$/),
    });
    const again = await khabarshy(place, ['import', file]);
    expect(again.stdout).toBe('inserted 0, updated 0, unchanged 1, refused 0\n');
    expect(again.stderr).toBe('');
    expect((await stored(place, 'a1')).article).toMatchObject({ headline: 'Новость дня', revision: 1 });
    place.write('news.json', JSON.stringify({ ...article, headline: 'Новость недели' }));
    const changed = await khabarshy(place, ['import', file]);
    expect(changed.stdout).toBe('inserted 0, updated 1, unchanged 0, refused 0\n');
    expect((await stored(place, 'a1')).article).toMatchObject({ headline: 'Новость недели', revision: 2 });
  });

  test('takes several paths, a folder among them, and refuses by name what is no article', async () => {
    const place = makePlace();
    const list = [
      { ...article, id: 'b1' },
      { ...article, id: 'b2', urgency: 9 },
    ];
    place.write('in/list.json', JSON.stringify(list));
    place.write('in/deep/lines.jsonl', `${JSON.stringify({ ...article, id: 'c1' })}\nnot json\n`);
    const one = place.write('one.json', JSON.stringify(article));
    const { code, stdout, stderr } = await khabarshy(place, ['import', 'missing.json', 'in', one]);
    expect(stdout).toBe('inserted 3, updated 0, unchanged 0, refused 3\n');
    expect(stderr).toContain('refused missing.json: ');
    expect(stderr).toMatch(/refused in\/list\.json\[1\]: urgency is 9; expected: /);
    expect(stderr).toMatch(/refused in\/deep\/lines\.jsonl:2: the line is not JSON/);
    expect(code).toBe(1);
  });

  test('a description that several pages of a folder have is the summary of none', async () => {
    const place = makePlace();
    const page = (headline: string) =>
      `<html><head><meta charset="utf-8"><title>${headline}</title><meta name="description"
      content="All of the valley in one place, told by people who live here."><link rel="canonical"
      href="https://valley.example.com/${headline.length}"></head><body><article><h1>${headline}</h1>
      <time datetime="2026-11-20T09:34:00Z"></time><p>The bridge over the Ishim was opened to cyclists on
      Friday after eleven months of repairs.</p><p>Cars will follow in spring, the city said.</p></article></body></html>`;
    place.write('in/1.html', page('The Ishim bridge opens'));
    place.write('in/2.html', page('The Ishim bridge closes again'));
    const { stdout } = await khabarshy(place, ['import', join(place.cwd, 'in')]);
    expect(stdout).toBe('inserted 2, updated 0, unchanged 0, refused 0\n');
    const summaries = await withStore(place, async ({ articles }) => {
      const { articles: found } = await articles.unplanned(new Date(), null, 10);
      return Promise.all(found.map(async ({ id }) => (await articles.find(id))?.summary));
    });
    expect(summaries).toEqual([null, null]);
  });

  test('ends at once when it is interrupted, and says what is in', async () => {
    const place = makePlace();
    const child = spawn(process.execPath, [join(root, 'src/start.js'), 'import', '-'], {
      cwd: place.cwd,
      env: {},
    });
    const ended = once(child, 'close');
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const printed = text(child.stdout);
    // This comes when the database is open, and then it waits for lines that never come.
    await vi.waitFor(() => expect(stderr).toContain('created the new database'), { timeout: 10_000 });
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(await printed).toBe('inserted 0, updated 0, unchanged 0, refused 0\n');
    expect(stderr).toMatch(/^notice: interrupted\. .* Import again for the rest\.$/m);
  });

  test('reads the standard input', async () => {
    const place = makePlace();
    const lines = ['s1', 's2'].map((id) => JSON.stringify({ ...article, id })).join('\n');
    const { stdout } = await runProgram(['import', '-'], { folder: place.cwd, input: lines });
    expect(stdout).toBe('inserted 2, updated 0, unchanged 0, refused 0\n');
  });

  test('what the store itself refuses is named, and the others of its batch go in', async () => {
    const place = makePlace();
    const lines = [article, { ...article, id: 'self', follows: 'self' }].map((row) => JSON.stringify(row));
    const file = place.write('news.jsonl', lines.join('\n'));
    const { code, stdout, stderr } = await khabarshy(place, ['import', file]);
    expect(stdout).toBe('inserted 1, updated 0, unchanged 0, refused 1\n');
    expect(stderr).toContain('"self"');
    expect(stderr).toContain('article_must_not_follow_itself');
    expect(code).toBe(1);
  });

  test('--language and --section give what a page does not say; the language is recognised otherwise', async () => {
    const place = makePlace();
    const { language: _, ...bare } = article;
    const file = place.write(
      'news.json',
      JSON.stringify({ ...bare, headline: 'Бүгін Алматыда жаңа көше ашылды' }),
    );
    await khabarshy(place, ['import', file, '--section', 'Қала']);
    expect((await stored(place, 'a1')).article).toMatchObject({ language: 'kk', section: 'Қала' });
    await khabarshy(place, ['import', file, '--language', 'de']);
    expect((await stored(place, 'a1')).article).toMatchObject({ language: 'de' });
  });

  test('says that an old article will not be posted', async () => {
    const place = makePlace();
    const file = place.write(
      'old.json',
      JSON.stringify({ ...article, published_at: '2001-01-01T00:00:00Z' }),
    );
    const { code, stderr } = await khabarshy(place, ['import', file]);
    expect(stderr).toMatch(/^notice: 1 of the inserted articles will not be posted: .*MAX_AGE/m);
    expect(code).toBe(0);
  });

  test('what a refusal quotes cannot repaint the terminal', async () => {
    const place = makePlace();
    const { stderr } = await khabarshy(place, ['import', '\u001B[2Jgone.json']);
    expect(stderr).toContain('gone.json');
    expect(stderr).not.toContain('\u001B');
  });

  test('a large file goes in with little memory', async () => {
    const place = makePlace();
    const file = join(place.cwd, 'large.jsonl');
    const stream = createWriteStream(file);
    const body = 'Мәтін '.repeat(1_500);
    for (let index = 0; index < 2_700; index += 1) {
      stream.write(`${JSON.stringify({ ...article, id: `n${index}`, body })}\n`);
    }
    stream.end();
    await finished(stream);
    // Held as a whole, the file would need twice this. A first start after a change compiles TypeScript, which needs some.
    const env = { NODE_OPTIONS: '--max-old-space-size=64' };
    const { code, stdout } = await runProgram(['import', file], { folder: place.cwd, env });
    expect(stdout).toBe('inserted 2700, updated 0, unchanged 0, refused 0\n');
    expect(code).toBe(0);
  });

  test.skipIf(!existsSync(seed))('the saved page of the issue becomes one article', async () => {
    const place = makePlace();
    const url = 'https://www.gov.kz/page';
    const { code, stdout } = await khabarshy(place, ['import', seed, '--url', url]);
    expect(stdout).toBe('inserted 1, updated 0, unchanged 0, refused 0\n');
    expect(code).toBe(0);
    expect((await stored(place, '')).count).toBe(1);
    expect((await khabarshy(place, ['import', seed, '--url', url])).stdout).toContain('unchanged 1');
  });
});

describe('a wrong command line', () => {
  test.each([
    [['import'], 'needs a file'],
    [['import', 'a.json', 'b.json', '--url', 'https://x.example/'], '--url is the address of one page'],
    [['import', 'a.json', '--language', 'Russian'], 'a language tag, such as kk'],
    [['import', 'a.json', '--section', ' '], '--section is empty'],
    [['import', 'a.json', '--url', 'x.example'], 'http'],
    [['import', 'a.json', '--colour'], '--colour'],
    [['preview'], 'the id of one article'],
    [['preview', 'a', 'b'], 'the id of one article'],
  ])('%j ends with 2 and says why', async (args, words) => {
    const place = makePlace();
    place.write('a.json', JSON.stringify(article));
    const { code, stdout, stderr } = await khabarshy(place, args);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test.each(['import', 'preview', 'status', 'doctor', 'backup', 'run'])(
    '%s --help explains',
    async (name) => {
      const { code, stdout } = await khabarshy(makePlace(), [name, '--help']);
      expect(stdout).toMatch(new RegExp(`^Usage: khabarshy ${name}`));
      expect(code).toBe(0);
    },
  );
});

describe.skipIf(process.platform === 'win32')('an import from a named pipe', () => {
  function makePipe() {
    const place = makePlace();
    const pipe = join(place.cwd, 'pipe');
    execFileSync('mkfifo', [pipe]);
    return { place, pipe };
  }

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends on %s at once, although the writer is silent', async (signal, code) => {
    const { place, pipe } = makePipe();
    const program = startProgram({ DATABASE_URL: place.databaseUrl }, place.cwd, ['import', 'pipe']);
    onTestFinished(async () => void (await program.stop('SIGKILL')));
    // A pipe cannot be opened for writing before somebody reads from it.
    const open = () => openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    const writer = await vi.waitFor(open, { timeout: 20_000, interval: 50 });
    onTestFinished(() => closeSync(writer));
    expect(await program.stop(signal)).toBe(code);
    expect(program.output()).toContain('inserted 0, updated 0, unchanged 0, refused 0');
  });

  test('reads to the end of what is written into it', async () => {
    const { place, pipe } = makePipe();
    const ending = khabarshy(place, ['import', 'pipe']);
    await writeFile(pipe, JSON.stringify(article));
    expect(await ending).toMatchObject({
      code: 0,
      stdout: 'inserted 1, updated 0, unchanged 0, refused 0\n',
    });
  });
});
