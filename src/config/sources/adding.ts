/** What is written into the sources file of a new source. */
export interface AddedSource {
  url: string;
  name: string;
  section?: string;
}

/**
 * The text of a sources file with further sources at its end. Everything that stands in it stays, comments too.
 * @param text null: there is no file yet.
 */
export async function withSources(text: string | null, added: readonly AddedSource[]): Promise<string> {
  const { isSeq, parseDocument } = await import('yaml');
  const document = parseDocument(text ?? '', { merge: true });
  if (!isSeq(document.get('sources'))) document.set('sources', document.createNode([]));
  for (const source of added) document.addIn(['sources'], document.createNode({ ...source }));
  const list = document.get('sources');
  // `sources: []` would go on in one line.
  if (isSeq(list)) list.flow = false;
  return document.toString({ lineWidth: 0 });
}
