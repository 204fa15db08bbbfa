import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Measures } from '../../src/measures.ts';
import { openStore } from '../../src/store/store.ts';
import { mayReadMetrics } from '../../src/web/access/metrics-access.ts';
import { Metrics } from '../../src/web/metrics.ts';
import { makeFolder } from '../stage/folder.ts';
import { promise } from '../stage/stored-posts.ts';

const token = 'a-token-of-sixteen-or-more';

/** Everything that can be counted, once. */
function counted(): Measures {
  const measures = new Measures();
  const bot = measures.of('main');
  bot.post('kk', 'sent', 'photo');
  bot.arrived('kk', { dueAt: new Date(0), promisedAt: new Date(500), sentAt: new Date(1_500) });
  bot.readBack('kk', 'found');
  bot.request('sendPhoto', 200, 0);
  bot.request('sendMessage', 429, 7);
  bot.request('sendMessage', null, 0);
  bot.lanes('taken');
  measures.sourcePolls.add(['read']);
  measures.queries.observe(['select'], 0.0003);
  return measures;
}

async function read(): Promise<string> {
  const store = await openStore(`sqlite:${makeFolder()}/news.db`);
  onTestFinished(() => store.close());
  await promise(store, 'a', { channel: 'kk' });
  const bots = [{ name: 'main', channels: ['kk'] }];
  const metrics = new Metrics({ measures: counted(), standings: store.standings, bots });
  onTestFinished(() => metrics.close());
  return metrics.read();
}

test('shows everything that is counted, in the form that Prometheus reads', async () => {
  const lines = (await read()).split('\n');
  expect(lines).toContain('# TYPE khabarshy_posts_total counter');
  for (const line of [
    'khabarshy_posts_total{bot="main",channel="kk",outcome="sent",kind="photo"} 1',
    'khabarshy_publication_to_channel_seconds_bucket{bot="main",channel="kk",le="1"} 0',
    'khabarshy_publication_to_channel_seconds_bucket{bot="main",channel="kk",le="2"} 1',
    'khabarshy_publication_to_channel_seconds_bucket{bot="main",channel="kk",le="+Inf"} 1',
    'khabarshy_publication_to_channel_seconds_sum{bot="main",channel="kk"} 1.5',
    'khabarshy_publication_to_channel_seconds_count{bot="main",channel="kk"} 1',
    'khabarshy_commit_to_channel_seconds_sum{bot="main",channel="kk"} 1',
    'khabarshy_queue_posts{bot="main",channel="kk",state="queued"} 1',
    'khabarshy_queue_posts{bot="main",channel="kk",state="uncertain"} 0',
    'khabarshy_read_back_total{bot="main",channel="kk",result="found"} 1',
    'khabarshy_telegram_requests_total{bot="main",method="sendPhoto",code="200"} 1',
    'khabarshy_telegram_requests_total{bot="main",method="sendMessage",code="none"} 1',
    'khabarshy_telegram_wait_seconds_total{bot="main"} 7',
    'khabarshy_lane_changes_total{bot="main",change="taken"} 1',
    'khabarshy_source_polls_total{outcome="read"} 1',
    'khabarshy_database_query_seconds_bucket{statement="select",le="0.0005"} 1',
  ])
    expect(lines).toContain(line);
  expect(lines.some((line) => /^khabarshy_memory_bytes\{kind="heapUsed"\} \d{7,}$/.test(line))).toBe(true);
});

test('the dashboard shows every metric, and none that does not exist', async () => {
  const dashboard = readFileSync(resolve(import.meta.dirname, '../../packaging/grafana.json'), 'utf8');
  const panels = JSON.stringify((JSON.parse(dashboard) as { panels: unknown }).panels);
  const namesIn = (text: string) =>
    new Set(
      [...text.matchAll(/\bkhabarshy_\w+/g)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, '')),
    );
  const known = [...(await read()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  expect([...namesIn(panels)].toSorted()).toEqual(known.toSorted());
});

describe('the metrics may be read', () => {
  const here = { host: '127.0.0.1', metricsToken: null, publicUrl: null };
  const elsewhere = { ...here, host: '0.0.0.0', metricsToken: token };
  const bearer = (given: string) => ({ authorization: `Bearer ${given}` });

  test.each([
    ['on this machine', here, {}, '127.0.0.1', true],
    ['on this machine by IPv6', { ...here, host: '::1' }, {}, '::1', true],
    ['on this machine, with a token that is not needed', { ...here, metricsToken: token }, {}, '::1', true],
    ['by a proxy on this machine', here, { 'x-forwarded-for': '203.0.113.7' }, '127.0.0.1', false],
    ['by a proxy that does not say so', { ...here, publicUrl: 'https://x.kz' }, {}, '127.0.0.1', false],
    ['from elsewhere', elsewhere, {}, '203.0.113.7', false],
    [
      'from elsewhere, where no token is set',
      { ...elsewhere, metricsToken: null },
      bearer(token),
      '::1',
      false,
    ],
    ['from elsewhere with a wrong token', elsewhere, bearer(`${token}x`), '203.0.113.7', false],
    ['from elsewhere with an empty token', elsewhere, { authorization: 'Bearer ' }, '203.0.113.7', false],
    ['from elsewhere with the token', elsewhere, bearer(token), '203.0.113.7', true],
    [
      'by a proxy with the token',
      { ...here, metricsToken: token },
      { via: '1.1 x', ...bearer(token) },
      '::1',
      true,
    ],
  ])('%s: %5$s', (_, access, headers, remoteAddress, isAllowed) => {
    expect(mayReadMetrics({ headers, socket: { remoteAddress } }, access)).toBe(isAllowed);
  });
});
