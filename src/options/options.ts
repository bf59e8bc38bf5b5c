/** Options of one owner; names are prefixed with it in the database. Values are JSON. */
export interface OwnedOptions {
  /** Undefined when it was never set; a declared setting then is its default. */
  get<T>(name: string): Promise<T | undefined>;
  set(name: string, value: unknown): Promise<void>;
  delete(name: string): Promise<void>;
}
