import { expect, onTestFinished, test, vi } from 'vitest';
import { forEachEngine, type Newsroom } from '../stage/databases.ts';
import { channelId } from '../stage/story-stage.ts';
import { restoreOld } from './old-databases.ts';
import { setOldStage } from './old-stage.ts';

const headline = '&#171;Қайрат&#187; &lt;b&gt;жеңді&lt;/b&gt;';
const summary = '<p>Қайрат &quot;Ақсуды&quot; үйде 3:0 есебімен ұтты.</p>';

/** As 0.1.0 posted an article with HTML in its fields: word for word. */
async function writeStandingHtml(old: Newsroom): Promise<void> {
  const shown = `${headline}\n\n${summary}\n\nRead more\n\n#Court`;
  const html = shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const text = { html, shown };
  const link = 'https://news.example.kz/sent';
  const message = { photo: null, text, plain: shown, previewUrl: null, link };
  await old.run(
    "update articles set headline = ?, summary = ?, body = 'Ол – кеше болды.' where id = 'sent'",
    [headline, summary],
  );
  await old.run("update articles set planned_revision = revision where id = 'sent'");
  await old.run(
    "update posts set message = ?, revision = (select revision from articles where id = 'sent') where article_id = 'sent' and channel = 'main'",
    [JSON.stringify(message)],
  );
}

forEachEngine((engine) => {
  test('a post that shows HTML codes stays after an upgrade until something changes that it shows', async () => {
    const url = await restoreOld(engine);
    const newsroom = await engine.connect(url);
    onTestFinished(() => newsroom.close());
    await writeStandingHtml(newsroom);
    const stage = await setOldStage(url, newsroom);
    const standing = () => stage.sandbox.messages(channelId).find(({ id }) => id === 1);
    const before = standing();
    expect(before?.text).toContain(headline);
    const program = stage.launch();
    await program.waitForLine(({ msg }) => msg === 'running', 60_000);
    const changed = async (change: string): Promise<void> => {
      await newsroom.run(`update articles set ${change} where id = 'sent'`);
      await vi.waitFor(
        async () =>
          expect(
            await newsroom.rows(
              `select due_change, posts.revision = articles.revision as is_done from posts
               join articles on articles.id = article_id where article_id = 'sent' and channel = 'main'`,
            ),
          ).toEqual([{ due_change: null, is_done: engine.name === 'SQLite' ? 1 : true }]),
        { timeout: 30_000, interval: 50 },
      );
    };
    await changed(
      "author = 'A. Автор', urgency = 4, story_id = 'a-story', keywords = '[\"a\"]', image_credit = 'Someone', body = 'Ол – кеше болды. Келесі ойын жексенбіде.'",
    );
    expect(standing()).toEqual(before);
    await changed("summary = '<p>Қайрат &quot;Ақсуды&quot; үйде 4:0 есебімен ұтты.</p>'");
    expect(standing()?.text).toMatch(/^«Қайрат» жеңді\n\nҚайрат "Ақсуды" үйде 4:0 есебімен ұтты\./u);
    expect(await program.stop()).toBe(0);
  }, 120_000);
});
