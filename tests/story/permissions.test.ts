import { expect, test } from 'vitest';
import { headlines, type Run } from '../stage/app-stage.ts';
import { MovableClock } from '../stage/movable-clock.ts';
import { ownerId, Stage, storyBot } from '../stage/story-stage.ts';

const groupId = -1_001_000_000_077;
const dayMs = 24 * 3_600_000;
const image_url = 'https://img.example.kz/a.jpg';

let stage: Stage;
let clock: MovableClock;

async function set(permissions: Record<string, boolean>): Promise<Run> {
  clock = new MovableClock('2026-11-24T07:00:00Z');
  stage = await Stage.set({ CHANNEL_ID: String(groupId), MAX_AGE: '0' }, {}, clock);
  stage.sandbox.addChat({ id: groupId, type: 'supergroup', title: 'Group' });
  stage.sandbox.restrict(groupId, storyBot.id, permissions);
  return stage.start();
}

/** The order of arrival is the order of the headlines. */
function publish(...articles: { id: string; image_url?: string }[]): void {
  const now = clock.now().getTime();
  stage.newsroom.insert(
    ...articles.map((article, place) => ({
      headline: article.id.toUpperCase(),
      published_at: new Date(now - 1_000 + place).toISOString(),
      ...article,
    })),
  );
}

const standing = () => stage.sandbox.messages(groupId);

async function stands(...expected: string[]): Promise<void> {
  await stage.until(() => {
    const kinds = standing().map(({ kind }) => kind);
    const seen = headlines(stage.texts(groupId)).map((headline, place) => `${headline} ${kinds[place]}`);
    expect(seen).toEqual(expected);
  });
}

const asked = (method: string) =>
  stage.sandbox.requests.filter((request) => request.method.toLowerCase() === method.toLowerCase()).length;

test('a chat that forbids photos gets texts; it is told once, over restarts, and tried again after a day', async () => {
  const run = await set({ can_send_photos: false });
  // Telegram tells the bot of its rights, and the photos are tried again because of that. It has to be over.
  stage.sandbox.userSends(ownerId, ownerId, '/status');
  await stage.until(() => expect(stage.told()).toHaveLength(2));
  const told = () => stage.told().slice(2);
  publish({ id: 'a', image_url }, { id: 'b', image_url }, { id: 'c' });
  await stands('A text', 'B text', 'C text');
  expect(asked('sendPhoto')).toBe(1);
  await stage.until(() => expect(told()).toHaveLength(1));
  expect(told()[0]).toContain('not enough rights to send photos');
  await run.stop();
  await stage.start();
  publish({ id: 'd', image_url });
  await stands('A text', 'B text', 'C text', 'D text');
  clock.advance(dayMs);
  publish({ id: 'e', image_url });
  await stands('A text', 'B text', 'C text', 'D text', 'E text');
  expect([asked('sendPhoto'), told().length]).toEqual([2, 1]);
  stage.sandbox.restrict(groupId, storyBot.id, {});
  clock.advance(dayMs + 1_000);
  publish({ id: 'f', image_url });
  await stands('A text', 'B text', 'C text', 'D text', 'E text', 'F photo');
  await stage.until(() => expect(told()).toHaveLength(2));
});

test('a chat that forbids texts gets pictures with the text as their caption; what has no picture waits', async () => {
  await set({ can_send_messages: false });
  publish({ id: 'a' }, { id: 'b', image_url }, { id: 'c' }, { id: 'd', image_url });
  await stands('B photo', 'D photo');
  await stage.until(() => expect(stage.told()).toHaveLength(1));
  expect(stage.told()[0]).toContain('not enough rights to send text messages');
  await stage.until(() => expect([stage.stateOf('a'), stage.stateOf('c')]).toEqual(['ready', 'promised']));
  clock.advance(dayMs);
  publish({ id: 'e', image_url });
  await stands('B photo', 'D photo', 'E photo');
  expect(stage.told()).toHaveLength(1);
  stage.sandbox.restrict(groupId, storyBot.id, {});
  clock.advance(dayMs + 1_000);
  await stands('B photo', 'D photo', 'E photo', 'A text', 'C text');
  await stage.until(() => expect(stage.told()).toHaveLength(2));
});

test('a channel without pictures shows them where texts are forbidden', async () => {
  clock = new MovableClock('2026-11-24T07:00:00Z');
  stage = await Stage.set({ CHANNEL_ID: String(groupId), IMAGES: 'none' }, {}, clock);
  stage.sandbox.addChat({ id: groupId, type: 'supergroup', title: 'Group' });
  stage.sandbox.setPermissions(groupId, { can_send_messages: false });
  await stage.start();
  publish({ id: 'a' }, { id: 'b', image_url });
  await stands('B photo');
  expect(standing()[0]?.text).toContain('B');
});

test('a chat that forbids everything is closed: nothing is lost, and all go out in order afterwards', async () => {
  const run = await set({ can_send_messages: false, can_send_photos: false });
  publish({ id: 'a' }, { id: 'b', image_url }, { id: 'c' });
  await run.waitForLine(({ msg }) => msg === 'Telegram refuses every post; the channel pauses');
  await stage.until(() => expect(stage.told()).toHaveLength(1));
  stage.sandbox.restrict(groupId, storyBot.id, {});
  clock.advance(3_600_000);
  await stands('A text', 'B photo', 'C text');
});

test('when the rights of the bot change, a forbidden kind is tried at once', async () => {
  await set({ can_send_messages: false });
  publish({ id: 'a' }, { id: 'b', image_url });
  await stands('B photo');
  await stage.until(() => expect(stage.told()).toHaveLength(1));
  stage.sandbox.restrict(groupId, storyBot.id, {});
  await stands('B photo', 'A text');
  expect(standing()[1]?.kind).toBe('text');
});
