import { request } from 'node:http';
import { InputFile } from 'grammy';
import type { WrittenArticle } from '../../../src/sandbox/http/server.ts';
import { describe, expect, test } from 'vitest';
import { ask, bot, channel, person, refusal, sandboxes } from '../../stage/sandboxes.ts';

const start = sandboxes();

function post(body: object, headers: Record<string, string> = {}) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

test('the state is what the page needs', async () => {
  const { sandbox, api } = await start();
  await api.sendMessage(channel, '<a href="https://x.kz/1">x</a>', {
    parse_mode: 'HTML',
    disable_notification: true,
    link_preview_options: { prefer_large_media: true },
  });
  await api.sendPhoto(channel, 'https://x.kz/a.jpg', { reply_parameters: { message_id: 1 } });
  const { answer } = await ask(sandbox, '/sandbox/state');
  expect(answer).toMatchObject({
    bot: { username: 'first_bot', firstName: 'First' },
    viewer: { id: person, firstName: 'Aigul' },
    chats: [
      { id: person, type: 'private', messages: [] },
      {
        id: channel,
        username: 'khabarshy_kk',
        messages: [
          {
            id: 1,
            silent: true,
            from: null,
            preview: { url: 'https://x.kz/1', large: true },
            edit_date: null,
          },
          { id: 2, photo: { src: null, seed: 'https://x.kz/a.jpg' }, reply_to: { id: 1, text: 'x' } },
        ],
      },
    ],
  });
});

test('another process can write, press, post and break', async () => {
  const { sandbox, api } = await start();
  expect(await ask(sandbox, '/sandbox/send', post({ chat_id: person, text: '/help' }))).toMatchObject({
    status: 200,
  });
  await ask(sandbox, '/sandbox/people/post', post({ chat_id: channel, text: 'ours' }));
  await ask(sandbox, '/sandbox/press', post({ chat_id: channel, message_id: 1, callback_data: 'x' }));
  expect(await api.getUpdates()).toMatchObject([
    { message: { text: '/help' } },
    { channel_post: { text: 'ours' } },
    { callback_query: { data: 'x', from: { id: person } } },
  ]);
  await ask(
    sandbox,
    '/sandbox/faults',
    post({ method: 'sendMessage', kind: '429', retry_after: 3, times: 1 }),
  );
  expect(await refusal(api.sendMessage(channel, 'x'))).toBe('429 Too Many Requests: retry after 3');
  const { answer } = await ask(sandbox, '/sandbox/requests');
  expect(answer).toMatchObject({
    requests: [{ method: 'getUpdates' }, { method: 'sendMessage', status: 429, fault: '429' }],
  });
});

const written = {
  headline: ' Ours ',
  language: 'kk',
  url: 'https://example.kz/1',
  urgency: 2,
  picture: true,
};

test('the page shows the zone and the commands of the bot, and an article of the viewer reaches the newsroom', async () => {
  const { sandbox, api } = await start();
  const articles: WrittenArticle[] = [];
  expect(await ask(sandbox, '/sandbox/articles', post(written))).toMatchObject({ status: 409 });
  await api.setMyCommands([{ command: 'start', description: 'For everybody' }]);
  await api.setMyCommands([{ command: 'start', description: 'Баршаға' }], { language_code: 'kk' });
  const head = async () => (await ask(sandbox, '/sandbox/state')).answer;
  expect(await head()).toMatchObject({
    commands: [{ command: 'start', description: 'Баршаға' }],
    timeZone: null,
    articleLanguages: null,
    hasNewsSite: false,
  });
  await api.setMyCommands([{ command: 'queue', description: 'What waits' }], {
    scope: { type: 'chat', chat_id: person },
  });
  const publish = async (article: WrittenArticle) => void articles.push(article);
  sandbox.setNewsroom({ timeZone: 'Asia/Almaty', languages: ['kk', 'ru'], publish, ownPage: null });
  expect(await head()).toMatchObject({
    commands: [{ command: 'queue' }],
    timeZone: 'Asia/Almaty',
    articleLanguages: ['kk', 'ru'],
    hasNewsSite: false,
  });
  expect(await ask(sandbox, '/sandbox/articles', post(written))).toMatchObject({ status: 200 });
  expect(articles).toEqual([
    {
      headline: 'Ours',
      summary: null,
      language: 'kk',
      url: 'https://example.kz/1',
      urgency: 2,
      hasPicture: true,
    },
  ]);
  const wrong = [
    { headline: ' \n' },
    { language: 'de' },
    { url: 'javascript:alert(1)' },
    { url: 'news' },
    { urgency: 9 },
    { urgency: '2' },
  ];
  for (const change of wrong) {
    const answer = await ask(sandbox, '/sandbox/articles', post({ ...written, ...change }));
    expect([change, answer.status]).toEqual([change, 400]);
  }
  expect(articles).toHaveLength(1);
});

