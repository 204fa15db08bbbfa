import { expect, test } from 'vitest';
import { channels, DeskStage } from '../stage/desk-stage.ts';
import { runHere } from '../stage/command.ts';

const dayMs = 86_400_000;

test('old articles are deleted once a day, and by hand; their posts stand, and are not doubled', async () => {
  const stage = await DeskStage.set();
  await stage.posted('old');
  await stage.posted('corrected');
  await stage.stop();
  stage.settings['KEEP_ARTICLES'] = '31d';
  stage.clock.advance(33 * dayMs);
  const run = await stage.start();
  await stage.publish('corrected', { headline: 'Corrected late' });
  await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline old', 'Corrected late']));
  stage.clock.advance(10 * 60_000);
  await run.waitForLine(({ msg }) => msg === 'what was older than it is kept is deleted');
  expect(stage.rows('select id from articles')).toEqual([{ id: 'corrected' }]);
  // The newsroom's program writes it once more, and it is young by its date.
  await stage.publish('old');
  await stage.until(() =>
    expect(stage.rows('select id from articles where revision = planned_revision')).toHaveLength(2),
  );
  await stage.say('/status');
  expect(stage.lines(channels.en)).toEqual(['Headline old', 'Corrected late']);
  await stage.stop();

  const { DATABASE_URL = '' } = stage.settings;
  const given = (env: Record<string, string>) => ({ folder: stage.folder, env: { DATABASE_URL, ...env } });
  const unset = await runHere(['prune'], given({}));
  expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining('KEEP_ARTICLES=730d')]);
  // By the clock of this machine both are old or young; what counts is that nothing is deleted by a trial.
  const trial = await runHere(['prune', '--dry-run'], given({ KEEP_ARTICLES: '31d', KEEP_AUDIT: '31d' }));
  expect([trial.code, trial.stdout]).toEqual([
    0,
    expect.stringMatching(/^\d articles? and \d+ entr(y|ies) of the log would be/),
  ]);
  expect(stage.rows('select id from articles')).toHaveLength(2);
  const done = await runHere(['prune'], given({ KEEP_AUDIT: '31d' }));
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('0 articles and ')]);
});
