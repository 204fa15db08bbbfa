import { CommandMenu } from './command-menu.js';
import { icon, make } from './markup.js';

/** Telegram's limit is in code points. The browser counts UTF-16 units, of which a text never has fewer. */
const maxLength = 4096;

/** The field in which the viewer writes to the bot. Enter sends, Shift+Enter starts a new line. */
export class Composer {
  /** @param {(text: string) => Promise<boolean>} send resolves to false if sending failed; then the text is restored */
  constructor(send) {
    this.send = send;
    this.field = /** @type {HTMLTextAreaElement} */ (
      make('textarea', {
        rows: 1,
        maxlength: maxLength,
        placeholder: 'Write to the bot…',
        'aria-label': 'Message to the bot',
        dir: 'auto',
        autocomplete: 'off',
        enterkeyhint: 'send',
      })
    );
    this.menu = new CommandMenu(this.field, (command) => void send(command));
    const button = make('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
    // In the order of the Tab key the field comes first.
    this.element = make('form', { class: 'composer' }, this.field, this.menu.button, button, this.menu.list);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.field.addEventListener('keydown', (event) => {
      if (this.menu.takeKey(event)) return;
      // During input method composition, Enter confirms the composition.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      void this.#submit();
    });
  }

  async #submit() {
    const text = this.field.value.trim();
    if (text === '') return;
    this.field.value = '';
    this.menu.close();
    const isSent = await this.send(text);
    if (!isSent && this.field.value === '') this.field.value = text;
  }
}
