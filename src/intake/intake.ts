import { setImmediate } from 'node:timers/promises';
import type { Events } from '../events.ts';
import { KhabarshyError } from '../news/errors.ts';
import type { NewArticle } from '../news/article.ts';
import type { Item, Refusal, Source, SourceDocument } from '../news/source.ts';
import { siteOf } from '../news/url-key.ts';
import type { SaveResult } from '../store/articles/saving.ts';
import type { SourceState } from '../store/sources/source-state.ts';
import type { ItemWriter } from '../store/sources/item-writer.ts';
import type { Store } from '../store/store.ts';
import { areMostMissing, areTooMany, isFlood, newerThan, type Brake } from './brakes.ts';
import { takenFirst } from './first-run.ts';
import type { FullText, ReadPages } from './pages/full-text.ts';
import { isCorrected, isSaid, isSaidAnew, type Treatment } from './item-change.ts';
import { writeImported, writeItem, type ItemContext, type ItemResult, type Verdict } from './item-writes.ts';
import { isForeign, recognise, recogniseMoved, type Recognition } from './recognition.ts';

/** The circumstances of a look at a source. */
export interface Look {
  now: Date;
  /** Before this look. */
  state: SourceState;
  /** It is a part of the document only, as a hub sends it: nothing has left it. */
  isPartial?: boolean;
  /**
   * The look before this one, as far as this one knows; null: it knows of none. If there was another one since, its document
   * may be newer than this one, and this one is not taken. Absent: that does not matter.
   */
  lastLookAt?: Date | null;
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

/** Another look, perhaps of another process, has taken the document of a source since. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';

  constructor(source: string) {
    super(`another look at ${source} has taken its document since`);
  }
}

type Judged = Omit<Verdict, 'pages'>;

interface LookedAt {
  source: Source;
  look: Look;
}

type WritingContext = ItemContext & LookedAt;

/** One item, and what is known of it before it is written. */
interface SeenItem {
  item: Item;
  recognition: Recognition;
  /** Nothing is new: that it was seen is all there is to note. */
  isPlain: boolean;
  /** It changed in a field that its source gave. */
  isCorrected: boolean;
  /** It changed in a field that any source may have given. */
  isSaidAnew: boolean;
  /** Only another source showed it before. */
  isForeign: boolean;
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

  /** Takes what is new or changed in a document, and announces it. @throws Overtaken */
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
    await this.#writeAll(changed, { source, verdict, look, now: look.now }, taken);
    if (document.isWhole) await this.#noteShown(source, document.items);
    for (const keys of document.withdrawn) taken.canceled += await this.#withdraw(source, look, keys);
    if (source.query?.missing === 'cancel') await this.#cancelMissing(source, items, look, taken);
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

