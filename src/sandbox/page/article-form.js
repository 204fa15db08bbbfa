import { post } from './live.js';
import { make } from './markup.js';
import { showToast } from './notice.js';

/** A new article has an ordinary urgency. The numbers are IPTC's. */
const ordinary = 5;
/** @type {[number, string][]} */
const urgencies = [
  [1, 'Flash'],
  [2, 'Breaking'],
  [3, 'Urgent'],
  [4, 'Important'],
  [ordinary, 'Ordinary'],
  [6, 'Minor'],
  [7, 'Background'],
  [8, 'Least urgent'],
];

/**
 * The form in which the viewer writes an article of their own. It goes the way of every article: into the store, from
 * which the bot posts it.
 */
export class ArticleForm {
  /** @param {HTMLDialogElement} dialog @param {(headline: string) => void} onPublished */
  constructor(dialog, onPublished) {
    this.dialog = dialog;
    this.form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
    this.error = /** @type {HTMLElement} */ (dialog.querySelector('[role="alert"]'));
    this.languages = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem('language'));
    this.onPublished = onPublished;
    const urgency = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem('urgency'));
    for (const [value, name] of urgencies) {
      urgency.append(make('option', { value, selected: value === ordinary }, `${value} · ${name}`));
    }
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#publish();
    });
    dialog.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
  }

  /** @param {readonly string[]} tags BCP 47 tags of the languages that the channels take */
  offer(tags) {
    const known = [...this.languages.options].map(({ value }) => value);
    if (known.join() === tags.join()) return;
    const chosen = this.languages.value;
    const names = new Intl.DisplayNames('en', { type: 'language' });
    this.languages.replaceChildren(
      ...tags.map((value) => make('option', { value, selected: value === chosen }, names.of(value) ?? value)),
    );
  }

  open() {
    this.error.textContent = '';
    if (!this.dialog.open) this.dialog.showModal();
  }

  async #publish() {
    const given = new FormData(this.form);
    const text = (/** @type {string} */ name) => {
      const value = given.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    this.form.inert = true;
    try {
      await post('/sandbox/articles', {
        headline: text('headline'),
        summary: text('summary'),
        language: text('language'),
        url: text('url'),
        urgency: Number(text('urgency')),
        picture: given.has('picture'),
      });
      this.dialog.close();
      this.form.reset();
      showToast('Saved. The bot posts it in a moment.');
      this.onPublished(text('headline'));
    } catch (error) {
      this.error.textContent = `Not saved. ${error instanceof Error ? error.message : ''}`;
    } finally {
      this.form.inert = false;
    }
  }
}
