import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../stage/command.ts';
import { type Program } from '../stage/program.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

const main = `  - { id: "@story_channel", name: main }`;
const second = `  - { id: "${channelId - 1}", name: second }`;
const third = `  - { id: "${channelId - 2}", name: third }`;

async function setStage(...channels: string[]): Promise<Stage> {
  const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml' });
  for (const id of [channelId - 1, channelId - 2])
    stage.sandbox.addChat({ id, type: 'channel', title: `Channel ${id}` });
  write(stage, ...channels);
  return stage;
}

function write(stage: Stage, ...channels: string[]): void {
  writeFileSync(join(stage.folder, 'channels.yaml'), `channels:\n${channels.join('\n')}\n`);
}

/** Sends SIGHUP, and waits until the settings are read, or refused, once more. */
async function hangUp(program: Program, words = 'the settings were read anew'): Promise<void> {
  const before = program.lines.filter(({ msg }) => msg.startsWith(words)).length;
  process.kill(program.pid, 'SIGHUP');
  let seen = 0;
  const isNext = ({ msg }: { msg: string }) => msg.startsWith(words) && (seen += 1) > before;
  await program.waitForLine(isNext, 30_000);
}

function articles(from: number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const id = String(from + index).padStart(3, '0');
    return { id, headline: `News ${id}` };
  });
}

function newsIn(stage: Stage, chatId: number): string[] {
  return stage.texts(chatId).map((text) => text.slice(0, 'News 000'.length));
}

describe('SIGHUP reads the settings anew', () => {
  test('channels come, go, change and come back in the middle of a burst, and no post is lost or doubled', async () => {
    const stage = await setStage(main, second);
    const program = await stage.spawn();
    stage.newsroom.insert(...articles(0, 60));
    await stage.until((texts) => expect(texts.length).toBeGreaterThan(5));
    write(stage, main.replace('name: main', 'name: main, footer: Foot'), third);
    await hangUp(program);
    expect(program.lines).toContainEqual(
      expect.objectContaining({
        msg: expect.stringMatching(/not in the settings any more/) as string,
        channel: 'second',
      }),
    );
    stage.newsroom.insert(...articles(60, 5));
    const all = articles(0, 65).map(({ headline }) => headline);
    await stage.until(() => {
      expect(newsIn(stage, channelId).toSorted()).toEqual(all);
      expect(newsIn(stage, channelId - 2)).toEqual(expect.arrayContaining(all.slice(60)) as string[]);
    });
    // It may have had time for some. The others are kept, and none came after it went.
    const left = newsIn(stage, channelId - 1);
    expect(left).toEqual(all.slice(0, left.length));
    const kept = stage.newsroom
      .posts()
      .filter(({ channel, state }) => channel === 'second' && state !== 'sent');
    expect(kept).toHaveLength(60 - left.length);
    const env = { ...stage.settings };
    const status = await runHere(['status'], { folder: stage.folder, env });
    expect(status.stdout).toMatch(
      new RegExp(`second: is not in the settings${kept.length > 0 ? `; ${kept.length} queued post` : ''}`),
    );
    write(stage, main, second);
    await hangUp(program);
    await stage.until(() => expect(newsIn(stage, channelId - 1)).toEqual(all.slice(0, 60)));
    expect(await program.stop()).toBe(0);
    expect(stage.texts().at(-1)).toContain('Foot');
  }, 60_000);

  test('what was counted goes on being counted', async () => {
    const stage = await setStage(main);
    const program = await stage.spawn({ HTTP_PORT: '' });
    const isServed = ({ msg }: { msg: string }) => msg === 'the page is served';
    const sent = async () => {
      const url = String(program.lines.findLast(isServed)?.['url']);
      const text = await (await fetch(`${url}metrics`)).text();
      return /^khabarshy_posts_total\{.*outcome="sent".*\} (\d+)$/mu.exec(text)?.[1];
    };
    stage.newsroom.insert(...articles(0, 2));
    await stage.until((texts) => expect(texts).toHaveLength(2));
    await stage.until(async () => expect(await sent()).toBe('2'));
    write(stage, main.replace('name: main', 'name: main, footer: Foot'));
    await hangUp(program);
    expect(await sent()).toBe('2');
    stage.newsroom.insert(...articles(2, 1));
    await stage.until((texts) => expect(texts).toHaveLength(3));
    await stage.until(async () => expect(await sent()).toBe('3'));
  });

  test('mistakes are told and the old settings stay, until they are mended', async () => {
    const stage = await setStage(main);
    const program = await stage.spawn();
    write(stage, main, '  - { id: "@second_channel", nmae: second }');
    await hangUp(program, 'the settings were not taken; the old ones stay');
    await stage.until(() =>
      expect(stage.told().join('\n')).toMatch(/new settings were not taken.*\n[^]*nmae/),
    );
    stage.newsroom.insert(...articles(1, 1));
    await stage.until((texts) => expect(texts).toHaveLength(1));
    write(stage, main);
    await hangUp(program);
    await stage.until(() => expect(stage.told().join('\n')).toContain('settings are in order again'));
    expect(await program.stop()).toBe(0);
  }, 60_000);

  test('settings with which nothing can run are refused, and those that need a restart are named', async () => {
    const stage = await setStage(main);
    const program = await stage.spawn();
    // One chat under its name and under its number: Telegram itself has to be asked to see that.
    write(stage, main, `  - { id: "${channelId}", name: twin }`);
    await hangUp(program, 'the settings were not taken; the old ones stay');
    stage.newsroom.insert(...articles(1, 1));
    await stage.until((texts) => expect(texts).toHaveLength(1));
    write(stage, main);
    writeFileSync(join(stage.folder, '.env'), 'TIMEZONE=Europe/Berlin\nLOG_LEVEL=debug');
    await hangUp(program);
    const line = await program.waitForLine(({ msg }) =>
      msg.startsWith('settings were changed that need a restart'),
    );
    expect(line['settings']).toEqual(['LOG_LEVEL, LOG_FORMAT']);
    expect(await program.stop()).toBe(0);
  }, 60_000);

  test('a changed file that was not read is mentioned once, by status, and by doctor', async () => {
    const stage = await setStage(main);
    const program = await stage.spawn();
    write(stage, main, second);
    const isMentioned = ({ msg }: { msg: string }) =>
      msg.startsWith('settings were changed, and are not read yet');
    const mention = await program.waitForLine(isMentioned, 20_000);
    expect(mention['files']).toBe(join(stage.folder, 'channels.yaml'));
    const env = { ...stage.settings };
    const told = /settings: changed since khabarshy read it: \S+channels\.yaml; send SIGHUP/;
    expect((await runHere(['status'], { folder: stage.folder, env })).stdout).toMatch(told);
    expect((await runHere(['doctor'], { folder: stage.folder, env })).stdout).toMatch(told);
    await hangUp(program);
    expect((await runHere(['status'], { folder: stage.folder, env })).stdout).not.toMatch(told);
    expect(program.lines.filter(isMentioned)).toHaveLength(1);
    expect(await program.stop()).toBe(0);
  }, 60_000);
});

