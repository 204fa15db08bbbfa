import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { articleActions, deskButtons, deskCommands } from '../../src/desk/editors-desk.ts';
import type { SeenMessage } from '../../src/sandbox/http/server.ts';
import { channels, DeskStage, editorId, logChatId, ownerId } from '../stage/desk-stage.ts';
import { runs } from '../stage/sizes.ts';

/** The channel that the editor commands is `beta`; nothing of `alpha` may change, or be seen. */
const theirs = 'alpha';

/** An editor of `beta`, and something in every state in `alpha`. */
class TwoChannels {
  readonly stage: DeskStage;
  /** A question of the desk that an owner was asked in the log chat. */
  question!: SeenMessage;
  posts: Record<string, number> = {};
  keys: Record<string, string> = {};

  static async set(): Promise<TwoChannels> {
    const rules = ['images: none', 'max_age: 6h', 'digest: { schedule: "0 9 * * *", top: 3 }'];
    const stage = await DeskStage.withTwo(
      ['name: alpha', 'language: kk', ...rules, 'approval: [Asked]'],
      ['name: beta', 'language: en', ...rules],
    );
    const two = new TwoChannels(stage);
    await stage.start();
    await two.#fill();
    return two;
  }

  private constructor(stage: DeskStage) {
    this.stage = stage;
  }

  async #fill(): Promise<void> {
    const { stage } = this;
    await stage.say(`/editors add ${editorId} beta`);
    await stage.posted('stands', { language: 'kk' });
    await stage.publish('asked', { language: 'kk', section: 'Asked' });
    await stage.until(() => expect(stage.posts('asked')).toMatchObject([{ state: 'waiting' }]));
    await stage.say('/link site alpha');
    await stage.say('/new Written by hand', ownerId, { chatId: logChatId });
    await stage.say('/pause alpha');
    for (const id of ['first', 'second', 'doubt', 'refused', 'timed', 'held'])
      await stage.publish(id, { language: 'kk', section: 'Sport' });
    await stage.until(() => expect(stage.posts('held')).toHaveLength(1));
    await stage.posted('shared');
    await stage.press(await stage.say('/post shared alpha'), 'Yes');
    await stage.until(() => expect(stage.posts('shared')).toHaveLength(2));
    await stage.say('/hold held');
    await stage.say('/post timed 18:00 alpha');
    stage.rows(
      "update posts set state = 'uncertain', uncertain_at = 1 where article_id = 'doubt' returning id",
    );
    const endedAt = stage.clock.now().getTime();
    stage.rows(
      `update posts set state = 'refused', ended_at = ${endedAt} where article_id = 'refused' returning id`,
    );
    stage.rows(
      `insert into troubles (bot, key, detail, began_at, told_at)
        values ('main', 'stranger:alpha:-1009', 'desk_kk Their channel', 1, 2) returning key`,
    );
    const posts = stage.rows('select id, article_id from posts where channel = ?', theirs);
    this.posts = Object.fromEntries(
      (posts as { id: number; article_id: string }[]).map((row) => [row.article_id, row.id]), // the columns above
    );
    const keys = stage.rows('select key, article_id from article_keys') as {
      key: number;
      article_id: string;
    }[];
    for (const { article_id, key } of keys) this.keys[article_id] = key.toString(36);
    for (const id of ['stands', 'first', 'shared', 'held', 'timed'])
      if (this.keys[id] === undefined) {
        const card = await stage.say(`/preview ${id} alpha`);
        expect(card.text).toBeDefined();
      }
    this.question = await stage.say('/kill stands', ownerId, { chatId: logChatId });
    const again = stage.rows('select key, article_id from article_keys') as typeof keys;
    for (const { article_id, key } of again) this.keys[article_id] = key.toString(36);
  }

  /** Everything that an editor of `beta` must not be able to change, one line a row. */
  state(): string[] {
    const { stage } = this;
    const question = stage.sandbox.message(logChatId, this.question.id);
    return [
      ...stage.rows('select * from posts where channel = ? order by id', theirs),
      ...stage.rows('select * from channels where name = ?', theirs),
      ...stage.rows('select * from articles order by id'),
      ...stage.rows('select * from overrides'),
      ...stage.rows(`select * from writings where user_id = ${ownerId}`),
      ...stage.rows('select * from invite_links'),
      ...stage.rows('select * from editors'),
      ...stage.rows("select * from troubles where key like '%alpha%'"),
      ...stage.rows('select source, paused_at from source_states'),
      ...stage.sandbox.messages(channels.kk).map(({ text }) => text),
      question?.text,
      question?.keyboard,
    ].map((row) => JSON.stringify(row));
  }

  /** What became of it since. */
  changedSince(before: readonly string[]): string[] {
    return this.state().filter((line) => !before.includes(line));
  }
}

