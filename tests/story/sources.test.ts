import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFeedServer } from '../stage/feed-server.ts';
import { ownerId, Stage } from '../stage/story-stage.ts';

interface Shown {
  number: number;
  title?: string;
  isGone?: boolean;
}

/** A feed of a newsroom; the newest item is the first. */
function feed(items: readonly Shown[]): string {
  const now = new Date().toUTCString();
  const written = items.map(({ isGone, number, title }) =>
    isGone === true
      ? `<at:deleted-entry ref="urn:n:${number}"/>`
      : `<entry><title>${title ?? `Steppe news number ${number}`}</title><id>urn:n:${number}</id><updated>${now}</updated><link href="/n/${number}"/><summary>The town council of Esil has opened a new school for the children number ${number} of the steppe today.</summary></entry>`,
  );
  return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Steppe</title>${written.join('')}</feed>`;
}

async function setStage(lines: string[]) {
  const site = await startFeedServer();
  const stage = await Stage.set({ POLL_SCHEDULE: '* * * * * *' });
  const source = [`url: ${site.url('/feed')}`, 'name: steppe', 'private: true', ...lines];
  writeFileSync(join(stage.folder, 'sources.yaml'), `sources:\n  - ${source.join('\n    ')}\n`);
  return { site, stage };
}

const own = ['own: true', 'every: 1s', 'min: 1s'];

test('an item of a feed is posted once, corrected when it changes, and killed when the feed withdraws it', async () => {
  const { site, stage } = await setStage(own);
  site.script('/feed', { body: feed([{ number: 1 }]) });
  const run = await stage.start();
  await run.waitForLine(({ msg }) => msg === 'a source was read');
  site.script('/feed', { body: feed([{ number: 2 }, { number: 1 }]) });
  await stage.until((texts) => expect(texts.join()).toContain('Steppe news number 2'));
  expect(stage.texts().join()).not.toContain('number 1 ');
  site.script('/feed', {
    body: feed([{ number: 2, title: 'A better headline of the steppe' }, { number: 1 }]),
  });
  await stage.until((texts) => expect(texts.join()).toContain('A better headline'));
  expect(stage.texts()).toHaveLength(1);
  site.script('/feed', { body: feed([{ number: 2, isGone: true }, { number: 1 }]) });
  await stage.until((texts) => expect(texts).toEqual([]));
});

test('editors hear once that a source blocks us, and once that it is back; they may pause it', async () => {
  const { site, stage } = await setStage(own);
  site.script('/feed', { status: 403, headers: { 'cf-mitigated': 'challenge' } });
  await stage.start();
  const poll = async (count: number) => {
    stage.sandbox.userSends(ownerId, ownerId, '/sources poll steppe');
    await site.until('/feed', count);
  };
  await site.until('/feed', 1);
  await poll(2);
  await poll(3);
  await stage.until(() => expect(stage.told().join()).toContain('has to allow the User-Agent'));
  stage.sandbox.userSends(ownerId, ownerId, '/sources');
  await stage.until(() => expect(stage.told().join()).toContain('steppe — ⚠️ a guard'));
  site.script('/feed', { body: feed([{ number: 1 }]) });
  await poll(4);
  await stage.until(() => expect(stage.told().join()).toContain('The source steppe works again'));
  stage.sandbox.userSends(ownerId, ownerId, '/sources pause steppe');
  await stage.until(() => expect(stage.told().join()).toContain('The source steppe is paused'));
  const asked = site.requests.length;
  stage.sandbox.userSends(ownerId, ownerId, '/sources poll steppe');
  await stage.until(() => expect(stage.told().join()).toContain('is paused already'));
  stage.sandbox.userSends(ownerId, ownerId, '/log');
  await stage.until(() => expect(stage.told().join()).toContain('paused the source'));
  expect(site.requests.length - asked).toBeLessThanOrEqual(1);
  stage.sandbox.userSends(ownerId, ownerId, '/sources resume steppe');
  await site.until('/feed', asked + 2);
});
