import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { approvalWords } from '../../src/words/approvals.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

const words = approvalWords.en;

async function begin(lines: string): Promise<Stage> {
  const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml' });
  writeFileSync(
    join(stage.folder, 'channels.yaml'),
    `channels:\n  - id: "${channelId}"\n    name: news\n    hashtags: none\n    ${lines}`,
  );
  await stage.start();
  return stage;
}

test('labels and the sign of breaking news stand in posts, and a label that comes later edits the post', async () => {
  const stage = await begin(
    'footer: "[Site](https://news.example.kz)"\nlabel_rules:\n  - { sections: Partners, labels: partner }\n',
  );
  const { newsroom } = stage;
  newsroom.insert({ id: 'a', headline: 'A', urgency: 1, labels: '["ai"]', age: 16 });
  newsroom.insert({ id: 'b', headline: 'B', section: 'PARTNERS' });
  newsroom.insert({ id: 'c', headline: 'C' });
  const a = 'Made with AI · 16+\n\n⚡ Breaking\nA\n\nRead more\n\nSite';
  await stage.until((texts) =>
    expect(texts.toSorted()).toEqual(
      ['C\n\nRead more\n\nSite', a, 'Partner content\n\nB\n\nRead more\n\nSite'].toSorted(),
    ),
  );
  newsroom.update('c', { labels: '["advertising"]' });
  await stage.until((texts) => expect(texts).toContain('Advertisement\n\nC\n\nRead more\n\nSite'));
  // It is no breaking news any more.
  newsroom.update('a', { urgency: 5 });
  await stage.until((texts) => expect(texts).toContain('Made with AI · 16+\n\nA\n\nRead more\n\nSite'));
  // The urgency of an ordinary article is shown nowhere.
  newsroom.update('b', { urgency: 6 });
  newsroom.update('c', { headline: 'C2' });
  await stage.until((texts) => expect(texts).toContain('Advertisement\n\nC2\n\nRead more\n\nSite'));
  const edits = stage.sandbox.requests.filter(({ method }) => method.startsWith('edit'));
  expect(edits).toHaveLength(3);
});

test('a post without stated labels waits where they are required; approval alone does not let it go', async () => {
  const stage = await begin('require_labels: true\n    approval: Politics\n');
  const { newsroom, sandbox } = stage;
  newsroom.insert({ id: 'a', headline: 'A' });
  newsroom.insert({ id: 'b', headline: 'B', labels: '[]' });
  await stage.until((texts) => expect(texts).toEqual(['B\n\nRead more']));
  const asked = () =>
    sandbox.messages(ownerId).find(({ text }) => text.startsWith(words.labelsMissing('news')));
  await stage.until(() => expect(asked()).toBeDefined());
  const keyboard = asked()?.keyboard?.flat() ?? [];
  expect(keyboard.map(({ text }) => text)).toEqual([words.buttons.drop, words.buttons.later]);
  // An older card, or a hand-made press, has the button.
  const yes = (keyboard[0]?.callback_data ?? '').replace('drop', 'post');
  sandbox.userPresses(ownerId, ownerId, asked()?.id ?? 0, yes);
  newsroom.insert({ id: 'c', headline: 'C', labels: '["pr"]' });
  await stage.until((texts) => expect(texts).toEqual(['B\n\nRead more', 'PR material\n\nC\n\nRead more']));
  expect(stage.stateOf('a')).toBe('waiting');
  newsroom.update('a', { labels: '["advertising"]' });
  await stage.until((texts) => expect(texts).toContain('Advertisement\n\nA\n\nRead more'));
});

test('a correction of substance says when it was made, one of a typing mistake does not', async () => {
  const stage = await begin('show_updates: true\n');
  stage.newsroom.insert({ id: 'a', headline: 'The brigde is open', summary: 'Engineers counted 12 arches.' });
  const shown = (headline: string, summary: string, line = '') =>
    new RegExp(`^${headline}\\n\\n${summary}\\n\\n${line}Read more$`);
  await stage.until(([text]) =>
    expect(text).toMatch(shown('The brigde is open', 'Engineers counted 12 arches.')),
  );
  stage.newsroom.update('a', { headline: 'The bridge is open' });
  await stage.until(([text]) =>
    expect(text).toMatch(shown('The bridge is open', 'Engineers counted 12 arches.')),
  );
  stage.newsroom.update('a', { summary: 'Engineers counted 14 arches.' });
  const line = 'Updated [\\d:]{5}\\n';
  await stage.until(([text]) =>
    expect(text).toMatch(shown('The bridge is open', 'Engineers counted 14 arches.', line)),
  );
  stage.newsroom.update('a', { headline: 'The bridge is opened' });
  await stage.until(([text]) =>
    expect(text).toMatch(shown('The bridge is opened', 'Engineers counted 14 arches.', line)),
  );
});

test('a template makes the posts, and a changed one edits nothing that stands', async () => {
  const stage = await begin('template: "{{headline}} – {{labels}} – {{link}}"\n');
  stage.newsroom.insert({ id: 'a', headline: 'A', labels: '["ai"]' });
  await stage.until((texts) => expect(texts).toEqual(['A – Made with AI – Read more']));
  await stage.stop();
  writeFileSync(
    join(stage.folder, 'channels.yaml'),
    `channels:\n  - id: "${channelId}"\n    name: news\n    template: "{{labels}}: <a href='{{url}}'>{{headline}}</a>"\n`,
  );
  await expect(stage.start()).rejects.toThrow(
    /channels\.yaml:4 channels\[0\]\.template[\s\S]*does not know <a href='/,
  );
  writeFileSync(
    join(stage.folder, 'channels.yaml'),
    `channels:\n  - id: "${channelId}"\n    name: news\n    template: |\n      {{#labels}}{{labels}}: {{/labels}}<a href="{{url}}">{{headline}}</a>\n`,
  );
  await stage.start();
  stage.newsroom.update('a', { author: 'Somebody', urgency: 4 });
  stage.newsroom.insert({ id: 'b', headline: 'B & B' });
  await stage.until((texts) => expect(texts).toEqual(['A – Made with AI – Read more', 'B & B']));
  stage.newsroom.update('a', { headline: 'A2' });
  await stage.until((texts) => expect(texts).toEqual(['Made with AI: A2', 'B & B']));
});
