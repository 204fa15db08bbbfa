import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';

export type Row = Record<string, string | number | null>;

/** The newsroom's own connection to the store, on either engine; plain SQL, and none of our code. */
export interface Newsroom {
  insert(rows: readonly Row[]): Promise<void>;
  /** Writes rows that may be there already, as a newsroom does after a restore. */
  put(rows: readonly Row[]): Promise<void>;
  update(id: string, changes: Row): Promise<void>;
  delete(id: string): Promise<void>;
  /** Has all sources looked at now, as an editor can. */
  askForSources(): Promise<void>;
  /** How many articles and posts are unfinished: not planned, not sent, unsure, to be corrected or killed. */
  countUnfinished(): Promise<number>;
  /** Posts in each state. */
  countStates(): Promise<Record<string, number>>;
  /** Everything about one article, for the report of a failure. @param name its id, or its name in a feed. */
  describe(name: string): Promise<string>;
  /** Some unfinished posts, for the report of a failure. */
  describeUnfinished(): Promise<string>;
  close(): Promise<void>;
}

type Ask = (
  sql: string,
  parameters?: readonly (string | number | null)[],
) => Promise<Record<string, unknown>[]>;

/** Opens `sqlite:<path>` or `postgres://…`; the tables are there already. */
export async function openNewsroom(url: string): Promise<Newsroom> {
  return url.startsWith('sqlite:') ? overSqlite(url.slice('sqlite:'.length)) : overPostgres(url);
}

function overSqlite(file: string): Newsroom {
  const database = new SqliteDatabase(file, { timeout: 60_000 });
  const ask: Ask = async (sql, parameters = []) => {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all(...parameters) as Record<string, unknown>[]; // rows by name
    statement.run(...parameters);
    return [];
  };
  return over(ask, async () => void database.close());
}

async function overPostgres(url: string): Promise<Newsroom> {
  const client = new pg.Client({ connectionString: url, application_name: 'newsroom' });
  client.on('error', () => undefined);
  await client.connect();
  const ask: Ask = async (sql, parameters = []) => {
    let number = 0;
    const numbered = sql.replaceAll('?', () => `$${(number += 1)}`);
    return (await client.query<Record<string, unknown>>(numbered, [...parameters])).rows;
  };
  return over(ask, () => client.end());
}

const unfinished = `select
  (select count(*) from posts where turn is not null or state = 'sending') +
  (select count(*) from articles where revision <> planned_revision) +
  (select count(*) from deleted_articles) as number`;

const stuck = `select * from posts where turn is not null or state = 'sending' order by id limit 5`;

function over(ask: Ask, close: () => Promise<void>): Newsroom {
  const write = async (rows: readonly Row[], ending: (names: string[]) => string): Promise<void> => {
    await ask('begin');
    for (const row of rows) {
      const names = Object.keys(row);
      const marks = names.map(() => '?').join(', ');
      const insert = `insert into articles (${names.join(', ')}) values (${marks})${ending(names)}`;
      await ask(insert, Object.values(row));
    }
    await ask('commit');
  };
  return {
    close,
    insert: (rows) => write(rows, () => ''),
    put: (rows) =>
      write(rows, (names) => {
        const sets = names.map((name) => `${name} = excluded.${name}`);
        return ` on conflict (id) do update set ${sets.join(', ')}`;
      }),
    update: async (id, changes) => {
      const sets = Object.keys(changes).map((name) => `${name} = ?`);
      await ask(`update articles set ${sets.join(', ')} where id = ?`, [...Object.values(changes), id]);
    },
    delete: async (id) => void (await ask('delete from articles where id = ?', [id])),
    askForSources: async () => void (await ask('update source_states set next_at = null')),
    countUnfinished: async () => Number((await ask(unfinished))[0]?.['number']),
    countStates: async () => {
      const rows = await ask('select state, count(*) as number from posts group by state order by state');
      return Object.fromEntries(rows.map((row) => [String(row['state']), Number(row['number'])]));
    },
    describeUnfinished: async () => JSON.stringify(await ask(stuck)),
    describe: async (name) => {
      const [article] = await ask('select * from articles where id = ? or headline like ? limit 1', [
        name,
        `Story ${name} in version %`,
      ]);
      const id = article === undefined ? name : (article['id'] as string); // a text of the contract
      const posts = await ask('select * from posts where article_id = ?', [id]);
      const said = await ask('select * from source_items where article_id = ?', [id]);
      return JSON.stringify({ article, posts, said });
    },
  };
}
