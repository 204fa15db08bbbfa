import { spokenLanguages } from '../../news/language.ts';
import type { DeskContext } from '../chat/context.ts';
import { say } from '../chat/answer.ts';
import { note, type Asked, type Desk, type Subject } from '../chat/desk.ts';
import { peopleWords } from '../../words/people.ts';

const languageCommands = spokenLanguages.map((code) => `/lang ${code}` as const);

/** `/lang`. */
export const languageSubject: Subject = {
  commands: [
    {
      name: 'lang',
      who: 'editor',
      description: (language) => peopleWords[language].commands.lang,
      examples: languageCommands,
      changes: {
        language: { verb: (language) => peopleWords[language].changes.language, shows: 'both' },
      },
      handle: chooseLanguage,
    },
  ],
};

async function chooseLanguage(context: DeskContext, desk: Desk, { text }: Asked): Promise<void> {
  const chosen = spokenLanguages.find((language) => language === text.toLowerCase());
  const { from } = context;
  if (chosen === undefined || from === undefined) {
    const [commands, last] = [languageCommands.slice(0, -1).join(', '), languageCommands.at(-1) ?? ''];
    return say(context, peopleWords[context.language].languageUsage(commands, last));
  }
  const before = context.language;
  await desk.store.editors.setLanguage(from.id, chosen);
  if (before !== chosen)
    await note(context, desk, { action: 'language', subject: String(from.id), before, after: chosen });
  desk.menu.show(from.id, context.role, chosen);
  await say(context, peopleWords[chosen].languageSet);
}
