import { setImmediate } from 'node:timers/promises';
import type { Events } from '../events.ts';
import { KhabarshyError } from '../news/errors.ts';
import type { NewArticle } from '../news/article.ts';
import type { Item, Refusal, Source, SourceDocument } from '../news/source.ts';
import { siteOf } from '../news/url-key.ts';
import type { SaveResult } from '../store/articles/saving.ts';
import type { SourceState } from '../store/sources/source-states.ts';
import type { Store } from '../store/store.ts';
import { areTooMany, isFlood, newerThan, type Brake } from './brakes.ts';
import { takenFirst } from './first-run.ts';
import type { FullText, ReadPages } from './pages/full-text.ts';
import { isCorrected, isSaid } from './item-change.ts';
import { writeImported, writeItem, type ItemContext, type ItemResult, type Verdict } from './item-writes.ts';
import { recognise, recogniseMoved, type Recognition } from './recognition.ts';

/** The circumstances of a look at a source. */
export interface Look {
  now: Date;
  /** Before this look. */
  state: SourceState;
  /** Ends the reading of pages. */
  signal?: AbortSignal;
}

/** What became of the items of a document. */
export interface Taken {
  inserted: number;
  updated: number;
  unchanged: number;
  canceled: number;
  /** Items that are known or noted as old news, and are no articles. */
  seen: number;
  /** Items that nothing was known of, taken or not. They tell how often news comes. */
  fresh: number;
  isFirstRunDone: boolean;
  /** What was kept back, and an example of it. null: nothing. */
  brake: { kind: Brake; count: number; example: string } | null;
  /** Items that the store does not take. */
  refused: Refusal[];
  /** New items that have little text, and whose pages could not be read. */
  unread: Refusal[];
}

type Judged = Omit<Verdict, 'pages'>;

/** One item, and what is known of it before it is written. */
interface SeenItem {
  item: Item;
  recognition: Recognition;
  /** Nothing is new: that it was seen is all there is to note. */
  isPlain: boolean;
  /** It changed in a field that its source gave. */
  isCorrected: boolean;
}

/** How long one transaction may take, milliseconds: lanes wait for it. */
const writingMs = 8;

/**
 * The way in for everything that sources bring. A document is compared with what its source said before, and only what
 * changed is written: keys and article in one transaction, so that any step may run twice.
 */
export class Intake {
  readonly #store: Store;
  readonly #events: Events;
  readonly #fullText: FullText | null;

  /** @param fullText null: no pages are read, and items are taken with what they say. */
  constructor(store: Store, events: Events, fullText: FullText | null = null) {
    this.#store = store;
    this.#events = events;
    this.#fullText = fullText;
  }

  /** Takes what is new or changed in a document, and announces it. */
  async take(source: Source, document: SourceDocument, look: Look): Promise<Taken> {
    const items = await this.#recognise(source, document);
    const judged = await this.#judge(source, items, look);
    const { pages, unread } = await this.#readPages(source, items, judged, look);
    const verdict: Verdict = { ...judged, pages };
    const taken: Taken = {
      inserted: 0,
      updated: 0,
      unchanged: 0,
      canceled: 0,
      seen: 0,
      fresh: items.filter(({ recognition }) => recognition.kind === 'unknown').length - verdict.moved.size,
      isFirstRunDone: look.state.isFirstRunDone || document.isWhole,
      brake: brakeOf(items, verdict),
      refused: [],
      unread,
    };
    await this.#writePlain(source, items, look.now, taken);
    const changed = items.filter(({ isPlain }) => !isPlain).map(({ item }) => item);
    await this.#writeAll(changed, { source, verdict, now: look.now }, taken);
    for (const keys of document.withdrawn) taken.canceled += await this.#withdraw(source, keys);
    const { inserted, updated, canceled } = taken;
    if (inserted + updated + canceled > 0) this.#events.announce({ kind: 'articles changed' });
    return taken;
  }

