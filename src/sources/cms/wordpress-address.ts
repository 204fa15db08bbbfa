import type { Source } from '../../news/source.ts';

/** As many posts as WordPress gives at once. */
const mostPosts = 100;

/** Posts that were changed shortly before the newest one are asked for again, milliseconds. */
const overlapMs = 600_000;

/**
 * The address under which a source is asked. WordPress is asked for what was changed since the last look, the oldest
 * first, so that nothing is left out where more was changed than it gives at once; and at first for the newest.
 */
export function askedAddress({ mapping }: Source, address: string, changedAt: Date | null): string {
  if (mapping?.preset !== 'wordpress') return address;
  const url = new URL(address);
  const since = changedAt === null ? null : new Date(changedAt.getTime() - overlapMs);
  const usual: Record<string, string> = {
    _embed: '1',
    per_page: String(mostPosts),
    orderby: 'modified',
    order: since === null ? 'desc' : 'asc',
    ...(since === null ? {} : { modified_after: since.toISOString().replace(/\.\d+Z$/u, 'Z') }),
  };
  // What the settings say in the address counts.
  for (const [name, value] of Object.entries(usual))
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  return url.href;
}
