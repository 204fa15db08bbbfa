import { icon, make } from './markup.js';

/** Telegram's limit is in code points. The browser counts UTF-16 units, of which a text never has fewer. */
const maxLength = 4096;

/**
 * The field in which the viewer writes to the bot. Enter sends, Shift+Enter starts a new line.
 * @param {(text: string) => Promise<boolean>} send resolves to false if sending failed; then the text is restored
 * @returns {HTMLElement}
 */
export function makeComposer(send) {
  const field = make('textarea', {
    rows: 1,
    maxlength: maxLength,
    placeholder: 'Write to the bot…',
    'aria-label': 'Message to the bot',
    dir: 'auto',
    autocomplete: 'off',
    enterkeyhint: 'send',
  });
  const button = make('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
  const form = make('form', { class: 'composer' }, field, button);
  if (!(field instanceof HTMLTextAreaElement)) return form;

  const submit = async () => {
    const text = field.value.trim();
    if (text === '') return;
    field.value = '';
    const isSent = await send(text);
    if (!isSent && field.value === '') field.value = text;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  field.addEventListener('keydown', (event) => {
    // During input method composition, Enter confirms the composition.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (form instanceof HTMLFormElement) form.requestSubmit();
  });
  return form;
}
