import { escapeHtml } from '../../compose/fitting.ts';
import { webWords } from '../../words/web/web.ts';
import { say } from '../chat/answer.ts';
import { editorOf, type DeskContext } from '../chat/context.ts';
import { note, type Desk, type Subject } from '../chat/desk.ts';
import { generalWords } from '../../words/general.ts';

/** User IDs of Telegram fit into 52 bits. Source: https://core.telegram.org/bots/api#user */
const personPattern = /^\d{1,16}$/;

/** `/web`: a link by which the person logs in on the page; `/web revoke` ends sessions there. */
export const webSubject: Subject = {
  commands: [
    {
      name: 'web',
      who: 'editor',
      description: (language) => webWords[language].command,
      examples: ['/web', '/web revoke', '/web revoke all'],
      changes: {
        'web-login': { verb: (language) => webWords[language].changes['web-login'], shows: 'nothing' },
        'web-revoke': { verb: (language) => webWords[language].changes['web-revoke'], shows: 'after' },
      },
      async handle(context, desk, { text }) {
        const [action = '', whose = '', ...more] = text.toLowerCase().split(/\s+/u);
        if (action === '') return sendLink(context, desk);
        if (action !== 'revoke' || more.length > 0 || !/^(?:|all|\d+)$/.test(whose))
          return say(context, escapeHtml(webWords[context.language].usage));
        await revoke(context, desk, whose);
      },
    },
  ],
};

/** In private, wherever the command was given: whoever has the link is logged in as this person. */
async function sendLink(context: DeskContext, desk: Desk): Promise<void> {
  const words = webWords[context.language];
  const { bot, publicUrl } = desk.config;
  const { url } = desk.page;
  if (url === null) return say(context, words.off);
  const person = { ...editorOf(context), bot: bot.name };
  const secret = await desk.store.webSessions.makeLogin(person, desk.clock.now());
  const address = `${publicUrl ?? url.replace(/\/$/, '')}/login/${secret}`;
  // Telegram makes no link of an address of this machine, so it is there to be copied.
  const shown =
    publicUrl === null
      ? `<code>${escapeHtml(address)}</code>\n\n${escapeHtml(words.onlyHere)}`
      : `<a href="${escapeHtml(address)}">${escapeHtml(`${publicUrl}/login/…`)}</a>`;
  const isSent = await sendPrivately(context, desk, words.link(shown));
  if (context.chat?.type === 'private') return;
  await say(context, isSent ? words.sentPrivately : words.notPrivate);
}

/** @returns false: the person never wrote to the bot in private. */
async function sendPrivately(context: DeskContext, desk: Desk, html: string): Promise<boolean> {
  const { openApp } = webWords[context.language];
  const { bot, publicUrl } = desk.config;
  // Telegram opens only https addresses within itself.
  const app = publicUrl?.startsWith('https:') === true ? `${publicUrl}/app/${bot.name}` : null;
  try {
    await context.api.sendMessage(context.from?.id ?? 0, html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(app === null
        ? {}
        : { reply_markup: { inline_keyboard: [[{ text: openApp, web_app: { url: app } }]] } }),
    });
    return true;
  } catch (error) {
    if (context.chat?.type === 'private') throw error;
    return false;
  }
}

/** `whose`: '' is oneself, and `all` everybody. */
async function revoke(context: DeskContext, desk: Desk, whose: string): Promise<void> {
  const own = context.from?.id ?? 0;
  const userId = whose === 'all' ? null : whose === '' ? own : personPattern.test(whose) ? Number(whose) : 0;
  if (userId !== own && context.role !== 'owner')
    return say(context, generalWords[context.language].ownersOnly);
  const count = await desk.store.webSessions.endAllOf(desk.config.bot.name, userId);
  const subject = userId === null ? 'all' : String(userId);
  if (count > 0)
    await note(context, desk, { action: 'web-revoke', subject, before: null, after: String(count) });
  const words = webWords[context.language];
  await say(context, escapeHtml(words.revoked(words.sessions(count))));
}
