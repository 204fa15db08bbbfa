/**
 * A bot token wherever it stands, also URL-encoded. There is no \b before it, because in `…/bot123:AAA` there
 * is no boundary between the "t" and the "1".
 */
const anyToken = /(?<!\d)\d{3,}(?::|%3A)[A-Za-z0-9_-]{15,}/gi;

/**
 * The password of any URL: `postgres://user:password@host`. A password may itself hold an `@`. What an error
 * expects, `<password>`, is none.
 */
const anyUrlPassword = /(:\/\/[^\s:@/"]*:)(?!<password>@)[^\s"/]+@/g;

/** The drivers also take a password among the parameters: `postgres://host/db?user=me&password=secret`. */
const anyUrlParameter = /([?&][\w-]*(?:pass|pwd|secret|token)[\w-]*=)[^&\s"]+/gi;

/** Shorter texts occur by chance in every line; they are found by the patterns, not verbatim. */
const shortestVerbatim = 4;

/**
 * A text without its secrets: bot tokens and passwords of URLs by their shape, the given secrets verbatim,
 * URL-encoded and as they stand inside a JSON string. The result of a line of JSON is still JSON.
 */
export function scrub(text: string, secrets: readonly string[] = []): string {
  return createScrubber(secrets)(text);
}

/** `scrub` with its patterns made once, for whoever has many texts. */
export function createScrubber(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.filter((secret) => secret.length >= shortestVerbatim).flatMap(formsOf));
  // The longest first: a secret may be a part of another one.
  const sources = [...forms].sort((a, b) => b.length - a.length).map(patternOf);
  const given = sources.length === 0 ? null : new RegExp(sources.join('|'), 'g');
  return (text) => {
    const rest = given === null ? text : text.replace(given, '[secret]');
    return rest
      .replace(anyToken, '[token]')
      .replace(anyUrlPassword, '$1***@')
      .replace(anyUrlParameter, '$1***');
  };
}

function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, encodeURIComponent(secret), encodeURI(secret)];
}

/** Digits alone could be a number of the JSON around them, which ends with a comma or a bracket: spare that. */
function patternOf(form: string): string {
  return /^\d+$/.test(form) ? `(?<!\\d)${form}(?![\\d,}\\]])` : form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A token as an error may show it: whose it is, not what it is. */
export function veilToken(token: string): string {
  const [, bot] = /^(\d+):/.exec(token) ?? [];
  return bot === undefined ? `*** (${token.length} characters)` : `${bot.slice(0, 3)}…:***`;
}

/**
 * A URL as an error may show it, also a broken one: nothing of who connects, nothing that stands where a port
 * should, and no password among its parameters.
 */
export function veilUrl(url: string): string {
  const bare = url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@')
    .replace(/(:\/\/[^/:]*):(?!\d{1,5}(?:[/?#]|$))[^/]*/, '$1:***');
  return bare.replace(/(pass\w*|pwd|token|secret)=[^&\s]*/gi, '$1=***');
}
