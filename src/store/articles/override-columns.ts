import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { OverrideField } from '../../news/override.ts';

/** Recognises what an override replaced. */
export function hashOf(text: string | null): string {
  return createHash('sha256')
    .update(text === null ? 'null' : `text ${text}`)
    .digest('hex')
    .slice(0, 32);
}

/** The override of a field, with the hash of what it replaced, as a column of a query on articles. */
export function overrideOf<Field extends OverrideField>(field: Field) {
  return sql<string | null>`(select replaced || ':' || value from overrides
    where overrides.article_id = articles.id and overrides.field = ${sql.lit(field)})`.as(
    `${field}_override` as const,
  );
}

/** What a field says: the editor's words, if the newsroom did not change its own since. */
export function overridden<Text extends string | null>(
  own: Text,
  override: string | null | undefined,
): Text | string {
  if (override == null) return own;
  const [replaced, value] = splitOnce(override);
  return replaced === hashOf(own) ? value : own;
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(':');
  return [text.slice(0, at), text.slice(at + 1)];
}
