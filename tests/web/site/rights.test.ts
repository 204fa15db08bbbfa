import { expect, test } from 'vitest';
import { newSourceState } from '../../../src/store/sources/source-state.ts';
import { brakeKey } from '../../../src/watch/source-text.ts';
import { actions } from '../../../src/web/site/actions.ts';
import { editorId, ownerId, SiteStage, type Visitor } from '../../stage/site-stage.ts';
import { promise } from '../../stage/stored-posts.ts';

/** Something in every state in the channel `kk`, and an editor who commands `en` only. */
interface TwoChannels {
  stage: SiteStage;
  editor: Visitor;
  owner: Visitor;
  /** The numbers of the posts in `kk`, by their articles. */
  posts: Readonly<Record<string, string>>;
  source: string;
  draft: string;
  /** The owner's. */
  session: string;
}

async function begin(): Promise<TwoChannels> {
  const stage = await SiteStage.set({ FEED_URL: 'https://steppe.example/rss' });
  const { clock, store } = stage;
  const owner = await stage.visitor().logIn();
  await store.editors.add({
    userId: editorId,
    name: 'Boris',
    addedBy: ownerId,
    addedAt: clock.now(),
    channels: ['en'],
  });
  const posts: Record<string, string> = {};
  for (const id of ['queued', 'doubt', 'asked', 'refused', 'stands', 'shared'])
    posts[id] = String(await promise(store, id, { channel: 'kk', sortAt: clock.now() }));
  await promise(store, 'shared', { channel: 'en', sortAt: clock.now() });
  const states = { doubt: 'uncertain', asked: 'waiting', refused: 'refused', stands: 'sent' };
  for (const [id, state] of Object.entries(states)) {
    const moments = `uncertain_at = 1, ended_at = ${clock.now().getTime()}`;
    stage.rows(`update posts set state = '${state}', ${moments} where id = ${posts[id]} returning id`);
  }
  await store.items.write(async (writer) => {
    const draft = { id: 'draft', url: 'https://news.kz/draft', language: 'kk', headline: 'Draft' };
    await writer.insert({ ...draft, status: 'withheld', publishedAt: clock.now() }, clock.now());
    await writer.pushes.addDraft('draft', 'cms', clock.now());
  });
  const source = /name="source" value="([\w-]+)"/u.exec(await owner.text('/sources'))?.[1] ?? '';
  await store.sourceStates.write(newSourceState(source, 'https://steppe.example/rss'));
  const brake = JSON.stringify({ kind: 'flood', count: 12, example: 'The bridge' });
  await store.troubles.begin(brakeKey(source), brake, clock.now());
  const [session] = await store.webSessions.list('main', clock.now());
  const [draft] = await store.drafts.undecided(1);
  const editor = await stage.visitor().logIn(editorId, 'Boris');
  return { stage, editor, owner, posts, source, session: session?.id ?? '', draft: String(draft?.number) };
}

/** Everything that this editor must not be able to change. */
function stateOf(stage: SiteStage): string[] {
  return [
    "select * from posts where channel = 'kk' order by id",
    "select * from channels where name = 'kk'",
    'select * from articles order by id',
    'select * from source_states',
    'select * from drafts',
    'select * from troubles',
    'select * from editors',
    `select token_hash from web_sessions where user_id = ${ownerId}`,
  ].map((query) => JSON.stringify(stage.rows(query)));
}

type Form = Record<string, string>;

/** Forms about `kk` for each action, as somebody would write them who knows every number. */
function formsOf({ draft, posts, session, source }: TwoChannels): Record<string, Form[]> {
  const articles = ['queued', 'stands', 'shared', 'draft'].map((article) => ({ article }));
  const post = (id: string, more: Form = {}) => ({ post: posts[id] ?? '', ...more });
  return {
    post: articles.flatMap((form) => [form, { ...form, channel: 'kk' }]),
    hold: articles,
    release: articles,
    kill: articles,
    pause: ['0', '3600000'].map((ms) => ({ channel: 'kk', ms })),
    resume: [{ channel: 'kk' }],
    retry: [{ channel: 'kk' }],
    now: [post('queued'), post('asked')],
    drop: [post('queued'), post('asked')],
    uncertain: ['there', 'again', 'drop'].map((decision) => post('doubt', { decision })),
    approve: ['post', 'drop', 'later'].map((decision) => post('asked', { decision, revision: '1' })),
    source: ['pause', 'resume', 'poll'].map((action) => ({ source, action })),
    brake: ['lift', 'keep'].map((decision) => ({ source, decision })),
    draft: ['post', 'drop'].map((decision) => ({ draft, revision: '1', decision })),
    'end-session': [{ session }],
    'end-sessions': [{}],
  };
}

test('an editor of one channel changes nothing of another one by any form, whoever wrote it', async () => {
  const two = await begin();
  const { editor, stage } = two;
  const before = stateOf(stage);
  const forms = formsOf(two);
  // What is new here has to be walked too. The language is one's own.
  expect(Object.keys(forms).toSorted()).toEqual(
    Object.keys(actions)
      .filter((name) => name !== 'language')
      .toSorted(),
  );
  for (const [action, all] of Object.entries(forms))
    for (const form of all)
      for (const confirmed of ['', 'yes']) {
        const said = await editor.press(action, { ...form, confirmed });
        const did = { action, form, confirmed };
        expect({ ...did, changed: stateOf(stage).filter((row, at) => row !== before[at]) }).toEqual({
          ...did,
          changed: [],
        });
        expect({ ...did, said }).not.toEqual({ ...did, said: expect.stringMatching(/^✓|kk:/u) as string });
      }
});

test('no page shows another channel, or offers what is not this editor’s', async () => {
  const { editor, posts } = await begin();
  for (const path of ['/channels/kk', '/settings']) expect((await editor.get(path)).status).toBe(404);
  const paths = ['/', '/articles', '/article?id=stands', '/article?id=shared', '/log', '/charts', '/sources'];
  for (const path of paths) {
    const page = await editor.text(path);
    expect(page).not.toContain('/channels/kk');
    for (const id of Object.values(posts)) expect(page).not.toContain(`name="post" value="${id}"`);
    expect(page).not.toMatch(/action="\/do\/(?:brake|draft|end-sessions)"/u);
    expect(page).not.toContain('name="action" value="pause"');
  }
});

test('an editor of one channel commands that one', async () => {
  const { editor, stage } = await begin();
  const { clock, store } = stage;
  await stage.save('own');
  const queued = await promise(store, 'next', { channel: 'en', sortAt: clock.now() });
  expect(await editor.press('pause', { channel: 'en', ms: '0' })).toContain('en');
  expect(await store.channels.pausedUntil('en', clock.now())).not.toBeNull();
  expect(await editor.press('resume', { channel: 'en' })).toContain('en');
  expect(await store.channels.pausedUntil('en', clock.now())).toBeNull();
  expect(await editor.press('post', { article: 'own', channel: 'en' })).toContain('en: goes out');
  expect(await editor.press('drop', { post: String(queued) })).toBe('✓ Dropped — Boris');
  expect(await editor.press('kill', { article: 'own', confirmed: 'yes' })).toContain('✓ Canceled');
});

test('rights that were taken away are gone at the next press', async () => {
  const { editor, owner, stage } = await begin();
  await stage.store.editors.remove(editorId);
  const token = 'x';
  expect((await editor.send('/do/pause', { token, channel: 'en', ms: '0' })).status).toBe(401);
  expect((await owner.get('/')).status).toBe(200);
});
