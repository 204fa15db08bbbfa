import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox, type SeenMessage } from '../../src/sandbox/http/server.ts';
import { systemClock } from '../../src/time/clock.ts';
import { AppStage, headlines } from '../stage/app-stage.ts';
import { Newsroom } from '../stage/newsroom.ts';
import { startProgram } from '../stage/program.ts';

const news = {
  token: '5001:news-token-that-must-never-show',
  id: 5001,
  username: 'news_bot',
  firstName: 'News',
};
const sport = {
  token: '5002:sport-token-that-must-never-show',
  id: 5002,
  username: 'sport_bot',
  firstName: 'Sport',
};
const third = {
  token: '5003:third-token-that-must-never-show',
  id: 5003,
  username: 'third_bot',
  firstName: 'Third',
};

const [newsOwner, sportOwner, bothOwner, editor] = [701, 702, 703, 704];

const chats = {
  kk: -1_001_000_000_011,
  en: -1_001_000_000_012,
  games: -1_001_000_000_013,
  chess: -1_001_000_000_014,
};

/** Two bots with two channels each. `en` and `games` take the same articles. */
const usual = {
  bots: [
    `{ name: news, token: "\${NEWS_TOKEN}", owners: [${newsOwner}, ${bothOwner}] }`,
    `{ name: sport, token: "\${SPORT_TOKEN}", owners: [${sportOwner}, ${bothOwner}] }`,
  ],
  channels: {
    kk: 'bot: news, language: kk',
    en: 'bot: news, language: en',
    games: 'bot: sport, language: en',
    chess: 'bot: sport, language: ru',
  } as Record<string, string>,
};

class TwoBots extends AppStage {
  static async set(): Promise<TwoBots> {
    const sandbox = await startSandbox({ bots: [news, sport, third] });
    for (const [name, id] of Object.entries(chats))
      sandbox.addChat({ id, type: 'channel', title: name, username: `two_${name}` });
    for (const id of [newsOwner, sportOwner, bothOwner, editor]) {
      sandbox.addUser({ id, firstName: `Person ${id}`, languageCode: 'en' });
      for (const bot of [news, sport, third]) sandbox.privateChat(id, bot.id);
    }
    const settings = { NEWS_TOKEN: news.token, SPORT_TOKEN: sport.token, THIRD_TOKEN: third.token };
    const stage = new TwoBots(
      sandbox,
      { ...settings, CORRECTION_DELAY: '0', SETTLE_TIME: '300ms' },
      systemClock,
    );
    stage.settings['DATABASE_URL'] = `sqlite:${join(stage.folder, 'news.db')}`;
    stage.write();
    return stage;
  }

  write(bots = usual.bots, channels = usual.channels): void {
    const entries = Object.entries(channels).map(
      ([name, rest]) => `  - { id: "@two_${name}", name: ${name}, ${rest} }\n`,
    );
    const text = `bots:\n${bots.map((bot) => `  - ${bot}\n`).join('')}channels:\n${entries.join('')}`;
    writeFileSync(join(this.folder, 'channels.yaml'), text);
  }

  /** Publishes, and waits until it stands in these channels. */
  async posted(id: string, names: readonly (keyof typeof chats)[], language = 'en'): Promise<void> {
    await this.save({ id, url: `https://news.kz/${id}`, language, headline: `Headline ${id}` });
    await this.until(() => {
      for (const name of names) expect(this.lines(chats[name])).toContain(`Headline ${id}`);
      expect(this.posts(id).filter(({ state }) => state === 'sent')).toHaveLength(names.length);
    });
  }

  posts(id: string): { channel: string; state: string; id: number }[] {
    const database = new SqliteDatabase(join(this.folder, 'news.db'), { timeout: 5_000 });
    try {
      const query = database.prepare(
        'select channel, state, id from posts where article_id = ? order by channel',
      );
      return query.all(id) as { channel: string; state: string; id: number }[]; // the columns above
    } finally {
      database.close();
    }
  }

