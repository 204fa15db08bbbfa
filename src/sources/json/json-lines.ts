const newline = 0x0a;

/** A line of a file: its number from 1, and its bytes; null when it is longer than allowed. */
export interface FileLine {
  number: number;
  bytes: Uint8Array | null;
}

/** Cuts a stream of bytes into lines, with never more than one line and one chunk in memory. */
export async function* splitFileLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<FileLine> {
  let number = 1;
  let pieces: Uint8Array[] = [];
  let pieceBytes = 0;
  const keep = (piece: Uint8Array) => {
    pieceBytes += piece.length;
    if (pieceBytes <= maxLineBytes) pieces.push(piece);
    else pieces = [];
  };
  const take = (): FileLine => {
    const bytes = pieceBytes > maxLineBytes ? null : Buffer.concat(pieces);
    pieces = [];
    pieceBytes = 0;
    return { number: number++, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (pieceBytes > 0) yield take();
}
