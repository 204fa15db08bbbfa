export const mediumKinds = ['photo', 'video', 'animation', 'audio', 'document'] as const;
export type MediumKind = (typeof mediumKinds)[number];

/** One photo, video, animation, audio or document of an article, as the column `media` lists it. */
export interface Medium {
  kind: MediumKind;
  /** An address of http or https, or that of a file which Telegram has already: see `addressOfFile`. */
  url: string;
  caption: string | null;
  /** Who owns it: "MFA". */
  credit: string | null;
}

const fileScheme = 'telegram-file:';

/**
 * The address of a file that Telegram has already, for example of a photo that an editor sent to the bot. It is good for
 * this bot only. Source: https://core.telegram.org/bots/api#sending-files
 * @param uniqueId the `file_unique_id`, by which the same file is recognised wherever it stands
 */
export function addressOfFile(fileId: string, uniqueId: string): string {
  return `${fileScheme}${fileId}#${uniqueId}`;
}

/** The `file_id` of such an address; null: it is another one. Addresses of earlier versions have nothing after it. */
export function fileIdIn(url: string): string | null {
  return /^telegram-file:([\w-]+)(?:#|$)/.exec(url)?.[1] ?? null;
}

/** The `file_unique_id` of such an address; null: it has none. */
export function uniqueIdIn(url: string): string | null {
  return /^telegram-file:[\w-]+#([\w-]+)$/.exec(url)?.[1] ?? null;
}

/** What stands for the link of a message that shows this file and says nothing. */
export function linkOfFile(uniqueId: string): string {
  return `${fileScheme}#${uniqueId}`;
}

/** How many Telegram shows together. Source: https://core.telegram.org/bots/api#sendmediagroup */
export const mostInAlbum = 10;

/** What Telegram shows together in one album. */
const together: readonly (readonly MediumKind[])[] = [['photo', 'video'], ['document'], ['audio']];

/**
 * The media that one post can show, and how many are left out: those that go with the first one, in their order. An
 * animation stands alone.
 */
export function albumOf(media: readonly Medium[]): { shown: readonly Medium[]; leftOut: number } {
  const [first] = media;
  if (first === undefined) return { shown: [], leftOut: 0 };
  const kinds = together.find((group) => group.includes(first.kind));
  const shown = (kinds === undefined ? [first] : media.filter(({ kind }) => kinds.includes(kind))).slice(
    0,
    mostInAlbum,
  );
  return { shown, leftOut: media.length - shown.length };
}

/** The media of a JSON text; null: it is no list of media. */
export function mediaOf(json: string): Medium[] | null {
  try {
    const list: unknown = JSON.parse(json);
    if (!Array.isArray(list)) return null;
    const media = list.map(mediumOf).filter((medium) => medium !== null);
    return media.length === list.length ? media : null;
  } catch {
    return null;
  }
}

function mediumOf(value: unknown): Medium | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind: named, url, caption = null, credit = null } = value as Readonly<Record<string, unknown>>; // any object can be asked for a key
  const kind = mediumKinds.find((each) => each === named);
  const isText = (text: unknown): text is string | null => text === null || typeof text === 'string';
  if (kind === undefined || typeof url !== 'string' || !isText(caption) || !isText(credit)) return null;
  return { kind, url, caption, credit };
}
