import { z } from 'zod';
import { spokenLanguages } from '../../news/language.ts';
import type { KeyDescription } from '../entry-mistakes.ts';
import { parseLogChat, parseUserIds } from '../setting-values.ts';

type About = Omit<KeyDescription, 'key' | 'required'>;

const about = z.registry<About>();

/** A token never stands in the file itself: the file is shown to others, copied and kept in version control. */
const nameOfToken = z.string().regex(/^\$\{[A-Za-z_]\w*\}$/);

/** A text that `parse` turns into a value, or a number that YAML made of it. */
function read<T>(parse: (text: string) => T | null) {
  return z.union([z.string(), z.int().transform(String)]).transform((text, context) => {
    const value = parse(text.trim());
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: 'not understood' });
    return z.NEVER;
  });
}

const owners = z.union([read(parseUserIds), z.array(z.int().positive()).min(1)]);

/** An entry under `bots:`. */
export const botShape = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/)
    .register(about, {
      meaning:
        'A short unique name. Channels name their bot by it. Editors, the audit and open troubles stand under it in the database; a bot that has another name and the same token keeps them.',
      expected: 'at most 32 characters of a-z, 0-9, _ and -; the first is a letter or a digit',
      example: 'sport',
    }),
  token: nameOfToken.register(about, {
    meaning:
      'The setting of `.env` or of the environment that holds the token, as `${NAME}`. The token itself never stands in this file.',
    expected: '${NAME}, where NAME is set in .env or in the environment to the token from @BotFather',
    example: '${SPORT_BOT_TOKEN}',
  }),
  owners: owners.optional().register(about, {
    meaning:
      'The Telegram user ids of its owners. They command this bot and its channels. Default: `ADMIN_IDS`.',
    expected: 'a list of user ids, which are numbers; no @names, because they can change hands',
    example: '[111222333, 444555666]',
  }),
  log_chat: read(parseLogChat).optional().register(about, {
    meaning:
      'The chat that gets its alerts, and through which its unsure posts are read back. It may be a topic of a group. Default: `LOG_CHAT_ID`, or else its first owner.',
    expected:
      'the id of a chat, or "@name" in quotes; for a topic with its number, -1001234567890/12, or its link, https://t.me/c/1234567890/12',
    example: '-1001234567890',
  }),
  desk_language: z
    .enum(spokenLanguages)
    .optional()
    .register(about, {
      meaning: 'The language of its alerts and of its desk. Default: `DESK_LANGUAGE`.',
      expected: spokenLanguages.join(', '),
      example: 'kk',
    }),
  posts_per_second: z.int().min(0).max(10_000).optional().register(about, {
    meaning:
      'The maximum number of posts per second in all its channels together. `0` means no limit. Default: `POSTS_PER_SECOND`.',
    expected: 'a whole number from 0 to 10000',
    example: '25',
  }),
  witness_token: nameOfToken.optional().register(about, {
    meaning:
      'The setting that holds the token of a second bot that sees the posts of this one, as `WITNESS_BOT_TOKEN` does for a single bot. Each bot has a witness of its own.',
    expected: '${NAME}, where NAME is set to the token of a bot that is none of the others',
    example: '${SPORT_WITNESS_TOKEN}',
  }),
});

export type BotEntry = z.infer<typeof botShape>;

/** The descriptions of all keys of a bot, in the order of the docs. */
export function describeBotKeys(): KeyDescription[] {
  return Object.entries(botShape.shape).map(([key, shape]) => {
    const text = about.get(shape);
    if (text === undefined) throw new Error(`the key ${key} of a bot has no description`);
    return Object.assign({ key, required: !shape.safeParse(undefined).success }, text);
  });
}
