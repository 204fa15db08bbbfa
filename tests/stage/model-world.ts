import { existsSync, mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { composeArticle } from '../../src/compose/composer.ts';
import type { PostState } from '../../src/news/post.ts';
import { noon } from './builders.ts';
import { LaneStage, openGround, type Ground } from './lane-stage.ts';
import { Crash, latestMs, type Fate } from './model-telegram.ts';

/** A store for all worlds of a test file, and every move that a post made in it. */
export interface ModelStage extends Ground {
  /** How many worlds there were: each has a channel of its own. */
  runs: number;
  close(): Promise<void>;
}

export async function openModelStage(): Promise<ModelStage> {
  // In memory where there is such a place: the disk would be most of the time.
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = mkdtempDisposableSync(join(memory, 'khabarshy-model-'));
  const ground = await openGround(folder.path);
  ground.database.exec(`create table moves (post_id integer, origin text, target text);
    create trigger moves_are_kept after update of state on posts
    begin insert into moves values (new.id, old.state, new.state); end`);
  const close = async () => {
    await ground.store.close();
    ground.database.close();
    folder.remove();
  };
  return Object.assign(ground, { runs: 0, close });
}

export type Event =
  | { kind: 'insert'; isBreaking: boolean; hasImage: boolean }
  | { kind: 'correct' | 'revert' | 'put off' | 'withdraw' | 'delete'; which: number }
  | { kind: 'person' }
  | { kind: 'pass'; ms: number }
  | { kind: 'set clock'; byMs: number }
  | { kind: 'restart' }
  | { kind: 'work'; steps: number; fates: { fate: Fate; delayMs: number }[] };

export interface Known {
  id: string;
  version: number;
  /** How many versions there were. */
  versions: number;
  isBreaking: boolean;
  hasImage: boolean;
  isGone: boolean;
  /** It had an embargo, so others may have left before it. */
  wasPutOff: boolean;
}

/** Longer than any run lasts by its own clock. */
const runMs = 30 * 86_400_000;

/** A lane, its newsroom, and whatever may happen to both. */
export class World extends LaneStage {
  readonly articles: Known[] = [];
  #people = 0;

  constructor(stage: ModelStage, compose?: typeof composeArticle) {
    stage.runs += 1;
    const options = { correctionDelayMs: 300, ...(compose === undefined ? {} : { compose }) };
    // Each run is a channel of its own, and so another chat.
    super(stage, { name: `run${stage.runs}`, id: `-100${stage.runs + 1_000}`, images: 'photo' }, options);
    // A clock that is behind the one of the run before would have its articles planned again.
    this.clock.pass(stage.runs * runMs);
    this.#listenForFailures();
  }

  /** A first post, so that a number of the channel is known. */
  async post(): Promise<void> {
    await this.insert(false, false);
    await this.#work(10);
  }

  async insert(isBreaking: boolean, hasImage: boolean): Promise<void> {
    const id = `${this.channel.name}-${this.articles.length + 1}`;
    const article = { id, version: 1, versions: 1, isBreaking, hasImage, isGone: false, wasPutOff: false };
    this.articles.push(article);
    await this.#write(article);
  }

  async happen(event: Event): Promise<void> {
    switch (event.kind) {
      case 'insert':
        return this.insert(event.isBreaking, event.hasImage);
      case 'correct':
      case 'revert':
      case 'put off':
      case 'withdraw':
      case 'delete':
        return this.#change(event.kind, event.which);
      case 'person':
        return this.telegram.personPosts(`A person ${(this.#people += 1)}`);
      case 'pass':
        return this.clock.pass(event.ms);
      case 'set clock':
        return this.clock.set(event.byMs);
      case 'restart':
        return this.#restart();
      case 'work':
        this.telegram.ordain(event.fates);
        await this.#work(event.steps);
    }
  }

  /** The sky is clear: everything that is left is done. */
  async end(): Promise<void> {
    this.telegram.ordain([]);
    for (const article of this.articles)
      if (!article.isGone && article.wasPutOff) this.#embargo(article, null);
    this.clock.pass(2 * latestMs);
    // What waits for a moment of the day waits as long as the clock was set back, at most.
    for (let round = 0; round < 800; round += 1) {
      const hasWork = await this.#work(1);
      if (!hasWork && this.#unfinished() === 0) return;
    }
    throw new Error(`it does not come to rest: ${JSON.stringify(this.rows())}`);
  }

  rows(): { id: number; article_id: string; state: PostState; message_id: number | null }[] {
    const rows = this.database.prepare('select * from posts where channel = ?').all(this.channel.name);
    return rows as ReturnType<World['rows']>; // the table's columns
  }

  get countOfPeople(): number {
    return this.#people;
  }

  #unfinished(): number {
    const waiting = `select count(*) from posts where channel = ? and (turn is not null or state = 'sending')`;
    return this.database.prepare<[string], number>(waiting).pluck().get(this.channel.name) ?? 0;
  }

  async #write({ id, version, isBreaking, hasImage }: Known): Promise<void> {
    const place = Number(id.split('-')[1]);
    await this.store.articles.save(
      {
        id,
        url: `https://news.example.kz/${id}`,
        language: 'en',
        headline: `${id} version ${version}`,
        urgency: isBreaking ? 1 : 5,
        imageUrl: hasImage ? 'https://img.example.kz/a.jpg' : null,
        // Long enough ago that no clock that is set makes it wait.
        publishedAt: new Date(noon.getTime() - 30 * 86_400_000 + place),
      },
      this.clock.now(),
    );
  }

  #embargo({ id }: Known, until: Date | null): void {
    const sql = 'update articles set embargoed_until = ? where id = ?';
    this.database.prepare(sql).run(until?.toISOString() ?? null, id);
  }

  async #change(kind: Extract<Event, { which: number }>['kind'], which: number): Promise<void> {
    const living = this.articles.filter(({ isGone }) => !isGone);
    const article = living[which % Math.max(living.length, 1)];
    if (article === undefined) return;
    if (kind === 'correct') article.version = article.versions += 1;
    // A correction that was wrong: what the post said before is right again.
    if (kind === 'revert') article.version = Math.max(1, article.version - 1);
    if (kind === 'correct' || kind === 'revert') return this.#write(article);
    if (kind === 'put off') {
      article.wasPutOff = true;
      // Later than any run lasts, however its clock is set.
      return this.#embargo(article, new Date(this.clock.now().getTime() + runMs));
    }
    article.isGone = true;
    const sql =
      kind === 'delete'
        ? 'delete from articles where id = ?'
        : "update articles set status = 'canceled' where id = ?";
    this.database.prepare(sql).run(article.id);
  }

  /** @returns whether there was anything to do. */
  async #work(steps: number): Promise<boolean> {
    await this.poll();
    for (let step = 0; step < steps; step += 1) {
      try {
        const next = await this.lane.step(new AbortController().signal);
        if (next === 'again') continue;
        if (next.wakeAt === null) return false;
        // As the dispatcher has it: a lane looks again after half a minute at the latest.
        this.clock.pass(Math.min(next.wakeAt - this.clock.steadyMs(), 30_000) + 1);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        await this.#restart();
      }
    }
    return true;
  }

  async #restart(): Promise<void> {
    this.clock.pass(50);
    await this.restart();
    this.#listenForFailures();
  }

  #listenForFailures(): void {
    this.delivery.events.listen('step failed', ({ error }) => {
      throw error;
    });
  }
}
