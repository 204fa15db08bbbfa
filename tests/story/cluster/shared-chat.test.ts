import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { channels, channelsFile, ClusterStage } from '../../stage/cluster-stage.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';
import { makeFolder } from '../../stage/folder.ts';

const hasPostgres = 'server' in inject('postgres');

test.runIf(hasPostgres)(
  'two channels of a cluster that are one chat are refused, whichever bots they have',
  async () => {
    const stage = await ClusterStage.set(await createPostgresDatabase());
    const [first, own, others] = [channels[0], channels[1], channels[3]];
    stage.sandbox.addChat({ id: first?.id ?? 0, type: 'channel', title: 'News', username: 'the_news' });
    for (const [twin, whose] of [
      [own, ''],
      [others, ', of the bots news and sport'],
    ] as const) {
      const file = join(makeFolder(), 'channels.yaml');
      writeFileSync(file, channelsFile().replace(`id: ${twin?.id},`, 'id: "@the_news",'));
      const program = stage.launch({ CHANNELS_FILE: file });
      expect(await program.exited).not.toBe(0);
      expect(program.output()).toContain(
        `${first?.name} and ${twin?.name} (@the_news) are the same chat${whose}.`,
      );
    }
  },
  90_000,
);
