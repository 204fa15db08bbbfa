import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';

const body =
  'The library of the region opened its reading room for the night on Friday. More than four hundred readers came, most of them students. ' +
  'The doors will stay open on every last Friday of the month, the director said.\n\nA second paragraph says where the money came from.';

/** A separate connection that inserts articles with plain SQL, as a newsroom's program does. */
export function openNewsroom(file: string) {
  const database = new SqliteDatabase(file, { timeout: 10_000 });
  database.pragma('synchronous = NORMAL');
  const insert = database.prepare(
    `insert into articles (id, url, language, headline, body, section, keywords, published_at)
     values (?, ?, ?, ?, ?, 'News', '["bench"]', coalesce(?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))`,
  );
  const insertOne = (id: string, language = 'en', publishedAt: string | null = null) =>
    insert.run(id, `https://news.example.kz/${id}`, language, `Headline number ${id}`, body, publishedAt);
  return {
    database,
    insertOne,
    insertMany: (count: number, prefix: string, publishedAt: string | null = null, language = 'en') =>
      database.transaction(() => {
        for (let index = 0; index < count; index += 1) insertOne(`${prefix}${index}`, language, publishedAt);
      })(),
    insertVideo: (id: string, url: string) => {
      insertOne(id, 'en', '2999-01-01T00:00:00.000Z');
      const media = JSON.stringify([{ kind: 'video', url }]);
      const update = database.prepare('update articles set media = ?, published_at = ? where id = ?');
      update.run(media, new Date().toISOString(), id);
    },
    close: () => database.close(),
  };
}

/** The articles of a database, whichever it is. */
export interface Articles {
  insertMany(count: number, prefix: string, language: string): Promise<void>;
  close(): Promise<void>;
}

/** A connection of a newsroom's program to this database. */
export async function openArticles(database: string): Promise<Articles> {
  if (database.startsWith('sqlite:')) {
    const newsroom = openNewsroom(database.slice('sqlite:'.length));
    return {
      insertMany: async (count, prefix, language) => newsroom.insertMany(count, prefix, null, language),
      close: async () => void newsroom.close(),
    };
  }
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const insert = `insert into articles (id, url, language, headline, body, section, keywords, published_at)
    select $1 || n, 'https://news.example.kz/' || $1 || n, $2, 'Headline number ' || $1 || n, $3, 'News', '["bench"]', now()
    from generate_series(0, $4::int - 1) as n order by n`;
  return {
    insertMany: async (count, prefix, language) =>
      void (await client.query(insert, [prefix, language, body, count])),
    close: () => client.end(),
  };
}
