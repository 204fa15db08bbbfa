import { Events } from '../../src/events.ts';
import { Intake, type Taken } from '../../src/intake/intake.ts';
import type { FullText } from '../../src/intake/pages/full-text.ts';
import type { Source } from '../../src/news/source.ts';
import { readFeedDocument } from '../../src/sources/feed/feed-document.ts';
import { readSectionDocument } from '../../src/sources/page/section-page.ts';
import { newSourceState } from '../../src/store/sources/source-state.ts';
import { openStage, type Engine, type Stage } from '../stage/databases.ts';

/** A store that sources bring their documents to, as the poller does. */
export class IntakeStage {
  readonly stage: Stage;
  readonly events = new Events();
  readonly #intake: Intake;

  constructor(stage: Stage, fullText: FullText | null) {
    this.stage = stage;
    this.#intake = new Intake(stage.store, this.events, fullText);
  }

  /**
   * @param options see `openStage`.
   * @param fullText null: no pages are read.
   */
  static async open(
    engine: Engine,
    options?: { changesSchema: boolean },
    fullText: FullText | null = null,
  ): Promise<IntakeStage> {
    return new IntakeStage(await openStage(engine, options), fullText);
  }

  /** One look at a source that answers with this document. */
  async look(source: Source, text: string | Uint8Array, now: Date): Promise<Taken> {
    const { sourceStates } = this.stage.store;
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const read = source.kind === 'page' ? readSectionDocument : readFeedDocument;
    const reading = await read(bytes, null, source, source.url, now);
    if (reading.kind === 'refused') throw new Error(reading.reason);
    const state = (await sourceStates.find(source.name)) ?? newSourceState(source.name, source.url);
    const taken = await this.#intake.take(source, reading.document, { now, state });
    const { isFirstRunDone } = taken;
    await sourceStates.write({ ...state, documentAt: now, succeededAt: now, lookedAt: now, isFirstRunDone });
    return taken;
  }

  rows(sql: string): Promise<Record<string, unknown>[]> {
    return this.stage.newsroom.rows(sql);
  }
}
