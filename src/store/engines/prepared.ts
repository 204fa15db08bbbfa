import { UpdateResult, type Compilable, type CompiledQuery, type Kysely, type QueryResult } from 'kysely';
import type { Tables } from '../schema.ts';

/** The place of a value that is given when the query runs. */
export class Blank {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Stands for the value of this name in a query that is being built. */
export type BlankOf<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

/** The names of the texts of prepared queries. An engine that can keep a plan keeps it under this name. */
const names = new Map<string, string>();

/** Under which name the plan of this text is kept. undefined: it is not a prepared query. */
export function nameOfPrepared(text: string): string | undefined {
  return names.get(text);
}

/**
 * A query that is built once and runs with other values each time. To build and compile a query takes kysely longer than
 * it takes SQLite to run it, so this is for the few that run for each post. `build` must not look at a value: it gets a
 * blank in its place.
 *
 * SQLite plans a statement anew at each run in which a bound value could lead to a better plan, and that takes ten times
 * as long as the statement itself. So blanks are hidden from its planner (see sqlite.ts), and what is the same each time
 * is a literal.
 */
export class Prepared<Values extends object, Row> {
  readonly #build: (blank: BlankOf<Values>) => Compilable<Row>;
  #compiled: CompiledQuery<Row> | null = null;

  constructor(build: (blank: BlankOf<Values>) => Compilable<Row>) {
    this.#build = build;
  }

  /** `db` may be a transaction; its engine is the one for which the query was built. */
  run(db: Kysely<Tables>, values: Values): Promise<QueryResult<Row>> {
    this.#compiled ??= this.#compile();
    const given = values as Record<string, unknown>;
    const parameters = this.#compiled.parameters.map((value) =>
      value instanceof Blank ? given[value.name] : value,
    );
    return db.executeQuery({ ...this.#compiled, parameters });
  }

  #compile(): CompiledQuery<Row> {
    // A blank is typed as the value that will stand there.
    const blank = ((name: string) => new Blank(name)) as unknown as BlankOf<Values>;
    const compiled = this.#build(blank).compile();
    if (!names.has(compiled.sql)) names.set(compiled.sql, `khabarshy_${names.size + 1}`);
    return compiled;
  }
}

/** An update that is built once. */
export class PreparedUpdate<Values extends object> {
  readonly #prepared: Prepared<Values, UpdateResult>;

  constructor(build: (blank: BlankOf<Values>) => Compilable<UpdateResult>) {
    this.#prepared = new Prepared(build);
  }

  /** The update as kysely's own builders give it. */
  on(db: Kysely<Tables>, values: Values): { executeTakeFirst(): Promise<UpdateResult> } {
    return {
      executeTakeFirst: async () => {
        const { numAffectedRows = 0n } = await this.#prepared.run(db, values);
        return new UpdateResult(numAffectedRows, undefined);
      },
    };
  }
}
