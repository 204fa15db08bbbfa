import type { SeenPerson } from './bot-updates.ts';
import type { Dialogue } from './dialogue.ts';
import { parseUserIds } from '../../config/setting-values.ts';
import type { KnownBot } from './token-step.ts';

/** Who may command the bot. */
export interface Owner {
  id: number;
  /** The language of their Telegram; null: it is not known. */
  languageCode: string | null;
}

/** Waits for the owner's /start, and asks whether it is them: anybody may write to a bot. */
export async function chooseOwner({ username }: KnownBot, dialogue: Dialogue): Promise<Owner> {
  dialogue.say(
    `\nNow open https://t.me/${username} in Telegram, and press Start. Whoever owns the bot commands it from there, and gets its alerts.`,
  );
  const strangers = new Set<number>();
  const question = 'I wait for /start, or type your Telegram id: ';
  dialogue.show(question);
  for (;;) {
    const happening = await dialogue.next(['line', 'person', 'trouble']);
    if (happening.kind === 'trouble') dialogue.say(happening.text);
    else if (happening.kind === 'person') {
      const { person } = happening;
      if (strangers.has(person.id)) continue;
      if (await dialogue.confirmInPerson(`Is this you: ${describe(person)}?`, false)) return person;
      strangers.add(person.id);
    } else {
      const [id, ...others] = parseUserIds(happening.text.trim()) ?? [];
      if (id !== undefined && others.length === 0) return { id, languageCode: null };
      dialogue.say('An id is a number, not a name. Press Start in the chat with the bot, and I see it.');
    }
    dialogue.showAgain(question);
  }
}

function describe({ id, name, username }: SeenPerson): string {
  return `${name}${username === null ? '' : ` (@${username})`}, id ${id}`;
}