  /** Everything that somebody else's editors must not be able to change. */
  everything(): unknown {
    const database = new SqliteDatabase(join(this.folder, 'news.db'), { timeout: 5_000 });
    try {
      const rows = ['posts', 'channels', 'audit'].map((table) =>
        database.prepare(`select * from ${table}`).all(),
      );
      return rows;
    } finally {
      database.close();
    }
  }

  chatWith(person: number, bot: { id: number }): number {
    return this.sandbox.privateChat(person, bot.id);
  }

  /** Everything that a bot said to a person. */
  said(person: number, bot: { id: number }): string[] {
    return this.sandbox
      .messages(this.chatWith(person, bot))
      .filter(({ botId }) => botId === bot.id)
      .map(({ text }) => text);
  }

  /** Says something to a bot. @returns its answer. */
  async say(text: string, person: number, bot: { id: number }): Promise<SeenMessage> {
    const chatId = this.chatWith(person, bot);
    const { id } = this.sandbox.userSends(person, person, text, { botId: bot.id });
    const answer = () =>
      this.sandbox.messages(chatId).find((message) => message.id > id && message.botId === bot.id);
    await this.until(() => expect(answer()).toBeDefined());
    return answer() as SeenMessage; // just seen
  }

  /** @returns what the person who pressed was told. */
  async press(data: string, person: number, bot: { id: number }, message?: SeenMessage): Promise<string> {
    const chatId = this.chatWith(person, bot);
    const id =
      message?.id ?? this.sandbox.messages(chatId).findLast(({ botId }) => botId === bot.id)?.id ?? 0;
    const query = this.sandbox.userPresses(person, chatId, id, data);
    const answer = () => this.sandbox.answers.find(({ queryId }) => queryId === query);
    await this.until(() => expect(answer()).toBeDefined());
    return answer()?.text ?? '';
  }
}

let stage: TwoBots;
beforeEach(async () => {
  stage = await TwoBots.set();
});

function dataOf(message: SeenMessage, start: string): string {
  const buttons = (message.keyboard ?? []).flat() as { callback_data?: string }[]; // as it was sent
  return buttons.find(({ callback_data: data }) => data?.startsWith(start))?.callback_data ?? `no ${start}`;
}

