import SqliteDatabase from 'better-sqlite3';

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
    close: () => database.close(),
  };
}
