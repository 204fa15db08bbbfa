import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { postToken, PushStage } from '../web/push/push-stage.ts';

const hasPhp = spawnSync('php', ['--version']).status === 0;
const plugin = resolve(import.meta.dirname, '../../docs/sources/khabarshy-wordpress.php');
const wordPress = resolve(import.meta.dirname, 'wordpress.php');

/** A WordPress with the plugin, whose khabarshy is at `url`. */
function startWordPress(url: string) {
  const child = spawn('php', [wordPress, plugin, url, postToken], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (command: object): Promise<{ scheduled: number }> => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    const { value } = await lines.next();
    return JSON.parse(value ?? '') as { scheduled: number }; // written by wordpress.php
  };
}

function post(changes: Record<string, string>) {
  const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
  return {
    ID: 7,
    post_name: 'bridge',
    post_status: 'publish',
    post_title: 'A new bridge',
    post_content: 'The council has voted for a new bridge over the river.',
    post_date_gmt: now,
    post_modified_gmt: now,
    ...changes,
  };
}

describe.skipIf(!hasPhp)(
  `the plugin for WordPress${hasPhp ? '' : ' (skipped: php is not installed)'}`,
  () => {
    test('tells of a post that is published, changed, withdrawn and deleted', async () => {
      const push = await PushStage.set();
      const run = await push.start();
      const command = startWordPress(push.url);
      const id = 'wordpress-7';
      await command({ do: 'save', post: post({ post_status: 'draft' }) });
      expect(await run.app.article(id)).toBeNull();
      await command({ do: 'save', post: post({}) });
      expect(await run.app.article(id)).toMatchObject({
        headline: 'A new bridge',
        author: 'Dana',
        section: 'City',
        status: 'usable',
      });
      await push.stage.until((texts) => expect(texts).toHaveLength(1));
      await command({ do: 'save', post: post({ post_title: 'A new bridge, corrected' }) });
      await push.stage.until((texts) => expect(texts[0]).toMatch(/^A new bridge, corrected/u));
      await command({ do: 'save', post: post({ post_status: 'trash', post_name: 'bridge__trashed' }) });
      await push.stage.until((texts) => expect(texts).toEqual([]));
      expect(await run.app.article(id)).toMatchObject({
        status: 'canceled',
        url: 'https://wp.example/bridge/',
      });
      await command({ do: 'delete', id: 7 });
      expect(await run.app.article(id)).toMatchObject({ status: 'canceled' });
    });

    test('sends a post again when khabarshy was away', async () => {
      const push = await PushStage.set();
      const command = startWordPress(push.url);
      expect(await command({ do: 'save', post: post({}) })).toEqual({ scheduled: 1 });
      expect(await command({ do: 'cron' })).toEqual({ scheduled: 1 });
      const run = await push.start();
      expect(await command({ do: 'cron' })).toEqual({ scheduled: 0 });
      expect(await run.app.article('wordpress-7')).toMatchObject({ status: 'usable' });
    });
  },
);