test('each bot posts to its channels, and its desk sees and commands nothing else', async () => {
  const run = await stage.start();
  await stage.posted('shared', ['en', 'games']);
  const botsIn = (name: keyof typeof chats) => stage.sandbox.messages(chats[name]).map(({ botId }) => botId);
  expect([botsIn('en'), botsIn('games')]).toEqual([[news.id], [sport.id]]);
  const seen = async (text: string) => [
    (await stage.say(text, newsOwner, news)).text,
    (await stage.say(text, sportOwner, sport)).text,
  ];
  for (const command of ['/status', '/queue', '/latest', '/find shared']) {
    const [ofNews = '', ofSport = ''] = await seen(command);
    expect([command, ofNews.includes('games') || ofNews.includes('chess')]).toEqual([command, false]);
    expect([command, /\bkk\b|\ben:/.test(ofSport)]).toEqual([command, false]);
  }
  // An owner of one bot is a stranger to the other, whatever is written or pressed.
  expect((await stage.say('/status', sportOwner, news)).text).toContain('Your Telegram ID is 702');
  expect((await stage.say('/pause games', newsOwner, news)).text).toContain('games');
  expect((await stage.say('/pause games', newsOwner, news)).text).toContain('kk, en');
  await stage.say('/pause', newsOwner, news);
  const status = (await stage.say('/status', sportOwner, sport)).text;
  expect(status).toContain('All is well');
  await stage.say('/pause games', sportOwner, sport);
  await stage.save({ id: 'queued', url: 'https://news.kz/q', language: 'en', headline: 'Headline q' });
  await stage.until(() => expect(stage.posts('queued')).toHaveLength(2));
  const foreign = [...stage.posts('shared'), ...stage.posts('queued')]
    .filter(({ channel }) => channel === 'games')
    .map(({ id }) => id);
  const before = stage.everything();
  for (const data of [
    ...foreign.flatMap((id) => [
      `now:${id}:0`,
      `drop:${id}:0`,
      `uncertain:${id}:drop`,
      `ask:${id}:1:drop:card`,
      `anew:${id}:1`,
    ]),
    'queue:0:games',
    'approve:games',
    'chat:games:-1001000000099:ours',
    'dropold:games:zzzzzzzz',
    'retry:zzzzzz:games',
    'digest:games:1',
    'post:1:games',
    'postyes:1:games',
    'preview:1:games',
  ])
    await stage.press(data, newsOwner, news);
  expect(stage.everything()).toEqual(before);
  expect(stage.posts('shared')).toMatchObject([{ state: 'sent' }, { channel: 'games', state: 'sent' }]);
  await stage.say('/resume', newsOwner, news);
  await stage.say('/resume', sportOwner, sport);
  // Editors, and what they did, belong to one bot.
  await stage.say(`/editors add ${editor}`, newsOwner, news);
  expect((await stage.say('/editors', sportOwner, sport)).text).not.toContain(String(editor));
  expect((await stage.say('/status', editor, news)).text).toContain('kk');
  expect((await stage.say('/status', editor, sport)).text).toContain('Your Telegram ID is 704');
  expect((await stage.say('/log', newsOwner, news)).text).toContain(String(editor));
  expect((await stage.say('/log', sportOwner, sport)).text).not.toContain(String(editor));
  expect((await stage.say('/backup', newsOwner, news)).text).toContain('all bots');
  for (const { token } of [news, sport]) expect(run.output()).not.toContain(token);
}, 60_000);

test('/kill kills the posts of one bot, and cancels the article only for somebody who commands all of them', async () => {
  await stage.start();
  await stage.posted('a', ['en', 'games']);
  const question = await stage.say('/kill a', newsOwner, news);
  expect(question.text).toContain('in your channels');
  expect(await stage.press(dataOf(question, 'killyes'), newsOwner, news, question)).toContain(
    'will be deleted',
  );
  await stage.until(() => expect(stage.lines(chats.en)).toEqual([]));
  expect(stage.lines(chats.games)).toEqual(['Headline a']);
  // A change of the article does not bring it back, and nobody but the others' people can hold it.
  await stage.save({ id: 'a', url: 'https://news.kz/a', language: 'en', headline: 'Headline a, changed' });
  await stage.until(() => expect(stage.lines(chats.games)).toEqual(['Headline a, changed']));
  expect(stage.lines(chats.en)).toEqual([]);
  expect((await stage.say('/hold a', newsOwner, news)).text).toContain('channels that you do not command');
  const whole = await stage.say('/kill a', bothOwner, news);
  expect(whole.text).not.toContain('this bot');
  await stage.press(dataOf(whole, 'killyes'), bothOwner, news, whole);
  await stage.until(() => expect(stage.lines(chats.games)).toEqual([]));
  expect((await stage.say('/post a', newsOwner, news)).text).toMatch(/canceled/);
}, 60_000);

