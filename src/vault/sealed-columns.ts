/** A column of sealed texts, so that rotation and the doctor find them. The table has an integer key `id`. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The columns that `context` needs. */
  readonly needs: readonly string[];
  /** As it was given to `Vault.seal`; the row has the names of the database. */
  context(row: Readonly<Record<string, unknown>>): string;
  /** What an operator calls the row. */
  label(row: Readonly<Record<string, unknown>>): string;
  /** Column that repeats the id of the row's key. */
  readonly keyColumn?: string;
}

/** A row as the walk sees it. */
export interface SealedRow {
  readonly id: number;
  readonly sealed: string;
  readonly row: Readonly<Record<string, unknown>>;
}
