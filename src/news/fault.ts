const faultKinds = [
  'bytes',
  'number',
  'nothing',
  'no list',
  'no label',
  'no media',
  'no post',
  'no number',
  'no status',
  'no moment',
] as const;

/** Why a row of the table of articles cannot be read: what one of its columns holds instead of what belongs there. */
export interface Fault {
  column: string;
  kind: (typeof faultKinds)[number];
}

export function isFaultKind(text: string): text is Fault['kind'] {
  return faultKinds.some((kind) => kind === text);
}