describe('two channels of the settings that are one chat', () => {
  const twin = `  - { id: "${channelId}", name: twin }`;

  test('are refused when they come with SIGHUP, and the old settings stay', async () => {
    const stage = await setStage(main);
    const program = await stage.spawn();
    write(stage, main, twin);
    await hangUp(program, 'the settings were not taken');
    stage.newsroom.insert(...articles(0, 1));
    await stage.until((texts) => expect(texts).toHaveLength(1));
    expect(await program.stop()).toBe(0);
  }, 60_000);

  test('found while the program runs: SIGHUP with another change ends nothing, and one of them can go', async () => {
    const stage = await setStage(main, twin);
    const away = stage.sandbox.addFault({ kind: 'drop-before', method: ['getChat', 'sendMessage', 'getMe'] });
    const program = await stage.spawn();
    away.remove();
    stage.newsroom.insert(...articles(0, 1));
    await stage.until(() => expect(stage.told().join()).toContain('same chat'));
    write(stage, main.replace('name: main', 'name: main, footer: Foot'), twin);
    await hangUp(program, 'the settings were not taken');
    stage.newsroom.insert(...articles(1, 1));
    await stage.until(() => expect(newsIn(stage, channelId)).toEqual(['News 000', 'News 001']));
    write(stage, main.replace('name: main', 'name: main, footer: Foot'));
    await hangUp(program);
    stage.newsroom.insert(...articles(2, 1));
    await stage.until((texts) => expect(texts.at(-1)).toContain('Foot'));
    expect(await program.stop()).toBe(0);
  }, 60_000);
});
