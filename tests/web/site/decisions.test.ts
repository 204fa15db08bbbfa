import { expect, test } from 'vitest';
import { newSourceState } from '../../../src/store/sources/source-state.ts';
import { brakeKey } from '../../../src/watch/source-text.ts';
import { SiteStage } from '../../stage/site-stage.ts';

/** An article that was pushed as a draft. */
async function pushDraft({ clock, store }: SiteStage, id: string): Promise<void> {
  const article = { id, url: `https://news.kz/${id}`, language: 'en', headline: `Headline ${id}` };
  await store.items.write(async (writer) => {
    await writer.insert({ ...article, status: 'withheld', publishedAt: clock.now() }, clock.now());
    await writer.pushes.addDraft(id, 'cms', clock.now());
  });
}

test('decides about drafts, each once and in the revision that was seen', async () => {
  const stage = await SiteStage.set();
  const visitor = await stage.visitor().logIn();
  expect(await visitor.text('/articles')).not.toContain('Drafts');
  await pushDraft(stage, 'a');
  await pushDraft(stage, 'b');
  const page = await visitor.text('/articles');
  expect(page).toContain('A draft from cms waits for your decision.');
  const [one, two] = (await stage.store.drafts.undecided(9)).map(({ number }) => String(number));
  const form = { draft: one ?? '', revision: '1', decision: 'post' };
  expect(page).toContain(`name="draft" value="${one}"`);
  expect(await visitor.press('draft', { ...form, revision: '2' })).toContain('was changed since');
  expect(await visitor.press('draft', form)).toBe('✓ To be posted — Aigul');
  expect(await visitor.press('draft', { ...form, decision: 'drop' })).toBe('Aigul already decided this.');
  expect(await visitor.press('draft', { ...form, draft: two ?? '', decision: 'drop' })).toBe(
    '✗ Dropped — Aigul',
  );
  for (const fields of [{ ...form, draft: '99' }, { ...form, decision: 'sell' }, { draft: 'x' }])
    expect(await visitor.press('draft', fields)).toContain('There is nothing here.');
  const articles = await Promise.all(['a', 'b'].map((id) => stage.store.articles.find(id)));
  expect(articles.map((article) => article?.status)).toEqual(['usable', 'canceled']);
  expect(await visitor.text('/articles')).not.toContain('waits for your decision');
  const entries = await stage.store.audit.read(null, 20);
  expect(entries.map(({ action, subject }) => `${action} ${subject}`)).toEqual(
    expect.arrayContaining(['release a', 'kill b']),
  );
});

test('takes what was kept back of a source', async () => {
  const stage = await SiteStage.set({ FEED_URL: 'https://steppe.example/rss' });
  const visitor = await stage.visitor().logIn();
  const { clock, store } = stage;
  const name = /name="source" value="([\w-]+)"/u.exec(await visitor.text('/sources'))?.[1] ?? '';
  await store.sourceStates.write(newSourceState(name, 'https://steppe.example/rss'));
  expect(await visitor.text('/sources')).not.toContain('Yes, take them');
  const failing = { ...newSourceState(name, 'https://steppe.example/rss'), failure: 'SOURCE_GONE: no' };
  await store.sourceStates.write(failing);
  // A screen reader says it in its own language, whatever that of the page is.
  expect(await visitor.text('/sources')).toContain('<span class="fault" lang="en">SOURCE_GONE: no</span>');
  const detail = JSON.stringify({ kind: 'flood', count: 12, example: 'The bridge' });
  await store.troubles.begin(brakeKey(name), detail, clock.now());
  const page = await visitor.text('/sources');
  expect(page).toContain('12 items, for example “The bridge”');
  expect(page).toContain('Yes, take them');
  expect(await visitor.press('brake', { source: name, decision: 'lift' })).toBe('✓ Yes, take them — Aigul');
  expect(await visitor.text('/sources')).not.toContain('Yes, take them');
  const state = await store.sourceStates.find(name);
  expect(state?.brakeLiftedUntil?.getTime()).toBeGreaterThan(clock.now().getTime() + 3_500_000);
  const [entry] = await store.audit.read(null, 1);
  expect(entry).toMatchObject({ action: 'source-lift', subject: name, name: 'Aigul' });
  for (const fields of [
    { source: 'nobody', decision: 'lift' },
    { source: name, decision: 'sell' },
  ])
    expect(await visitor.press('brake', fields)).toContain('There is nothing here.');
});