  /**
   * Takes articles that a person brings, in one transaction. Of an article that is stored only the fields that are named
   * change. The result of a refused article is its error.
   */
  async import(articles: readonly NewArticle[], now: Date): Promise<(SaveResult | KhabarshyError)[]> {
    const write = (some: readonly NewArticle[]) =>
      this.#store.items.write(async (writer) => {
        const results: SaveResult[] = [];
        for (const article of some) results.push(await writeImported(writer, article, now));
        return results;
      });
    const together = await write(articles).catch(onlyRefusal);
    if (!(together instanceof KhabarshyError)) return together;
    // One of them breaks a rule, and Postgres rolls back the whole transaction.
    const results: (SaveResult | KhabarshyError)[] = [];
    for (const article of articles) {
      const result = await write([article]).catch((error: unknown) => [refusalOf(article, error)]);
      results.push(...result);
    }
    return results;
  }

  async #recognise(source: Source, { items }: SourceDocument): Promise<SeenItem[]> {
    const known = await this.#store.items.knownKeys(items.flatMap(({ keys }) => keys));
    const recognised = items.map((item) => ({ item, recognition: recognise(item.keys, known) }));
    const ids = recognised.flatMap(({ recognition }) => ('id' in recognition ? [recognition.id] : []));
    const said = await this.#store.items.saidBy(source.name, ids);
    return recognised.map(({ item, recognition }) => {
      const before = 'id' in recognition ? said.get(recognition.id) : undefined;
      const isKnown = item.keys.every((key) => known.has(key));
      const isAsBefore = isSaid(item, before) && before?.held.length === 0;
      return {
        item,
        recognition,
        isPlain: isKnown && (recognition.kind === 'seen' || isAsBefore),
        isCorrected: isCorrected(item, before),
      };
    });
  }

  async #judge(source: Source, items: readonly SeenItem[], { now, state }: Look): Promise<Judged> {
    const strangers = items.filter(({ recognition }) => recognition.kind === 'unknown');
    const moved = await this.#findMoved(source, items, state);
    const unknown = strangers.map(({ item }) => item).filter((item) => !moved.has(item));
    const isLifted = state.brakeLiftedUntil !== null && state.brakeLiftedUntil > now;
    if (!state.isFirstRunDone) {
      const taken = takenFirst(
        items.map(({ item }) => item),
        source.firstRun,
        now,
      );
      return { taken, isFlood: false, treatment: 'pass', moved };
    }
    const known = items.length - unknown.length;
    const flood = !isLifted && isFlood({ unknown: unknown.length, known });
    const taken = flood
      ? newerThan(unknown, (await this.#store.items.newestOf(source.name)) ?? state.documentAt)
      : new Set(unknown);
    const articles = items.filter(({ recognition }) => recognition.kind === 'article');
    const changed = articles.filter((one) => one.isCorrected).length;
    const tooMany = areTooMany({ changed, known: articles.length }, state.succeededAt, now);
    const treatment = isLifted ? 'lift' : tooMany ? 'record' : 'pass';
    return { taken, isFlood: flood, treatment, moved };
  }

  /** Of what is new, before anything is written: a site may take ten seconds. */
  async #readPages(
    source: Source,
    items: readonly SeenItem[],
    { taken, moved }: Judged,
    { signal }: Look,
  ): Promise<ReadPages> {
    const wanted = items
      .filter(
        ({ item, recognition }) => recognition.kind === 'unknown' && taken.has(item) && !moved.has(item),
      )
      .map(({ item }) => item);
    if (this.#fullText === null || wanted.length === 0) return { pages: new Map(), unread: [] };
    return this.#fullText.read(wanted, source, signal ?? new AbortController().signal);
  }

  /** See `recogniseMoved`. It is looked for only where something is unknown. */
  async #findMoved(
    source: Source,
    items: readonly SeenItem[],
    { documentAt }: SourceState,
  ): Promise<Map<Item, string>> {
    const strangers = items.filter(({ recognition }) => recognition.kind === 'unknown');
    if (strangers.length === 0 || documentAt === null) return new Map();
    const present = new Set(
      items.flatMap(({ recognition }) => ('id' in recognition ? [recognition.id] : [])),
    );
    const left = await this.#store.items.leftSince(source.name, documentAt, present);
    return recogniseMoved(
      strangers.map(({ item }) => item),
      left,
    );
  }

  async #writePlain(source: Source, items: readonly SeenItem[], now: Date, taken: Taken): Promise<void> {
    const plain = items.filter(({ isPlain }) => isPlain);
    await this.#store.items.touch(
      source.name,
      plain.flatMap(({ item }) => item.keys),
      now,
    );
    for (const { recognition } of plain) taken[recognition.kind === 'article' ? 'unchanged' : 'seen'] += 1;
  }

  /** Writes items in short transactions, so that posts leave in between. */
  async #writeAll(items: readonly Item[], context: ItemContext, taken: Taken): Promise<void> {
    let done = 0;
    while (done < items.length) {
      const rest = items.slice(done);
      const results = await this.#writeSome(rest, context).catch(onlyRefusal);
      if (results instanceof KhabarshyError) await this.#writeOne(rest[0], context, taken);
      else for (const result of results) count(taken, result);
      done += results instanceof KhabarshyError ? 1 : results.length;
      await setImmediate();
    }
  }

  /** Writes the first of these items, as many as there is time for. */
  #writeSome(items: readonly Item[], context: ItemContext): Promise<ItemResult[]> {
    return this.#store.items.write(async (writer) => {
      const until = performance.now() + writingMs;
      const results: ItemResult[] = [];
      for (const item of items) {
        results.push(await writeItem(writer, item, context));
        if (performance.now() > until) break;
      }
      return results;
    });
  }

  /** One of several items breaks a rule of the store. They are written one by one, so that it costs no other. */
  async #writeOne(item: Item | undefined, context: ItemContext, taken: Taken): Promise<void> {
    if (item === undefined) return;
    const [result] = await this.#store.items
      .write(async (writer) => [await writeItem(writer, item, context)])
      .catch((error: unknown) => {
        taken.refused.push({ name: item.name, reason: onlyRefusal(error).message });
        return [];
      });
    if (result !== undefined) count(taken, result);
  }

  /** Cancels an article that its source has withdrawn. Another site than its own cannot. */
  async #withdraw(source: Source, keys: readonly string[]): Promise<number> {
    return this.#store.items.write(async (writer) => {
      const recognition = recognise(keys, await writer.knownKeys(keys));
      const known = recognition.kind === 'article' ? await writer.article(recognition.id) : null;
      if (known === null || known.article.status === 'canceled') return 0;
      if (siteOf(known.article.url) !== (source.site ?? siteOf(source.url))) return 0;
      await writer.patch(known.article.id, { status: 'canceled' });
      return 1;
    });
  }
}