test.each<[string, string, object]>([
  ['a fault of no known kind', '/sandbox/faults', { kind: 'x' }],
  ['a text that is none', '/sandbox/send', { text: 7 }],
  ['a chat that is not there', '/sandbox/people/post', { chat_id: 1, text: 'x' }],
])('%s is refused with a reason', async (_name, path, body) => {
  const { sandbox } = await start();
  expect(await ask(sandbox, path, post(body))).toMatchObject({
    status: 400,
    answer: { error: expect.any(String) },
  });
});

/** fetch does not let these headers be set. */
function statusOf(url: string, method: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end(method === 'POST' ? JSON.stringify({ chat_id: person, text: 'x', ...written }) : undefined);
  });
}

const json = { 'content-type': 'application/json' };

describe('what a web page could send through a browser', () => {
  test.each<[string, string, number, Record<string, string>]>([
    ['a name that points here (DNS rebinding)', 'GET', 403, { host: 'evil.example' }],
    ['another machine that asks by address', 'GET', 200, { host: '192.168.1.5:8080' }],
    ['the same with IPv6', 'GET', 200, { host: '[fe80::1]:8080' }],
    ['a name in brackets', 'GET', 403, { host: '[evil.example]' }],
    ['a name that was given at the start', 'GET', 200, { host: 'Newsroom.test:8080' }],
    ['another page', 'POST', 403, { origin: 'http://evil.example', ...json }],
    ['a page without an origin of its own', 'POST', 403, { origin: 'null', ...json }],
    ['another page that only reads', 'GET', 403, { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', 'GET', 403, { 'sec-fetch-site': 'same-site' }],
    ['an address that was typed', 'GET', 200, { 'sec-fetch-site': 'none' }],
    ['nobody suspicious', 'POST', 200, json],
  ])(
    '%s (%s) gets %i from the control, the Bot API and downloads',
    async (_name, method, status, headers) => {
      const { sandbox, api } = await start({ hostNames: ['newsroom.test'] });
      const { document } = await api.sendDocument(channel, new InputFile(Buffer.from('x'), 'x.txt'));
      const control = method === 'GET' ? '/sandbox/state' : '/sandbox/send';
      const paths = [
        control,
        `/bot${bot.token}/getMe`,
        `/file/bot${bot.token}/documents/${document.file_id}`,
      ];
      if (method === 'POST') paths.push('/sandbox/articles');
      sandbox.setNewsroom({
        timeZone: 'UTC',
        languages: ['kk'],
        publish: () => Promise.resolve(),
        ownPage: null,
      });
      for (const path of paths) {
        expect([path, await statusOf(`${sandbox.url}${path}`, method, headers)]).toEqual([path, status]);
      }
    },
  );

  test('a form does not reach the control', async () => {
    const { sandbox } = await start();
    expect(await statusOf(`${sandbox.url}/sandbox/send`, 'POST', { 'content-type': 'text/plain' })).toBe(415);
  });
});

test('what happens is told at once, and what was missed is told again', async () => {
  const { sandbox, api } = await start();
  const follow = async (headers: Record<string, string>, count: number) => {
    const { body } = await fetch(`${sandbox.url}/sandbox/events`, { headers });
    if (body === null) throw new Error('no stream');
    let read = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      read += chunk;
      if (read.split('\ndata: ').length > count) break;
    }
    return [...read.matchAll(/id: (\d+)\nevent: (\w+)\ndata: (.*)/g)].map(([, id, kind, data]) => ({
      id: Number(id),
      kind,
      data: JSON.parse(data ?? ''),
    }));
  };
  await api.sendMessage(channel, 'x');
  await api.editMessageText(channel, 1, 'y');
  await api.deleteMessage(channel, 1);
  const all = await follow({ 'last-event-id': '0' }, 5);
  expect(all.map(({ kind }) => kind)).toEqual(['chat', 'chat', 'message', 'edit', 'delete']);
  const [, , posted] = all;
  expect(posted?.data).toMatchObject({ chat_id: channel, message: { id: 1, text: 'x' } });
  const missed = await follow({ 'last-event-id': String(posted?.id) }, 2);
  expect(missed.map(({ kind }) => kind)).toEqual(['edit', 'delete']);
});

test('the page may load nothing but its own files', async () => {
  const { sandbox } = await start();
  for (const path of ['/', '/page.css', '/page.js', '/bubble.js', '/icon.svg']) {
    const { status, headers } = await fetch(`${sandbox.url}${path}`);
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  expect((await fetch(`${sandbox.url}/../server.ts`)).status).toBe(404);
});
