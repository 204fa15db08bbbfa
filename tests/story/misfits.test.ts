import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere } from '../stage/command.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

const channels = `channels:
  - { id: "@story_channel", name: kk, language: kz, sections: [Sprot] }
  - { id: "${channelId - 1}", name: en, language: en }
`;

test('an article that no channel takes is told everywhere, with an example and the reason', async () => {
  const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml' });
  stage.sandbox.addChat({ id: channelId - 1, type: 'channel', title: 'English' });
  writeFileSync(join(stage.folder, 'channels.yaml'), channels);
  const run = await stage.start();
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  stage.newsroom.insert(
    { id: '4711', headline: 'Янгилик', language: 'uz' },
    { id: '4712', headline: 'Спорт', language: 'kz', section: 'Sport', published_at: hourAgo },
    { id: '4713', headline: 'Without a date', published_at: '1970-01-01T00:00:00.000Z' },
    { id: 'good', headline: 'Good' },
  );
  await run.waitForLine(({ msg }) => msg === 'posted');
  // `kz` in the table is understood, and told once.
  expect(run.lines).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      example: expect.stringContaining('is read as kk') as string,
    }),
  );
  const lately =
    /2 articles of the last 24 h fit no channel, for example 4711: its language is uz, the channels take kk, en/;
  const misdated = '1 article has a date that cannot be right, for example 4713: 1970-01-01';
  const lines = [lately, misdated];
  const told = (text: string) => {
    for (const line of lines) expect(text).toMatch(line);
  };
  told((await run.app.health()).notes.join('\n'));
  stage.sandbox.userSends(ownerId, ownerId, '/status');
  const status = await stage.sandbox.waitForMessage(
    ({ chatId, text }) => chatId === ownerId && text.includes('fit no channel'),
  );
  told(status.text);
  const env = { ...stage.settings };
  told((await runHere(['status'], { folder: stage.folder, env })).stdout);
  const doctor = await runHere(['doctor'], { folder: stage.folder, env });
  told(doctor.stdout);
  expect(doctor.stdout).toContain('channels[0].language: kz is read as kk');
  expect(doctor.stdout).toMatch(/channel kk: takes the section Sprot, .* You probably mean Sport\./);
}, 60_000);
