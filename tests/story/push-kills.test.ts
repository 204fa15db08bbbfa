import { expect, test } from 'vitest';
import { pushed, PushStage } from '../web/push/push-stage.ts';

test('the program is killed while articles are pushed: what was acknowledged is posted once', async () => {
  const push = await PushStage.set();
  const acknowledged = new Set<string>();
  let next = 0;
  const ending = new AbortController();
  /** A CMS that sends each article again until it has an answer. */
  const cms = async () => {
    while (!ending.signal.aborted) {
      const id = `k${(next += 1)}`;
      while (!ending.signal.aborted && !acknowledged.has(id)) {
        const answer = await push.post(pushed(id)).catch(() => null);
        if (answer !== null && answer.status <= 201) acknowledged.add(id);
      }
    }
  };
  let program = await push.stage.spawn();
  const sending = [cms(), cms(), cms(), cms()];
  for (let kill = 1; kill <= 3; kill += 1) {
    const before = acknowledged.size;
    await push.stage.until(() => expect(acknowledged.size).toBeGreaterThan(before + 10));
    await program.stop('SIGKILL');
    program = await push.stage.spawn();
  }
  await push.stage.until(() => expect(acknowledged.size).toBeGreaterThan(40));
  ending.abort();
  await Promise.all(sending);
  // The last one of each may be committed without an answer.
  const rows = push.stage.newsroom.rows('select id from articles');
  const known = new Set(rows.map((row) => String((row as { id: string }).id)));
  expect([...acknowledged].filter((id) => !known.has(id))).toEqual([]);
  await push.stage.until((texts) => {
    const headlines = texts.map((text) => text.split('\n', 1)[0]);
    for (const id of acknowledged)
      expect(headlines.filter((line) => line === `The headline of ${id}`)).toHaveLength(1);
  }, 30_000);
  expect(push.stage.texts().length).toBe(new Set(push.stage.texts()).size);
}, 90_000);
