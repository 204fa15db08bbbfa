import { readFile } from 'node:fs/promises';
import type { Program } from '../program.ts';
import type { Logger } from '../log.ts';
import type { NewArticle } from '../news/article.ts';

const samplesFile = new URL('../../data/samples.json', import.meta.url);

/** This many samples are posted at the start. Then one follows after each pause. */
const atOnce = 6;
const pauseMs = 10_000;

/** The contents of our file of samples. The names of its fields are those of the store's contract. */
interface Samples {
  articles: Sample[];
  corrections: ({ id: string; afterSeconds: number } & Partial<Sample>)[];
  kills: { id: string; afterSeconds: number }[];
}

interface Sample {
  id: string;
  url: string;
  language: string;
  headline: string;
  section?: string;
  summary?: string;
  body?: string;
  author?: string;
  image_url?: string;
  image_credit?: string;
  keywords?: string[];
  urgency?: number;
  story_id?: string;
  follows?: string;
}

/** A newsroom for the sandbox. It publishes the sample articles one after another, corrects one and kills one. */
export class SampleNewsroom {
  readonly #log: Logger;
  readonly #timers = new Set<NodeJS.Timeout>();
  #isClosed = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  open(program: Program): void {
    this.#publishAll(program).catch((error: unknown) =>
      this.#log.error({ error }, 'the sample newsroom stopped'),
    );
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #publishAll(program: Program): Promise<void> {
    const samples = JSON.parse(await readFile(samplesFile, 'utf8')) as Samples; // checked by a test
    const waiting: Sample[] = [];
    const published: Sample[] = [];
    for (const sample of samples.articles) {
      const isPublished = (await program.article(sample.id)) !== null;
      (isPublished ? published : waiting).push(sample);
    }
    if (waiting.length === 0) {
      this.#log.info({}, 'all samples were posted already; start with --fresh to see them again');
      return;
    }
    // An earlier run may have ended before their corrections and kills.
    for (const sample of published) this.#changeLater(program, samples, sample);
    const first = published.length === 0 ? waiting.splice(0, atOnce) : [];
    for (const sample of first) await this.#publish(program, samples, sample);
    this.#publishNext(program, samples, waiting);
  }

  #publishNext(program: Program, samples: Samples, waiting: Sample[]): void {
    const sample = waiting.shift();
    if (sample === undefined) return;
    this.#later(pauseMs, async () => {
      await this.#publish(program, samples, sample);
      this.#publishNext(program, samples, waiting);
    });
  }

  async #publish(program: Program, samples: Samples, sample: Sample): Promise<void> {
    await program.publish(toArticle(sample));
    this.#changeLater(program, samples, sample);
  }

  #changeLater(program: Program, samples: Samples, sample: Sample): void {
    for (const { id, afterSeconds, ...changes } of samples.corrections) {
      if (id !== sample.id) continue;
      this.#later(afterSeconds * 1000, () => change(program, sample, toArticle({ ...sample, ...changes })));
    }
    for (const { id, afterSeconds } of samples.kills) {
      if (id !== sample.id) continue;
      const killed: NewArticle = { ...toArticle(sample), status: 'canceled' };
      this.#later(afterSeconds * 1000, () => change(program, sample, killed));
    }
  }

  #later(delayMs: number, task: () => Promise<void>): void {
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task().catch((error: unknown) => this.#log.error({ error }, 'a sample could not be published'));
    }, delayMs);
    this.#timers.add(timer);
  }
}

/** Changes an article only if it is still as it was published. An editor may have held, killed or changed it. */
async function change(program: Program, { id, headline }: Sample, changed: NewArticle): Promise<void> {
  const known = await program.article(id);
  if (known?.status === 'usable' && known.headline === headline) await program.publish(changed);
}

function toArticle(sample: Sample): NewArticle {
  return {
    id: sample.id,
    url: sample.url,
    language: sample.language,
    headline: sample.headline,
    section: sample.section ?? null,
    summary: sample.summary ?? null,
    body: sample.body ?? null,
    author: sample.author ?? null,
    imageUrl: sample.image_url ?? null,
    imageCredit: sample.image_credit ?? null,
    keywords: sample.keywords ?? [],
    urgency: sample.urgency ?? 5,
    storyId: sample.story_id ?? null,
    follows: sample.follows ?? null,
  };
}