test('a bot whose token is revoked stops alone, and an owner of both hears it from the other', async () => {
  const run = await stage.start();
  await stage.posted('a', ['en', 'games']);
  stage.sandbox.revokeToken(sport.id);
  await stage.save({ id: 'b', url: 'https://news.kz/b', language: 'en', headline: 'Headline b' });
  await run.waitForLine(({ msg, bot }) => msg.includes('does not accept the token') && bot === 'sport');
  await stage.until(() => expect(stage.lines(chats.en)).toContain('Headline b'));
  await stage.until(() =>
    expect(stage.said(bothOwner, news).join()).toContain('does not accept the token of the bot “sport”'),
  );
  expect(stage.said(newsOwner, news).join()).not.toContain('sport');
  const health = await run.app.health();
  expect(health).toMatchObject({ isWell: false, troubles: [{ bot: 'sport', key: 'token' }] });
  expect(stage.posts('b')).toMatchObject([{ state: 'sent' }, { channel: 'games', state: 'ready' }]);
  // With another bot's token its channels go on. What the old bot posted is changed by hand.
  await run.stop();
  stage.settings['SPORT_TOKEN'] = third.token;
  await stage.start();
  await stage.until(() => expect(stage.lines(chats.games)).toEqual(['Headline a', 'Headline b']));
  expect(stage.sandbox.messages(chats.games).at(-1)).toMatchObject({ botId: third.id });
  await stage.until(() =>
    expect(stage.said(sportOwner, third).join()).toContain('Another bot sent what stands there'),
  );
}, 60_000);

describe('a channel that has another bot', () => {
  test('gets new posts by it, and editors get the links of old ones that have to be changed', async () => {
    const run = await stage.start();
    await stage.posted('a', ['en', 'games']);
    await stage.posted('b', ['en', 'games']);
    await run.stop();
    stage.write(usual.bots, { ...usual.channels, games: 'bot: news, language: en' });
    await stage.start();
    const before = stage.sandbox.messages(chats.games);
    await stage.posted('c', ['en', 'games']);
    expect(stage.sandbox.messages(chats.games).at(-1)).toMatchObject({ botId: news.id });
    await stage.save({ id: 'a', url: 'https://news.kz/a', language: 'en', headline: 'Headline a, changed' });
    const told = () => stage.said(newsOwner, news).filter((text) => text.includes('another bot sent it'));
    await stage.until(() => expect(told().join()).toContain('https://t.me/two_games/1'));
    const question = await stage.say('/kill b', bothOwner, news);
    await stage.press(dataOf(question, 'killyes'), bothOwner, news, question);
    await stage.until(() => expect(told().join()).toContain('https://t.me/two_games/2'));
    await stage.until(() =>
      expect(headlines(stage.lines(chats.en))).toEqual(['Headline a, changed', 'Headline c']),
    );
    expect(stage.sandbox.messages(chats.games).slice(0, 2)).toEqual(before);
    expect(told()).toHaveLength(2);
    const moved = stage.said(newsOwner, news).filter((text) => text.includes('I post to games from now on'));
    expect(moved).toHaveLength(1);
    expect(moved[0]).toContain('2 posts');
  }, 60_000);
});

test('SIGHUP takes bots that come, go and change, with their tokens', async () => {
  const { NEWS_TOKEN: _news, SPORT_TOKEN: _sport, THIRD_TOKEN: _third, ...env } = stage.settings;
  const writeTokens = (ofSport: string) =>
    writeFileSync(join(stage.folder, '.env'), `NEWS_TOKEN=${news.token}\nSPORT_TOKEN=${ofSport}\n`);
  writeTokens(sport.token);
  const program = startProgram(env, stage.folder);
  onTestFinished(async () => void (await program.stop('SIGKILL')));
  await program.waitForLine(({ msg }) => msg === 'running');
  const newsroom = new Newsroom(join(stage.folder, 'news.db'));
  onTestFinished(() => newsroom.close());
  newsroom.insert({ id: 'a', headline: 'Headline a', language: 'en' });
  await stage.until(() => expect([stage.lines(chats.en), stage.lines(chats.games)].flat()).toHaveLength(2));
  writeTokens(third.token);
  stage.write([usual.bots[0]?.replace('name: news', 'name: paper') ?? '', usual.bots[1] ?? ''], {
    ...usual.channels,
    kk: 'bot: sport, language: kk',
    en: 'bot: paper, language: en',
  });
  process.kill(program.pid, 'SIGHUP');
  const { changes } = await program.waitForLine(({ msg }) => msg === 'the settings were read anew');
  expect(changes).toEqual([
    'bot paper comes',
    'bot sport changes',
    'bot news goes',
    'channel kk changes',
    'channel en changes',
  ]);
  newsroom.insert({ id: 'b', headline: 'Headline b', language: 'en' });
  newsroom.insert({ id: 'c', headline: 'Headline c', language: 'kk' });
  const lastIn = (name: keyof typeof chats) => stage.sandbox.messages(chats[name]).at(-1);
  await stage.until(() => {
    expect(lastIn('en')).toMatchObject({ botId: news.id, id: 2 });
    expect(lastIn('games')).toMatchObject({ botId: third.id, id: 2 });
    expect(lastIn('kk')).toMatchObject({ botId: third.id });
  });
  expect(program.output()).not.toContain('token-that-must-never-show');
  expect(await program.stop()).toBe(0);
}, 60_000);

