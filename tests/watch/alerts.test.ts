import { describe, expect, test } from 'vitest';
import { Alerts } from '../../src/watch/alerts/alerts.ts';
import { troubleText } from '../../src/watch/alerts/trouble-text.ts';
import { LogChat } from '../../src/watch/log-chat.ts';
import { spokenLanguages, type SpokenLanguage } from '../../src/news/language.ts';
import { ownReasons } from '../../src/news/reasons.ts';
import { forEachEngine, openStage } from '../stage/databases.ts';
import { ModelClock } from '../stage/model-telegram.ts';
import { quietLog } from '../stage/quiet-log.ts';
import { ToldTelegram } from '../stage/told-telegram.ts';

const kinds = [
  'refused',
  'entities refused',
  'uncomposable',
  'uncertain',
  'stuck',
  'correction refused',
  'picture refused',
  'kill refused',
] as const;

function said(language: SpokenLanguage, facts: object): string {
  const notice = { kind: 'uncertain', channel: 'main', articleId: 'a-1', headline: 'A bridge', ...facts };
  const detail = JSON.stringify({ reason: ownReasons.protected, ...notice });
  const began = { beganAt: new Date(0), isTold: false, endedAt: null };
  return troubleText({ key: 'notice:uncertain:1', detail, ...began }, language);
}

describe('a notice about a post', () => {
  test.each(spokenLanguages)('names it as editors know it, whatever became of it: %s', (language) => {
    for (const kind of kinds) {
      expect(said(language, { kind })).toMatch(/^.{20,}\n\nA bridge\na-1 → main$/);
    }
  });

  test('that waited to be told since before 0.2.0 is told in the same words', () => {
    expect(said('en', { kind: 'held' })).toBe(said('en', { kind: 'uncertain' }));
  });

  test('about a digest, or an article that is gone', () => {
    const digest = said('ru', { articleId: null, headline: null });
    expect(digest).toMatch(/\n\nДайджест\nmain$/);
    expect(said('en', { headline: null })).toMatch(/\n\na-1 → main$/);
  });

  test('gives our own reasons in the reader’s language, and Telegram’s as they are', () => {
    for (const reason of Object.values(ownReasons)) {
      expect(said('ru', { reason, headline: 'Мост' })).not.toMatch(/[a-z]{4,} [a-z]{2,}/);
      expect(said('kk', { reason, headline: 'Көпір' })).not.toMatch(/[a-z]{4,} [a-z]{2,}/);
    }
    expect(said('kk', { reason: 'Bad Request: TOPIC_CLOSED' })).toContain(': Bad Request: TOPIC_CLOSED.');
  });

  test('so does the alert about a closed channel', () => {
    const began = { beganAt: new Date(0), isTold: false, endedAt: null };
    const closed = (detail: string) => troubleText({ key: 'channel:main', detail, ...began }, 'ru');
    expect(closed(ownReasons.upgraded)).toContain('main: группа стала супергруппой.');
    expect(closed('Forbidden: bot was kicked')).toContain('main: Forbidden: bot was kicked.');
  });

  test('of any length fits into a message', () => {
    expect(said('kk', { headline: '🌉'.repeat(2_000) }).length).toBeLessThan(1_000);
  });
});

forEachEngine((engine) => {
  test.each([
    ['for ever', 'content', 2],
    ['in words that may be about the bot', 'unknown', 3],
  ])('an alert that is refused %s keeps no other from being told', async (_, because, sends) => {
    const { store } = await openStage(engine);
    const clock = new ModelClock(new Date('2026-11-28T12:00:00Z'));
    const telegram = new ToldTelegram(clock);
    telegram.tell.send = (call) =>
      call === 0 ? { kind: 'refused', because, reason: 'Bad Request: WEIRD_CONTENT' } : undefined;
    const alerts = new Alerts(store.troubles, () => 'en', new LogChat(telegram), clock, quietLog);
    await store.troubles.begin('database', 'no space', new Date(0));
    await store.troubles.begin('settings', 'a mistake', new Date(1));
    for (let round = 0; round < 3; round += 1) {
      alerts.tell();
      await alerts.settled();
    }
    expect(telegram.told[0]).toContain('a mistake');
    expect(telegram.count('send')).toBe(sends);
  });

  test('after a 429 nothing is told until Telegram allows it', async () => {
    const { store } = await openStage(engine);
    const clock = new ModelClock(new Date('2026-11-28T12:00:00Z'));
    const telegram = new ToldTelegram(clock);
    telegram.tell.send = (call) => (call === 0 ? { kind: 'limited', retryAfterSeconds: 40 } : undefined);
    const alerts = new Alerts(store.troubles, () => 'en', new LogChat(telegram), clock, quietLog);
    const tell = async () => {
      alerts.tell();
      await alerts.settled();
      return telegram.count('send');
    };
    await store.troubles.begin('database', 'no space', new Date(0));
    expect(await tell()).toBe(1);
    clock.pass(39_999);
    expect(await tell()).toBe(1);
    clock.pass(1);
    expect(await tell()).toBe(2);
    expect(telegram.told[0]).toContain('no space');
  });
});
