import { expect, test } from 'vitest';
import { forEachEngine } from '../../stage/databases.ts';
import { PollerStage } from '../polling/poller-stage.ts';

const list = {
  body: '<article><h2><a href="/news/ferry-runs-again">The ferry runs again today</a></h2></article>',
};
const minuteMs = 60_000;

forEachEngine((engine) => {
  test('a section page of somebody else is asked for only if its robots.txt allows it', async () => {
    const stage = await PollerStage.open(engine);
    const { site } = stage;
    site.script('/news', list).script('/robots.txt', { body: 'User-agent: *\nDisallow: /news' });
    const source = stage.source({ kind: 'page', url: site.url('/news') });
    expect(await stage.result(source)).toBe('SOURCE_FORBIDDEN');
    expect(site.asked('/news')).toEqual([]);
    site.script('/robots.txt', { body: '' });
    stage.pass(25 * 60 * minuteMs);
    expect(await stage.result(source)).toBe('read');
    expect(await stage.headlines()).toEqual(['The ferry runs again today']);
  });

  test('a section page of the newsroom is asked for without it, and a page that is none keeps what is known', async () => {
    const stage = await PollerStage.open(engine);
    const { site } = stage;
    site.script('/news', list, { body: '<form><input type="password"></form>' }, list);
    const source = stage.source({ kind: 'page', url: site.url('/news'), isOwn: true });
    const results = [];
    for (let look = 0; look < 3; look += 1) {
      results.push(await stage.result(source));
      stage.pass(minuteMs);
    }
    expect(results).toEqual(['read', 'SOURCE_IS_NO_FEED', 'unchanged']);
    expect(site.asked('/robots.txt')).toEqual([]);
    expect(await stage.headlines()).toHaveLength(1);
  });
});
