import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headlines, type Run } from '../stage/app-stage.ts';
import { MovableClock } from '../stage/movable-clock.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

/** As Telegram answers for some minutes when a token moves to or from a Bot API server of one's own. */
const error = { code: 400, description: 'Bad Request: Logged out' };
const sends = ['sendMessage', 'sendPhoto'];
const minuteMs = 60_000;
const other = { name: 'other', id: -1_001_000_000_002 };

let stage: Stage;
let clock: MovableClock;

async function set(settings: Record<string, string> = {}): Promise<Run> {
  clock = new MovableClock('2026-11-24T07:00:00Z');
  stage = await Stage.set(settings, {}, clock);
  return stage.start();
}

const ids = Array.from({ length: 30 }, (_, place) => `a${String(place + 10)}`);

function publish(chosen: readonly string[] = ids, language = 'en'): void {
  stage.newsroom.insert(
    ...chosen.map((id, place) => {
      const published_at = new Date(clock.now().getTime() - minuteMs + place).toISOString();
      return { id, headline: id, language, published_at };
    }),
  );
}

/** The first pauses of a channel, or of the bot. */
const pausesMs = [1, 2, 5].map((minutes) => minutes * minuteMs);

/** The program tries, and pauses; all its pauses but the last one pass. */
async function sitOut(run: Run, pause: RegExp, rounds: number): Promise<void> {
  for (const [round, pauseMs] of pausesMs.slice(0, rounds).entries()) {
    await run.waitForLine((line) => pause.test(line.msg) && Number(line['pauseMs']) > 0.9 * pauseMs);
    if (round < rounds - 1) clock.advance(pauseMs);
  }
}

describe('Telegram refuses for some minutes', () => {
  test('everything: 30 of 30 articles are posted afterwards, in order, once, with one alert', async () => {
    const run = await set();
    const fault = stage.sandbox.addFault({ kind: 'error', error });
    publish();
    await sitOut(run, /all channels pause/, 3);
    fault.remove();
    clock.advance(60 * minuteMs);
    await stage.until((texts) => expect(headlines(texts)).toEqual(ids));
    // The editors were not heard for some minutes, either, and may be told that too.
    const told = () => stage.told().filter((text) => !text.includes("Editors' commands"));
    await stage.until(() => expect(told()).toHaveLength(1));
    expect(told()[0]).toContain('Logged out');
    await allAreSent();
  });

  test('what is sent, and nothing else: the same', async () => {
    const run = await set();
    const fault = stage.sandbox.addFault({ kind: 'error', method: sends, error });
    publish();
    await sitOut(run, /the channel pauses/, 3);
    fault.remove();
    clock.advance(60 * minuteMs);
    await stage.until((texts) => expect(headlines(texts)).toEqual(ids));
    await allAreSent();
  });

  test('what is sent to one channel: one alert, and one at its end', async () => {
    const run = await set();
    const fault = stage.sandbox.addFault({ kind: 'error', method: sends, chatId: channelId, error });
    publish();
    await sitOut(run, /the channel pauses/, 2);
    await stage.until(() => expect(stage.told()).toHaveLength(1));
    fault.remove();
    clock.advance(60 * minuteMs);
    await stage.until((texts) => expect(headlines(texts)).toEqual(ids));
    await stage.until(() => expect(stage.told()).toHaveLength(2));
    expect(stage.told()[0]).toContain('Logged out');
    expect(stage.told()[1]).toContain('again');
  });

  test('two channels in the same words: all pause together as the bot does, with one alert', async () => {
    const run = await setTwo();
    const faults = [channelId, other.id].map((chatId) =>
      stage.sandbox.addFault({ kind: 'error', method: sends, chatId, error }),
    );
    publish(ids.slice(0, 5));
    publish(otherIds, 'kk');
    await sitOut(run, /all channels pause/, 2);
    await stage.until(() => expect(stage.told()).toHaveLength(1));
    expect(stage.told()[0]).toContain('everything that I send');
    faults.forEach((fault) => fault.remove());
    clock.advance(60 * minuteMs);
    // One of them may have been in the middle of a round when the trouble ended.
    await stage.until((texts) => expect(headlines(texts).toSorted()).toEqual(ids.slice(0, 5)));
    await stage.until(() => expect(headlines(stage.texts(other.id)).toSorted()).toEqual(otherIds));
    await stage.until(() => expect(stage.told()).toHaveLength(2));
    await allAreSent();
  });
});

const otherIds = ['b1', 'b2', 'b3', 'b4', 'b5'];

async function allAreSent(): Promise<void> {
  await stage.until(() => {
    const posts = stage.newsroom.posts();
    expect(posts.filter(({ state }) => state !== 'sent')).toEqual([]);
  });
}

async function setTwo(): Promise<Run> {
  clock = new MovableClock('2026-11-24T07:00:00Z');
  stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml' }, {}, clock);
  stage.sandbox.addChat({ id: other.id, type: 'channel', title: 'Other', username: 'other_channel' });
  const lines = [
    'channels:',
    '  - {id: "@story_channel", name: main, language: en}',
    '  - {id: "@other_channel", name: other, language: kk}',
  ];
  writeFileSync(join(stage.folder, 'channels.yaml'), lines.join('\n'));
  return stage.start();
}
