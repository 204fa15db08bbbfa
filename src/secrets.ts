/**
 * A bot token, also URL-encoded. The pattern does not begin with \b, because `…/bot123:AAA` has no word boundary
 * between the "t" and the "1".
 */
const anyToken = /(?<!\d)\d{3,}(?::|%3A)[A-Za-z0-9_-]{15,}/gi;

/**
 * The password of any URL: `postgres://user:password@host`. A password may contain an `@`. The placeholder
 * `<password>` in our own errors is kept.
 */
const anyUrlPassword = /(:\/\/[^\s:@/"]*:)(?!<password>@)[^\s"/]+@/g;

/**
 * Database drivers also accept the password as a parameter: `postgres://host/db?user=me&password=secret`. Sites give feeds
 * with `?key=` and `&sig=`.
 */
const anyUrlParameter =
  /([?&](?:[\w.-]*(?:pass|pwd|secret|token)[\w.-]*|[\w.-]*key|(?:[\w.-]*[_.-])?(?:auth|sig|signature))=)[^&\s"#]+/gi;

/**
 * A part of a path, or a value, that no person would have written: 16 letters and digits in a row, or a UUID. Such an
 * address is often the only key to what stands there.
 */
const opaquePart =
  /(?<=[/=])(?:(?=[^/&#]*\d)(?=[^/&#]*[a-z])\w{16,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?=[/?&#.]|$)/giu;

/** Shorter secrets are not searched verbatim, because such texts occur by chance in every line. */
const shortestVerbatim = 4;

/**
 * Removes secrets from a text: bot tokens and passwords of URLs by pattern, the given secrets verbatim, URL-encoded
 * and JSON-encoded. A line of JSON stays valid JSON.
 */
export function scrub(text: string, secrets: readonly string[] = []): string {
  return createScrubber(secrets)(text);
}

/** Like `scrub`, for many texts: the patterns are compiled once. */
export function createScrubber(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.filter((secret) => secret.length >= shortestVerbatim).flatMap(formsOf));
  // The longest first, because a secret may be a part of another one.
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

/** A secret of digits alone could equal a number in the JSON, which a comma or a bracket follows. That is kept. */
function patternOf(form: string): string {
  return /^\d+$/.test(form) ? `(?<!\\d)${form}(?![\\d,}\\]])` : form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A token in a form that an error may show: the beginning of the bot's id. */
export function veilToken(token: string): string {
  const [, bot] = /^(\d+):/.exec(token) ?? [];
  return bot === undefined ? `*** (${token.length} characters)` : `${bot.slice(0, 3)}…:***`;
}

/**
 * A URL, valid or not, in a form that an error may show: without user and password, without an invalid port (which may
 * be a part of a password), and without passwords in its parameters.
 */
export function veilUrl(url: string): string {
  const bare = url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@')
    .replace(/(:\/\/[^/:]*):(?!\d{1,5}(?:[/?#]|$))[^/]*/, '$1:***');
  return bare.replace(/(pass\w*|pwd|token|secret)=[^&\s]*/gi, '$1=***').replace(anyUrlParameter, '$1***');
}

/** An address that a site named, in a form that may be shown and kept: without anything that looks like a secret. */
export function veilFoundUrl(url: string): string {
  return veilUrl(url).replace(opaquePart, '***');
}