/** Arguments that name `alpha` and its articles, for every command. */
const argumentsOf = ['', theirs, 'stands', 'stands alpha', 'shared'];

/** Arguments that only some commands understand. */
const ownArguments: Readonly<Record<string, readonly string[]>> = {
  approve: ['@desk_kk'],
  burst: ['drop'],
  edit: ['shared headline Not theirs to write', 'stands summary Not theirs to write.'],
  link: ['site alpha', 'other alpha'],
  top: ['7d alpha'],
  editors: [`add ${editorId} alpha`, `change ${editorId} all`],
  latest: ['5 alpha'],
  log: ['25'],
  pause: ['alpha 2h', '2h'],
  post: ['stands 19:00 alpha', 'https://t.me/desk_kk/1', 'held', 'asked alpha'],
  preview: ['timed', `https://t.me/c/${String(channels.kk).slice(4)}/1`],
  queue: ['alpha drop older than 1m', 'alpha drop section Sport'],
  quiet: ['alpha off', 'alpha 23:00-07:00 keep'],
  release: ['held'],
  retry: ['all', String(channels.kk)],
  web: ['revoke all'],
};

/** A line that would tell of `alpha`; null: there is none. What the editor asked for by its name is no news to them. */
function toldOf(answer: string, said: string): string | null {
  const [, argument = ''] = /^\/\w+ (.+)$/u.exec(said) ?? [];
  const heard = argument === '' ? answer : answer.replaceAll(argument, '');
  const isEcho = (line: string) => /^(?:You command no channel|There is no article) /u.test(line);
  const rest = heard.split('\n').filter((line) => !isEcho(line));
  return rest.find((line) => /\b(?:alpha|desk_kk)\b/u.test(line)) ?? null;
}

/** Everything that the bot told the editor and that tells of `alpha`, with what they said before it. */
function leaks({ stage }: TwoChannels): string[] {
  let said = '';
  return stage.sandbox.messages(editorId).flatMap((message) => {
    if (message.text.startsWith('/')) said = message.text;
    const data = stage.buttons(message).map((button) => button.data);
    const told = toldOf(message.text, said) ?? data.find((text) => /\balpha\b/u.test(text)) ?? null;
    // `/new` shows what the editor wrote, perhaps after their next command.
    const isOwn = message.text === said || argumentsOf.includes(message.text);
    return isOwn || told === null ? [] : [`${said}: ${told}`];
  });
}

