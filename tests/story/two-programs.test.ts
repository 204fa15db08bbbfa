import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { Stage } from '../stage/story-stage.ts';

let stage: Stage;

const isAboutOther = (line: object) => JSON.stringify(line).includes('another program polls');

const polls = () => stage.sandbox.requests.filter(({ method }) => method === 'getUpdates');

test('two programs poll with one token: each tells its log once, neither ends, nor asks without pause', async () => {
  stage = await Stage.set();
  const first = await stage.start();
  const second = await stage.start({ DATABASE_URL: `sqlite:${join(stage.folder, 'another.db')}` });
  await expect
    .poll(() => polls().filter(({ status }) => status === 409).length, { timeout: 15_000 })
    .toBeGreaterThan(1);
  const before = polls().length;
  await sleep(2_000);
  // They get in each other's way with pauses in between.
  expect(polls().length - before).toBeLessThan(10);
  const told = [first, second].map(({ lines }) => lines.filter((line) => isAboutOther(line)).length);
  expect(Math.max(...told)).toBe(1);
  // News goes on all the same.
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
}, 60_000);
