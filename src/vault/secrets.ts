/** Secrets of one owner, encrypted in the database. `orgId` null: of the site as a whole. */
export interface Secrets {
  /** Name: 1 to 191 characters; value: at most 64 KiB of UTF-8. Joins the transaction in progress. */
  put(orgId: number | null, name: string, value: string): Promise<void>;
  /** Throws `unavailable` with the reason when the row is there and cannot be read. */
  get(orgId: number | null, name: string): Promise<string | undefined>;
  delete(orgId: number | null, name: string): Promise<void>;
}
