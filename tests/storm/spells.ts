import type { Sandbox, Struck } from '../../src/sandbox/http/server.ts';
import type { Random } from './random.ts';

/** How likely a request begins a spell, if nothing else is said, and how long that lasts, milliseconds. */
const shareOfSpells = 0.01;
const [shortestSpellMs, longestSpellMs] = [100, 1_500];

/** As Telegram answers while a token moves to or from a Bot API server of one's own. */
const loggedOut = { code: 400, description: 'Bad Request: Logged out' };

/** Telegram does not want to post these articles for ever, in words that nobody knows. */
const weird = { code: 400, description: 'Bad Request: WEIRD_CONTENT' };
const isUnwelcome = /^a\d*17$/;

const requests = [
  'getMe',
  'getChat',
  'sendMessage',
  'sendPhoto',
  'editMessageText',
  'editMessageCaption',
  'editMessageMedia',
  'deleteMessage',
  'forwardMessage',
];

/**
 * Refusals in words that nobody knows: now and then of everything for a moment, and always of some articles. The program
 * may take an article for guilty that was refused only because of a spell. So those that were refused are written down:
 * they may be missing, or come late.
 */
export class Spells {
  /** `<chat> <article>`; articles of feeds have the names of their stories. */
  readonly refused = new Set<string>();
  count = 0;
  readonly #sandbox: Sandbox;
  readonly #random: Random;
  /** Says that Telegram takes everything again. */
  readonly #mended: () => void;
  readonly #share: number;
  /** null: there is no spell now. */
  #end: NodeJS.Timeout | null = null;

  /** @param share how likely a request begins a spell. */
  constructor(sandbox: Sandbox, random: Random, mended: () => void, share = shareOfSpells) {
    this.#share = share;
    this.#sandbox = sandbox;
    this.#random = random;
    this.#mended = mended;
  }

  /** @returns a function that ends them. */
  raise(): () => void {
    const spell = this.#sandbox.addFault({
      kind: 'error',
      error: loggedOut,
      method: requests,
      isMeant: (request) => this.#isInSpell() && this.#note(request),
    });
    const unwelcome = this.#sandbox.addFault({
      kind: 'error',
      error: weird,
      method: ['sendMessage', 'sendPhoto'],
      isMeant: (request) =>
        isChannel(request.chatId) && isUnwelcome.test(articleIn(request.text) ?? '') && this.#note(request),
    });
    return () => {
      spell.remove();
      unwelcome.remove();
      this.#over();
    };
  }

  #isInSpell(): boolean {
    if (this.#end !== null) return true;
    if (!this.#random.isLucky(this.#share)) return false;
    this.count += 1;
    this.#end = setTimeout(() => this.#over(), this.#random.between(shortestSpellMs, longestSpellMs));
    return true;
  }

  /** Somebody notices, and says so. Otherwise the program would pause for minutes, which are most of a storm. */
  #over(): void {
    if (this.#end !== null) clearTimeout(this.#end);
    this.#end = null;
    this.#mended();
  }

  #note({ chatId, messageId, text }: Struck): true {
    const standing = messageId === null ? undefined : this.#sandbox.message(chatId ?? 0, messageId);
    const article = articleIn(standing?.text ?? text);
    if (article !== null) this.refused.add(`${chatId} ${article}`);
    return true;
  }
}

function isChannel(chatId: number | null): boolean {
  return chatId !== null && chatId < 0;
}

/** Of the newsroom, or of a feed. */
function articleIn(text: string): string | null {
  return /Story (\w+) (?:in )?version /u.exec(text)?.[1] ?? null;
}