function brakeOf(items: readonly SeenItem[], verdict: Verdict): Taken['brake'] {
  const kept = verdict.isFlood
    ? items.filter(
        ({ item, recognition }) =>
          recognition.kind === 'unknown' && !verdict.taken.has(item) && !verdict.moved.has(item),
      )
    : verdict.treatment === 'record'
      ? items.filter((one) => one.isCorrected)
      : [];
  const [first] = kept;
  if (first === undefined) return null;
  const kind = verdict.isFlood ? 'flood' : 'many changes';
  return { kind, count: kept.length, example: first.item.article.headline };
}

function count(taken: Taken, { result, churning }: ItemResult): void {
  taken[result] += 1;
  if (churning === null) return;
  if (taken.brake === null) taken.brake = { kind: 'churn', count: 1, example: churning };
  else if (taken.brake.kind === 'churn') taken.brake.count += 1;
}

function refusalOf({ id }: NewArticle, error: unknown): KhabarshyError {
  const { message } = onlyRefusal(error);
  return new KhabarshyError('ARTICLE_REFUSED', `The article ${JSON.stringify(id)} is refused. ${message}`, {
    cause: error,
  });
}

function onlyRefusal(error: unknown): KhabarshyError {
  if (error instanceof KhabarshyError && error.code === 'ARTICLE_REFUSED') return error;
  throw error;
}
