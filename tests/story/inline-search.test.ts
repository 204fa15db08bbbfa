import { expect, test } from 'vitest';
import { channelId, Stage, storyBot } from '../stage/story-stage.ts';

const reader = { id: 5_151_515_151, firstName: 'Ainurnamenobodyelsehas' };

async function setStage(settings: Record<string, string>): Promise<Stage> {
  const stage = await Stage.set(settings, { bots: [{ ...storyBot, isInline: true }] });
  stage.sandbox.addUser(reader);
  return stage;
}

async function publish(stage: Stage, id: string, more: object = {}): Promise<void> {
  const given = { id, url: `https://news.kz/${id}`, language: 'en', headline: `Headline ${id} & 5 < 6` };
  await stage.save({ ...given, ...more });
  await stage.until(() => expect(stage.stateOf(id)).toBe('sent'));
}

/** Asks until the index has it. */
async function search(stage: Stage, query: string, offset = '') {
  const id = stage.sandbox.readers.search(reader.id, storyBot.id, query, offset);
  const answer = () => stage.sandbox.inlineAnswers.find(({ queryId }) => queryId === id);
  await stage.until(() => expect(answer()).toBeDefined());
  return answer();
}

test('a reader searches in any chat, and gets links to posts, with their labels; the log knows nothing of it', async () => {
  const stage = await setStage({ INLINE_SEARCH: 'true', LOG_LEVEL: 'trace' });
  const run = await stage.start();
  await publish(stage, 'a', { summary: 'A library & a park. It opens.' });
  await publish(stage, 'ad', { labels: ['advertising'] });
  for (let number = 0; number < 21; number += 1) await publish(stage, `n${number}`);
  await stage.until(async () => {
    const found = await search(stage, 'secretwordofareader library');
    expect(found?.results).toEqual([]);
    expect((await search(stage, 'library'))?.results).toHaveLength(1);
    expect((await search(stage, 'ad headline'))?.results).toHaveLength(1);
  });
  const found = await search(stage, 'libr');
  const [post] = stage.newsroom.rows("select link from posts where article_id = 'a'") as { link: string }[]; // as asked
  expect(found?.results).toMatchObject([
    {
      type: 'article',
      title: 'Headline a & 5 < 6',
      description: 'A library & a park. It opens.',
      url: post?.link,
      shown: { text: 'Headline a & 5 < 6\n\nA library & a park. It opens.' },
    },
  ]);
  expect((await search(stage, 'ad headline'))?.results[0]).toMatchObject({ description: 'Advertisement' });

  const first = await search(stage, '');
  expect(first).toMatchObject({ nextOffset: '20', cacheSeconds: 60 });
  expect(first?.results).toHaveLength(20);
  expect(first?.results[0]).toMatchObject({ title: 'Headline n20 & 5 < 6' });
  const second = await search(stage, '', '20');
  expect(second).toMatchObject({ nextOffset: '' });
  expect(second?.results).toHaveLength(3);
  expect((await search(stage, '', 'nonsense'))?.results).toHaveLength(20);

  stage.sandbox.renameChat(channelId, null);
  await run.stop();
  for (const secret of ['secretwordofareader', String(reader.id), reader.firstName])
    expect(run.output()).not.toContain(secret);
});

test('it is off unless the settings say so', async () => {
  const stage = await setStage({});
  await stage.start();
  await publish(stage, 'a');
  stage.sandbox.readers.search(reader.id, storyBot.id, 'headline');
  stage.sandbox.userSends(777, 777, '/status');
  await stage.until(() => expect(stage.told().join('\n')).toContain('main'));
  expect(stage.sandbox.requests.some(({ method }) => method === 'answerInlineQuery')).toBe(false);
});
