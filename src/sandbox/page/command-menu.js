import { make } from './markup.js';

/** @typedef {import('./live.js').Command} Command */

/**
 * The bot's commands above the field for messages. They open by the button beside the field, or when one writes a
 * slash. The arrow keys move, Enter sends the command, Tab writes it into the field, and Escape closes the list.
 */
export class CommandMenu {
  /** @type {readonly Command[]} */
  #commands = [];
  /** Those of the list that fit what is written. @type {readonly Command[]} */
  #fitting = [];
  #chosen = 0;

  /** @param {HTMLTextAreaElement} field @param {(command: string) => void} onSend */
  constructor(field, onSend) {
    this.field = field;
    this.onSend = onSend;
    this.list = make('ul', { class: 'commands', role: 'listbox', id: 'commands', 'aria-label': 'Commands' });
    this.list.hidden = true;
    this.button = make(
      'button',
      {
        type: 'button',
        class: 'menu',
        'aria-label': 'Commands',
        'aria-controls': 'commands',
        'aria-expanded': 'false',
        hidden: true,
      },
      '/',
    );
    field.setAttribute('aria-controls', 'commands');
    field.setAttribute('aria-autocomplete', 'list');
    this.#listen();
  }

  /** @param {readonly Command[]} commands */
  offer(commands) {
    this.#commands = commands;
    this.button.hidden = commands.length === 0;
    if (this.isOpen) this.#show(this.#written());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  close() {
    if (!this.isOpen) return;
    this.list.hidden = true;
    this.#fitting = [];
    this.#announce();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
  takeKey(event) {
    if (!this.isOpen || event.isComposing) return false;
    const command = this.#fitting[this.#chosen]?.command;
    if (event.key === 'Escape') this.close();
    else if (event.key === 'ArrowDown') this.#choose(this.#chosen + 1);
    else if (event.key === 'ArrowUp') this.#choose(this.#chosen - 1);
    else if (event.key === 'Enter' && !event.shiftKey && command !== undefined) this.#send(command);
    else if (event.key === 'Tab' && !event.shiftKey && command !== undefined) this.#write(command);
    else return false;
    event.preventDefault();
    return true;
  }

  #listen() {
    this.field.addEventListener('input', () => {
      const written = this.#written();
      if (written === null) this.close();
      else this.#show(written);
    });
    this.field.addEventListener('blur', () => this.close());
    // A press must not take the focus from the field, or the list would close before the click.
    for (const element of [this.list, this.button])
      element.addEventListener('pointerdown', (event) => event.preventDefault());
    this.button.addEventListener('click', () => {
      if (this.isOpen) return this.close();
      this.field.focus();
      this.#show('');
    });
    this.list.addEventListener('click', (event) => {
      const option = event.target instanceof Element ? event.target.closest('li') : null;
      if (option?.dataset.name !== undefined) this.#send(option.dataset.name);
    });
  }

  /** What stands after the slash. @returns {string | null} null: no command is being written */
  #written() {
    return /^\/(\w*)$/.exec(this.field.value)?.[1] ?? null;
  }

  /** @param {string | null} start */
  #show(start) {
    this.#fitting = this.#commands.filter(({ command }) => command.startsWith(start ?? ''));
    if (this.#fitting.length === 0) return this.close();
    this.list.hidden = false;
    this.list.replaceChildren(
      ...this.#fitting.map(({ command, description }, at) =>
        make(
          'li',
          { role: 'option', id: `command-${at}`, 'data-name': command },
          make('b', {}, `/${command}`),
          ' ',
          make('span', { dir: 'auto' }, description),
        ),
      ),
    );
    this.#choose(0);
  }

  /** @param {number} at */
  #choose(at) {
    const count = this.#fitting.length;
    this.#chosen = (at + count) % count;
    for (const [index, option] of [...this.list.children].entries())
      option.setAttribute('aria-selected', String(index === this.#chosen));
    this.list.children[this.#chosen]?.scrollIntoView({ block: 'nearest' });
    this.#announce();
  }

  #announce() {
    this.button.setAttribute('aria-expanded', String(this.isOpen));
    if (this.isOpen) this.field.setAttribute('aria-activedescendant', `command-${this.#chosen}`);
    else this.field.removeAttribute('aria-activedescendant');
  }

  #send(/** @type {string} */ command) {
    this.close();
    this.field.value = '';
    this.onSend(`/${command}`);
  }

  #write(/** @type {string} */ command) {
    this.close();
    this.field.value = `/${command} `;
  }
}
