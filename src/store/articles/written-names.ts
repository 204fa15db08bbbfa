import type { Kysely } from 'kysely';
import { writtenOf, type Written } from '../../news/written.ts';
import type { Tables } from '../schema.ts';

/**
 * A bot or a channel has another name in the settings now: what editors wrote by hand names it anew. Otherwise the files of
 * a post would be taken for those of another bot, and digests would leave the post out. Such articles are few.
 */
export async function renameInWritten(
  tx: Kysely<Tables>,
  what: 'bot' | 'channel',
  from: string,
  to: string,
): Promise<void> {
  const rows = await tx
    .selectFrom('articles')
    .select(['id', 'written'])
    .where('written', 'is not', null)
    .execute();
  for (const { id, written: json } of rows) {
    const written = json === null ? null : writtenOf(json);
    if (written === null || !namesOf(written, what).includes(from)) continue;
    const renamed: Written =
      what === 'bot'
        ? { ...written, bot: to }
        : { ...written, channels: written.channels.map((name) => (name === from ? to : name)) };
    await tx
      .updateTable('articles')
      .set({ written: JSON.stringify(renamed) })
      .where('id', '=', id)
      .execute();
  }
}

function namesOf({ bot, channels }: Written, what: 'bot' | 'channel'): readonly string[] {
  return what === 'bot' ? [bot] : channels;
}