  /** Whether one of the items was seen before, whatever became of it. */
  async knowsAny(items: readonly Item[]): Promise<boolean> {
    return (await this.#store.items.knownKeys(items.flatMap(({ keys }) => keys))).size > 0;
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
        isSaidAnew: isSaidAnew(item, before),
        isForeign: before === undefined && isForeign(item.keys, known, source.name),
      };
    });
  }

  async #judge(source: Source, items: readonly SeenItem[], { isPartial, now, state }: Look): Promise<Judged> {
    const strangers = items.filter(({ recognition }) => recognition.kind === 'unknown');
    const moved = isPartial === true ? new Map<Item, string>() : await this.#findMoved(source, items, state);
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
    // Of a site that makes everything anew, the feed of another section has shown a part already.
    const strange = unknown.length + items.filter((one) => one.isForeign).length;
    const known = items.length - strange;
    const flood = !isLifted && isFlood({ unknown: strange, known });
    const taken = flood
      ? newerThan(unknown, (await this.#store.items.newestOf(source.name)) ?? state.documentAt)
      : new Set(unknown);
    const articles = items.filter(({ recognition }) => recognition.kind === 'article');
    const treatment = isLifted ? 'lift' : treatmentOf(articles, state, now);
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
    const left = await this.#store.items.leftBy(source.name, present);
    return recogniseMoved(
      strangers.map(({ item }) => item),
      left,
    );
  }

  /** By which an article is recognised later that gets new keys when it leaves the document; see `recogniseMoved`. */
  async #noteShown({ name }: Source, items: readonly Item[]): Promise<void> {
    const known = await this.#store.items.knownKeys(items.flatMap(({ keys }) => keys));
    const ids = items.flatMap(({ keys }) => {
      const recognition = recognise(keys, known);
      return recognition.kind === 'article' ? [recognition.id] : [];
    });
    await this.#store.items.noteShown(name, [...new Set(ids)]);
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

  /** A process may be frozen between its look and this write, and another one look at the source meanwhile. */
  #write<T>({ look, source }: LookedAt, work: (writer: ItemWriter) => Promise<T>): Promise<T> {
    return this.#store.items.write(async (writer) => {
      const { lastLookAt } = look;
      if (lastLookAt !== undefined && (await writer.isLookedAtSince(source.name, lastLookAt)))
        throw new Overtaken(source.name);
      return work(writer);
    });
  }

  /** Writes items in short transactions, so that posts leave in between. */
  async #writeAll(items: readonly Item[], context: WritingContext, taken: Taken): Promise<void> {
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
  #writeSome(items: readonly Item[], context: WritingContext): Promise<ItemResult[]> {
    return this.#write(context, async (writer) => {
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
  async #writeOne(item: Item | undefined, context: WritingContext, taken: Taken): Promise<void> {
    if (item === undefined) return;
    const [result] = await this.#write(context, async (writer) => [
      await writeItem(writer, item, context),
    ]).catch((error: unknown) => {
      taken.refused.push({ name: item.name, reason: onlyRefusal(error).message });
      return [];
    });
    if (result !== undefined) count(taken, result);
  }

  /**
   * Cancels articles whose rows a query does not show any more. Where many are missing at once, a table was emptied or the
   * query was changed, and editors are asked.
   */
  async #cancelMissing(source: Source, items: readonly SeenItem[], look: Look, taken: Taken): Promise<void> {
    const { now, state } = look;
    const present = new Set(
      items.flatMap(({ recognition }) => ('id' in recognition ? [recognition.id] : [])),
    );
    const left = await this.#store.items.broughtBy(source.name, present);
    const missing = left.filter(({ status }) => status !== 'canceled');
    const [first] = missing;
    if (first === undefined) return;
    const isLifted = state.brakeLiftedUntil !== null && state.brakeLiftedUntil > now;
    if (!isLifted && areMostMissing(missing.length, present.size)) {
      taken.brake ??= { kind: 'many changes', count: missing.length, example: first.headline };
      return;
    }
    await this.#write({ source, look }, async (writer) => {
      for (const { id } of missing) await writer.patch(id, { status: 'canceled' });
    });
    taken.canceled += missing.length;
  }

  /** Cancels an article that its source has withdrawn. Another site than its own cannot. */
  async #withdraw(source: Source, look: Look, keys: readonly string[]): Promise<number> {
    return this.#write({ source, look }, async (writer) => {
      const recognition = recognise(keys, await writer.knownKeys(keys));
      const known = recognition.kind === 'article' ? await writer.article(recognition.id) : null;
      if (known === null || known.article.status === 'canceled') return 0;
      if (siteOf(known.article.url) !== (source.site ?? siteOf(source.url))) return 0;
      await writer.patch(known.article.id, { status: 'canceled' });
      return 1;
    });
  }
}

function treatmentOf(articles: readonly SeenItem[], { succeededAt }: SourceState, now: Date): Treatment {
  const known = articles.length;
  const isBraked = (changed: number): boolean => areTooMany({ changed, known }, succeededAt, now);
  if (isBraked(articles.filter((one) => one.isCorrected).length)) return 'record';
  return isBraked(articles.filter((one) => one.isSaidAnew).length) ? 'own' : 'pass';
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
