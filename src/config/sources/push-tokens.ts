/** What a program may do that pushes with a token: what it sends is posted, or waits for an editor. */
export const pushRights = ['post', 'draft'] as const;
export type PushRight = (typeof pushRights)[number];

/** A token with which a program may push articles. */
export interface PushToken {
  /** Short and unique: it stands in the log, and the token never does. */
  name: string;
  right: PushRight;
  token: string;
}

/** A shorter token could be guessed. */
export const fewestTokenLetters = 24;
const mostTokenLetters = 512;

/** Reads `cms:post:<token>,drafts:draft:<token>`. null: it is something else. */
export function parsePushTokens(text: string): PushToken[] | null {
  const tokens = text.split(',').map((part) => parseToken(part.trim()));
  const read = tokens.filter((token) => token !== null);
  const areDistinct =
    new Set(read.map(({ name }) => name)).size === read.length &&
    new Set(read.map(({ token }) => token)).size === read.length;
  return read.length === tokens.length && areDistinct ? read : null;
}

function parseToken(text: string): PushToken | null {
  const [, name = '', right = '', token = ''] =
    /^([a-z0-9][a-z0-9_-]{0,31}):([a-z]+):([!-~]+)$/u.exec(text) ?? [];
  const known = pushRights.find((each) => each === right);
  if (known === undefined || token.length < fewestTokenLetters || token.length > mostTokenLetters)
    return null;
  return { name, right: known, token };
}

/** The setting in a form that an error may show: names and rights, and the lengths of the tokens. */
export function veilPushTokens(text: string): string {
  const parts = text.split(',').map((part) => {
    const trimmed = part.trim();
    const [, named = ''] = /^([a-z0-9][a-z0-9_-]{0,31}:(?:post|draft):)/u.exec(trimmed) ?? [];
    return `${named}*** (${trimmed.length - named.length} characters)`;
  });
  return parts.join(',');
}