describe('an editor of one channel', () => {
  test('no command changes or shows anything of another channel', async () => {
    const two = await TwoChannels.set();
    const { stage } = two;
    const before = two.state();
    for (const { name } of deskCommands) {
      for (const argument of [...argumentsOf, ...(ownArguments[name] ?? [])]) {
        const said = `/${name} ${argument}`.trim();
        await stage.say(said, editorId);
        expect({ said, changed: two.changedSince(before) }).toEqual({ said, changed: [] });
      }
    }
    await stage.say('/help', editorId);
    expect(leaks(two)).toEqual([]);
  }, 120_000);

  test('no button does, wherever it stands: in the log chat it stays for those whose it is', async () => {
    const two = await TwoChannels.set();
    const { stage } = two;
    const before = two.state();
    const all = dataOf(two);
    // A button that is new here has to be walked too.
    expect(deskButtons.filter(({ data }) => !all.some((each) => data.test(each)))).toEqual([]);
    expect(articleActions.filter((action) => !all.some((each) => each.startsWith(`${action}:`)))).toEqual([]);
    for (const data of all) {
      const shared = await stage.sendsButton(logChatId, data);
      await stage.pressData(shared, data, editorId);
      expect({ data, message: stage.sandbox.message(logChatId, shared.id) }).toEqual({
        data,
        message: shared,
      });
      await stage.pressData(two.question, data, editorId);
      expect({ data, changed: two.changedSince(before) }).toEqual({ data, changed: [] });
    }
    const own = await stage.say('/status', editorId);
    for (const data of all) {
      const told = await stage.pressData(own, data, editorId);
      expect({ data, told: toldOf(told, '') }).toEqual({ data, told: null });
      expect({ data, changed: two.changedSince(before) }).toEqual({ data, changed: [] });
    }
    await stage.say('/help', editorId);
    expect(leaks(two)).toEqual([]);
  }, 120_000);

  test('statistics count what stands in the channels of who asks, and no other', async () => {
    const { stage } = await TwoChannels.set();
    const own = await stage.say('/stats 1d', editorId);
    const all = await stage.say('/stats 1d');
    expect([own, all].map(({ kind }) => kind)).toEqual(['photo', 'photo']);
    expect(own.text).toMatch(/^1 post\b/mu);
    expect(own.text).not.toMatch(/channels|refused \d/u);
    expect(all.text).toMatch(/^2 posts in 2 channels\.[^]+refused 1/mu);
  });

  test('and neither does anything at random', async () => {
    const two = await TwoChannels.set();
    const { stage } = two;
    const before = two.state();
    // Each picture of statistics takes a process of its own, so they are walked in order only.
    const names = deskCommands.map(({ name }) => name).filter((name) => name !== 'stats');
    const all = [...argumentsOf, ...Object.values(ownArguments).flat()];
    const words = fc.constantFrom(...new Set(all.flatMap((text) => text.split(' '))));
    const said = fc.tuple(fc.constantFrom(...names), fc.array(words, { maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(said, fc.constantFrom(...dataOf(two)), async ([name, parts], data) => {
        await stage.say(`/${name} ${parts.join(' ')}`.trim(), editorId);
        await stage.pressData(two.question, data, editorId);
        expect(two.changedSince(before)).toEqual([]);
      }),
      { numRuns: runs(40) },
    );
  }, 120_000);
});

/** Each button that there is, about `alpha`, its posts and its articles. */
function dataOf({ keys, posts, stage }: TwoChannels): string[] {
  const now = stage.clock.now().getTime();
  const moment = now.toString(36);
  const seconds = Math.floor(now / 1_000);
  const ofArticles = articleActions.flatMap((action) =>
    [keys['stands'], keys['shared'], keys['held']].flatMap((key) => [
      `${action}:${key}`,
      `${action}:${key}:*`,
      `${action}:${key}:alpha`,
    ]),
  );
  const ofPosts = [
    ...[posts['first'], posts['second'], posts['timed']].flatMap((id) => [
      `now:${id}`,
      `drop:${id}:0`,
      `up:${id}:0`,
    ]),
    ...['there', 'again', 'drop'].map((choice) => `uncertain:${posts['doubt']}:${choice}`),
    ...['post', 'drop', 'later'].flatMap((choice) => [
      `ask:${posts['asked']}:1:${choice}`,
      `ask:${posts['asked']}:1:${choice}:card`,
    ]),
    `anew:${posts['stands']}:1`,
    `move:${posts['timed']}:${Date.parse('2026-11-24T13:00:00Z')}:${now + 60_000}`,
  ];
  return [
    ...ofArticles,
    ...ofPosts,
    ...['postat', 'postyesat'].flatMap((action) =>
      [keys['stands'], keys['shared']].map(
        (key) => `${action}:${key}:alpha:${(Math.floor(now / 60_000) + 60).toString(36)}`,
      ),
    ),
    'queue:0:alpha',
    'new:post:1:1',
    'new:drop:1:1',
    'new:on:1:1:alpha',
    'unlink:alpha:site',
    'approve:alpha',
    `digest:alpha:${seconds}`,
    `dropold:alpha:${moment}`,
    `dropsec:alpha:0123456789:${moment}`,
    `retry:${(seconds + 1).toString(36)}:alpha`,
    `retry:${(seconds + 1).toString(36)}:*`,
    'resumeall',
    'chat:alpha:-1009:ours',
    'chat:alpha:-1009:strange',
    `latest:0:5:${moment}:c-alpha`,
    'find:1',
    'log:0:25',
    'log:1000:25',
    `burst:${moment}:drop`,
    'draft:1:1:post',
    'draft:1:1:drop',
    'sources:show:none',
    'sources:pause:none',
    'brake:none:lift',
    ...['show', 'all', 'only:alpha', 'give:alpha', 'cut:beta', 'remove', 'removeyes'].map(
      (action) => `editor:${editorId}:${action}`,
    ),
    'no',
    `no:${ownerId}`,
    `no:${editorId}9`,
  ];
}
