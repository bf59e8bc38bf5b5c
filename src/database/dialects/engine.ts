import type { Knex } from 'knex';

/** A value as both drivers take it. */
export type Binding = string | number | bigint | null | Uint8Array;

export type RawRow = Record<string, unknown>;

export interface Written {
  /** Rows matched. */
  readonly matched: number;
  readonly insertId: number;
}

/** What is added to columns of one row: `set balance = balance + ?`. */
export interface Addition {
  /** Quoted. */
  readonly table: string;
  /** Quoted column and what is added. */
  readonly amounts: readonly (readonly [column: string, amount: number])[];
  /** With its leading ` where`. */
  readonly where: string;
  readonly bindings: readonly Binding[];
}

/** A row of `kp_row_versions` that the ending transaction makes newer. */
export interface VersionKey {
  readonly orgId: number;
  readonly table: string;
}

/** One connection, held by one flow. */
export interface Session {
  /** The driver's connection, for Knex builders (`.connection(…)`). */
  readonly connection: object;
  read(sql: string, bindings: readonly Binding[]): Promise<RawRow[]>;
  write(sql: string, bindings: readonly Binding[]): Promise<Written>;
  /** A write whose outcome nobody waits for: in a transaction it may travel with what comes next, or with the commit. */
  append(sql: string, bindings: readonly Binding[]): Promise<void>;
  /** What was appended is written now. */
  settle(): Promise<void>;
  /** One statement. Answers what the first column is then, zero or more; undefined where no row matches. */
  add(addition: Addition): Promise<number | undefined>;
  begin(): Promise<void>;
  /** Commits; the versions are made newer as the last thing before it, together with it where the server can. */
  commit(versions: readonly VersionKey[]): Promise<void>;
  /** Never throws: a connection that cannot roll back is dropped. */
  rollback(): Promise<void>;
  /** Why the transaction on this connection can no longer be committed: the server has undone it already. */
  failure(): unknown;
  release(): void;
}

/** One kind of database. SQL that only one of them understands lives behind this. */
export interface Engine {
  readonly name: 'sqlite' | 'mysql';
  /** Writes, schema changes and host queries. Outside a transaction each statement takes its own connection. */
  readonly knex: Knex;
  /** For migrations: on the same connections, each statement shown to the guard, never in an ambient transaction. */
  schemaKnex(guard: (sql: string) => boolean): Knex;
  /** A connection for one statement that reads. */
  reader(): Promise<Session>;
  /** One statement that may read for long: nothing of this process waits for it. */
  readLong(sql: string, bindings: readonly Binding[]): Promise<RawRow[]>;
  /** A connection for a transaction or a write. SQLite has one: others wait for it. */
  writer(): Promise<Session>;
  /** Names of all tables of this database. */
  tables(): Promise<string[]>;
  /** ` for update`, or nothing where a transaction holds the whole database. */
  readonly lockSuffix: string;
  /** Makes version rows that are missing, outside the transaction in progress where the engine allows it. */
  createVersions(keys: readonly VersionKey[], inProgress: Session): Promise<void>;
  close(): Promise<void>;
}

/** What a dialect's Knex configuration carries beside Knex's own keys. */
export interface DialectConfig extends Knex.Config {
  /** The connection of the transaction in progress, for builders that name none. */
  readonly ambient?: () => object | undefined;
  /** Answers false when this statement shall be left out; throws when it is refused. */
  statementGuard?: ((sql: string) => boolean) | undefined;
  /** Client that runs builders which only read. */
  readonly readClient?: () => Knex.Client;
}
