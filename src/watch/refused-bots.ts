import type { SpokenLanguage } from '../news/language.ts';
import type { Store } from '../store/store.ts';
import { botWords } from '../words/bots.ts';

/** The key of the trouble that Telegram does not accept the token of the bot. Its detail is the bot's name. */
export const tokenKey = 'token';

/** Keys of the notices that a channel has another bot than its posts begin so. The detail is the number of the posts. */
export const movedKey = 'moved';

/** A bot that still speaks tells one of its owners something. False: this person is none, or could not be told. */
type TellOwner = (ownerId: number, textIn: (language: SpokenLanguage) => string) => Promise<boolean>;

/**
 * Tells the owners of a bot that it stopped, because Telegram does not accept its token. It cannot say so itself, so
 * another bot tells those who own both. Where there is none, the log, the page, `status` and `doctor` say it.
 * @param store with the records of the bot.
 */
export async function tellOwnersOfRefused(
  { name, ownerIds }: { name: string; ownerIds: readonly number[] },
  store: Pick<Store, 'troubles'>,
  others: readonly TellOwner[],
): Promise<void> {
  const trouble = (await store.troubles.untold()).find(
    ({ key, endedAt }) => key === tokenKey && endedAt === null,
  );
  if (trouble === undefined) return;
  let isAnyTold = false;
  for (const ownerId of ownerIds) {
    for (const tellOwner of others) {
      const isTold = await tellOwner(ownerId, (language) => botWords[language].tokenRefused(name));
      isAnyTold ||= isTold;
      if (isTold) break;
    }
  }
  if (isAnyTold) await store.troubles.markTold(trouble, new Date());
}