test('one chat under two bots is refused, because each article would be posted there twice', async () => {
  stage.write(usual.bots, { ...usual.channels, games: 'bot: sport' });
  const file = join(stage.folder, 'channels.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"@two_games"', String(chats.en)));
  await expect(stage.start()).rejects.toThrow(
    /en and games .* are the same chat, of the bots news and sport/,
  );
}, 60_000);

test('a bot with another name and the same token keeps its editors and its posts', async () => {
  const run = await stage.start();
  await stage.posted('a', ['en', 'games']);
  await stage.say(`/editors add ${editor}`, sportOwner, sport);
  await run.stop();
  const bots = [usual.bots[0] ?? '', (usual.bots[1] ?? '').replace('name: sport', 'name: games')];
  stage.write(bots, {
    ...usual.channels,
    games: 'bot: games, language: en',
    chess: 'bot: games, language: ru',
  });
  await stage.start();
  expect((await stage.say('/status', editor, sport)).text).toContain('games');
  await stage.save({ id: 'a', url: 'https://news.kz/a', language: 'en', headline: 'Headline a, changed' });
  await stage.until(() => expect(stage.lines(chats.games)).toEqual(['Headline a, changed']));
}, 60_000);

test('what an editor wrote with one bot is posted by no other if it has files, and goes along when the bot is renamed', async () => {
  const run = await stage.start();
  const wait = () =>
    stage.sandbox.messages(stage.chatWith(bothOwner, news)).findLast(({ keyboard }) => keyboard !== null);
  const medium = { kind: 'photo' as const, file: 'https://img.example.kz/1.jpg' };
  stage.sandbox.userSends(bothOwner, bothOwner, '/new By hand', { botId: news.id, medium });
  await stage.until(() => expect(wait()?.text).toContain('Choose the channels.'));
  await stage.press('new:on:1:1:en', bothOwner, news, wait());
  expect(await stage.press('new:post:1:1', bothOwner, news, wait())).toContain('en: goes out now');
  await stage.until(() => expect(stage.lines(chats.en)).toEqual(['By hand']));
  expect((await stage.say('/post desk-1 games', bothOwner, sport)).text).toMatch(/belong to the bot news/);
  expect((await stage.say('/edit desk-1', bothOwner, sport)).text).toMatch(/written with the bot news/);
  // Buttons of one bot are nothing to another one.
  expect(await stage.press('new:post:1:1', bothOwner, sport)).toBe('This was posted or dropped already.');
  await run.stop();
  const bots = [(usual.bots[0] ?? '').replace('name: news', 'name: press'), usual.bots[1] ?? ''];
  stage.write(bots, {
    ...usual.channels,
    kk: 'bot: press, language: kk',
    en: 'bot: press, language: en',
  });
  await stage.start();
  expect((await stage.say('/edit desk-1', bothOwner, news)).text).toBe('By hand');
  expect(stage.lines(chats.games)).toEqual([]);
}, 60_000);
