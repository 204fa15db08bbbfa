import { noteBy } from '../../editing/editor.ts';
import { spokenLanguages } from '../../news/language.ts';
import { peopleWords } from '../../words/people.ts';
import { webWords } from '../../words/web/web.ts';
import { said, type Fields, type Pressed } from './pressed.ts';
import type { Visit } from './site-parts.ts';

/** Of the person, at the desk too. */
export async function chooseLanguage(visit: Visit, fields: Fields): Promise<Pressed> {
  const { editing, editor } = visit;
  const language = spokenLanguages.find((each) => each === fields['language']);
  if (language === undefined) return { kind: 'unknown' };
  await editing.store.editors.setLanguage(editor.userId, language);
  const entry = {
    action: 'language',
    subject: String(editor.userId),
    before: editor.language,
    after: language,
  };
  if (language !== editor.language) await noteBy(editor, editing, entry);
  return said(peopleWords[language].languageSet);
}

export async function endSession(visit: Visit, fields: Fields): Promise<Pressed> {
  const { bot, editing, editor, now, role } = visit;
  const { webSessions } = bot.store;
  const session = (await webSessions.list(bot.name, now)).find(({ id }) => id === fields['session']);
  if (session === undefined || (role !== 'owner' && session.userId !== editor.userId))
    return { kind: 'unknown' };
  await webSessions.end(bot.name, session.id);
  await noteBy(editor, editing, {
    action: 'web-revoke',
    subject: String(session.userId),
    before: null,
    after: '1',
  });
  const words = webWords[editor.language];
  return said(words.revoked(words.sessions(1)));
}

/** All but the one that asks. */
export async function endSessions({ bot, editing, editor, now, role, session }: Visit): Promise<Pressed> {
  if (role !== 'owner') return { kind: 'unknown' };
  const others = (await bot.store.webSessions.list(bot.name, now)).filter(({ id }) => id !== session.id);
  for (const { id } of others) await bot.store.webSessions.end(bot.name, id);
  const count = others.length;
  const entry = { action: 'web-revoke', subject: 'all', before: null, after: String(count) };
  if (count > 0) await noteBy(editor, editing, entry);
  const words = webWords[editor.language];
  return said(words.revoked(words.sessions(count)));
}
