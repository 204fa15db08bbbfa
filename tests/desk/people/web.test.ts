import { expect, test } from 'vitest';
import { DeskStage, editorId, logChatId, ownerId } from '../../stage/desk-stage.ts';

/** A running program with its page on the next free port, and an editor. */
async function set(settings: Record<string, string> = {}): Promise<{ stage: DeskStage; url: string }> {
  const stage = await DeskStage.set();
  await stage.stop();
  const run = await stage.start({ HTTP_PORT: '', ...settings });
  const { url } = await run.waitForLine(({ msg }) => msg === 'the page is served');
  await stage.addEditor();
  return { stage, url: String(url) };
}

/** Presses the one button of the page of a link. @returns the cookie. */
async function enter(link: string): Promise<{ status: number; cookie: string }> {
  const { origin } = new URL(link);
  const answer = await fetch(link, { method: 'POST', redirect: 'manual', headers: { origin } });
  return { status: answer.status, cookie: answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '' };
}

async function statusOf(url: string, cookie: string): Promise<number> {
  return (await fetch(url, { headers: { cookie } })).status;
}

function linkIn(text: string): string {
  return /https?:\/\/\S+\/login\/[\w-]+/.exec(text)?.[0] ?? '';
}

test('/web sends a link to the person alone, and the page obeys the rights of the desk', async () => {
  const { stage, url } = await set();
  const answer = await stage.say('/web', editorId);
  expect(answer.text).toContain('works only on the machine on which I run, because PUBLIC_URL is not set');
  const link = linkIn(answer.text);
  expect(link.startsWith(url)).toBe(true);
  // Telegram looks at links for their previews.
  expect(await (await fetch(link)).text()).toContain('Log in as Boris?');
  const { cookie, status } = await enter(link);
  expect(status).toBe(303);
  expect((await enter(link)).status).toBe(410);
  expect(await statusOf(url, cookie)).toBe(200);
  const inGroup = await stage.say('/web', ownerId, { chatId: logChatId });
  expect(inGroup.text).toBe('I sent you the link in private.');
  expect(linkIn(stage.lines(logChatId).join('\n'))).toBe('');
  const own = await enter(linkIn(stage.sandbox.messages(ownerId).at(-1)?.text ?? ''));
  expect(await stage.say('/web revoke all', editorId)).toMatchObject({ text: 'Only owners can do this.' });
  expect((await stage.say('/web revoke', editorId)).text).toBe('✓ 1 session ended.');
  expect(await statusOf(url, cookie)).toBe(401);
  expect(await statusOf(url, own.cookie)).toBe(200);
  expect((await stage.say('/web revoke all')).text).toBe('✓ 1 session ended.');
  expect(await statusOf(url, own.cookie)).toBe(401);
  expect((await stage.say('/web end')).text).toContain('/web revoke all: ends the sessions of everybody');
  expect((await stage.say('/log')).text).toMatch(
    /Aigul: ended sessions of all.*\n.*Boris: ended sessions of 778/,
  );
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  expect(metrics).toMatch(
    /khabarshy_telegram_requests_total\{bot="main",method="sendMessage",code="200"\} \d/,
  );
  expect(metrics).toContain('khabarshy_lane_changes_total{bot="main",change="taken"} 1');
});

test('with a public address the link leads there, and Telegram can open the page within itself', async () => {
  const { stage } = await set({ PUBLIC_URL: 'https://desk.news.kz' });
  const { keyboard, text } = await stage.say('/web');
  expect(text).toContain('https://desk.news.kz/login/…');
  expect(JSON.stringify(keyboard)).toBe(
    '[[{"text":"Open in Telegram","web_app":{"url":"https://desk.news.kz/app/main"}}]]',
  );
});

test('without a page the bot says why', async () => {
  const stage = await DeskStage.set();
  expect((await stage.say('/web')).text).toBe('There is no page: HTTP_PORT is 0.');
});
