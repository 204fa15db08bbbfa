import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { runHere } from '../stage/command.ts';
import { startProgram, type Program } from '../stage/program.ts';
import { makeFolder } from '../stage/folder.ts';

let folder: string;
beforeEach(() => {
  folder = makeFolder();
});

/** `npm start` on a fresh machine: no settings at all. */
function start(...options: string[]): Program {
  const program = startProgram({}, folder, ['run', ...options]);
  onTestFinished(async () => void (await program.stop('SIGKILL')));
  return program;
}

const isPosted = ({ msg, article }: { msg: string; article?: unknown }) =>
  msg === 'posted' && article === 'sample-002-en';

function addressOf(program: Program): string {
  return /(http:\S+)\/\n/.exec(program.output())?.[1] ?? '';
}

/** What a page shows of the channels: the numbers of the messages. */
async function numbersIn(program: Program): Promise<number[][]> {
  const url = addressOf(program);
  const state = (await (await fetch(`${url}/sandbox/state`)).json()) as {
    chats: { type: string; messages: { id: number }[] }[];
  }; // the shape is held by the sandbox's own tests
  const channels = state.chats.filter(({ type }) => type === 'channel');
  return channels.map(({ messages }) => messages.map(({ id }) => id));
}

test('the sandbox begins with two posts in each of three channels, bears no second one beside it, and begins anew when told to', async () => {
  const first = start();
  await first.waitForLine(isPosted);
  expect(await numbersIn(first)).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
  const second = await runHere(['run', '--fresh'], { folder, env: { HTTP_PORT: '0' } });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain('Another khabarshy runs its sandbox in this folder');
  expect(second.stdout + second.stderr).not.toContain('http:');
  expect(await first.stop()).toBe(0);

  const anew = start('--fresh');
  await anew.waitForLine(isPosted);
  // A new database is no older copy of the one before.
  expect(anew.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  expect(await numbersIn(anew)).toHaveLength(3);
}, 60_000);

test('an article that is written on the page is posted by the bot, unless the database was named by hand', async () => {
  const article = { headline: 'Менің хабарым', language: 'kk', url: 'https://example.kz/1', urgency: 2 };
  const write = (program: Program) =>
    fetch(`${addressOf(program)}/sandbox/articles`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(article),
    });
  // As `npx khabarshy` on a machine without settings.
  const program = startProgram({}, folder, []);
  onTestFinished(async () => void (await program.stop('SIGKILL')));
  await program.waitForLine(isPosted);
  expect((await write(program)).status).toBe(200);
  const line = await program.waitForLine(
    ({ msg, article: id }) => msg === 'posted' && String(id).startsWith('own-'),
  );
  expect(line).toMatchObject({ channel: 'kk' });
  expect(await program.stop()).toBe(0);

  const careful = startProgram({ DATABASE_URL: `sqlite:${folder}/own.db` }, folder);
  onTestFinished(async () => void (await careful.stop('SIGKILL')));
  await careful.waitForLine(({ msg }) => msg === 'running');
  expect((await write(careful)).status).toBe(409);
  expect(await careful.stop()).toBe(0);
}, 60_000);
