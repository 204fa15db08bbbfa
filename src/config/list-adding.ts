/** A further entry of a list in a settings file. */
export interface AddedEntry {
  /** Keys and values, as they stand in the file. */
  entry: Record<string, unknown>;
  /** One line behind the first key; absent: none. */
  comment?: string;
}

/**
 * The text of a settings file in YAML with further entries at the end of one of its lists. Everything that stands in it
 * stays, comments too.
 * @param text null: there is no file yet.
 * @param key the list, at the top of the file.
 */
export async function withEntries(
  text: string | null,
  key: string,
  added: readonly AddedEntry[],
): Promise<string> {
  const { isMap, isScalar, isSeq, parseDocument } = await import('yaml');
  const document = parseDocument(text ?? '', { merge: true });
  if (!isSeq(document.get(key))) document.set(key, document.createNode([]));
  for (const { comment, entry } of added) {
    const node = document.createNode(entry);
    const first = isMap(node) ? node.items[0]?.value : null;
    if (comment !== undefined && isScalar(first)) first.comment = ` ${comment.replaceAll(/\s+/gu, ' ')}`;
    document.addIn([key], node);
  }
  const list = document.get(key);
  // `sources: []` would go on in one line.
  if (isSeq(list)) list.flow = false;
  return document.toString({ lineWidth: 0 });
}
