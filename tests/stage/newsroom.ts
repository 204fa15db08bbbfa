import SqliteDatabase from 'better-sqlite3';

export interface StoryArticle {
  id: string;
  headline: string;
  url?: string;
  language?: string;
  [column: string]: string | number | null | undefined;
}

/** The newsroom's own program: it writes plain SQL into the store, and uses none of our code. */
export class Newsroom {
  readonly #database: SqliteDatabase.Database;

  constructor(file: string) {
    this.#database = new SqliteDatabase(file, { timeout: 5_000 });
  }

  insert(...articles: StoryArticle[]): void {
    const insertAll = this.#database.transaction(() => {
      for (const article of articles) {
        const row = { url: `https://news.example.kz/${article.id}`, language: 'en', ...article };
        const names = Object.keys(row);
        const marks = names.map((name) => `@${name}`).join(', ');
        this.#database.prepare(`insert into articles (${names.join(', ')}) values (${marks})`).run(row);
      }
    });
    insertAll.immediate();
  }

  update(id: string, changes: Record<string, string | number | null>): void {
    const sets = Object.keys(changes).map((name) => `${name} = @${name}`);
    this.#database.prepare(`update articles set ${sets.join(', ')} where id = @id`).run({ ...changes, id });
  }

  delete(id: string): void {
    this.#database.prepare('delete from articles where id = ?').run(id);
  }

  /** The public view: what became of the articles. */
  posts(): {
    article_id: string;
    channel: string;
    state: string;
    message_id: number | null;
    link: string | null;
  }[] {
    const rows = this.rows('select * from article_posts order by article_id, channel');
    return rows as ReturnType<Newsroom['posts']>; // the view's columns
  }

  rows(query: string, ...parameters: unknown[]): unknown[] {
    return this.#database.prepare(query).all(...parameters);
  }

  close(): void {
    this.#database.close();
  }
}
