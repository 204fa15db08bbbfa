import { withEntries } from '../list-adding.ts';

/** What is written into the sources file of a new source. */
export interface AddedSource {
  url: string;
  name: string;
  section?: string;
  /** A section page without a feed. */
  kind?: 'page';
  /** The newsroom's own site. */
  own?: true;
  /** It may be on a private network. */
  private?: true;
}

/**
 * The text of a sources file with further sources at its end. Everything that stands in it stays, comments too.
 * @param text null: there is no file yet.
 */
export function withSources(text: string | null, added: readonly AddedSource[]): Promise<string> {
  return withEntries(
    text,
    'sources',
    added.map((source) => ({ entry: { ...source } })),
  );
}
