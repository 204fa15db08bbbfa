/**
 * What somebody probably meant by a value that is not understood: a value in the quotes of a shell, an address of
 * t.me instead of a name, a name without its sign, the number of a channel without its -100, a word in capitals.
 * @returns null: nothing comes to mind.
 */
export function likelyValue(seen: string, isValid: (value: string) => boolean): string | null {
  const bare = withoutQuotes(seen.trim());
  return (
    [bare, ...chatsOf(bare), bare.toLowerCase()].find((value) => value !== seen && isValid(value)) ?? null
  );
}

/** `docker --env-file` keeps the quotes around a value. */
export function withoutQuotes(text: string): string {
  return /^(?<quote>["'`])(?<inner>.*)\k<quote>$/su.exec(text)?.groups?.['inner']?.trim() ?? text;
}

function chatsOf(text: string): string[] {
  const [, name = text] =
    /^(?:https?:\/\/)?(?:www\.)?(?:t|telegram)\.me\/(?:s\/)?([A-Za-z]\w+)(?:[/?].*)?$/u.exec(text) ?? [];
  const [, inside] = /^(?:https?:\/\/)?t\.me\/c\/(\d+)/u.exec(text) ?? [];
  const digits = inside ?? /^-?(\d{9,13})$/u.exec(text)?.[1];
  const numbers =
    digits === undefined
      ? []
      : digits.startsWith('100') && digits.length > 11
        ? [`-${digits}`]
        : [`-100${digits}`];
  return [...numbers, `@${name.replace(/^@/u, '')}`];
}

/** A mistake that is typical of the addresses of databases. The password itself is never shown. */
export function adviceOnDatabase(seen: string): string | null {
  if (withoutQuotes(seen) !== seen) return 'you probably mean the same without the quotes around it';
  const isAddress = /^postgres(?:ql)?:\/\//u.test(seen);
  const [, password = ''] = /^[a-z]+:\/\/[^:@/]*:(.*)@[^@]*$/u.exec(seen) ?? [];
  const special = [...new Set(password.match(/[@#/?%:]/gu))].filter((sign) => sign !== '%');
  if (!isAddress || special.length === 0) return null;
  const written = special.map((sign) => `${encodeURIComponent(sign)} for ${sign}`).join(', ');
  return `the password has special characters; write ${written}`;
}
