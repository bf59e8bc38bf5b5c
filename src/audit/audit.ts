import type { Principal } from '../auth/principal.js';

/** One line of the audit log: what was done to what. Who, when, from where and by which credential is added. */
export interface AuditEntry {
  /** `client.created` */
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string | number;
  /** What changed: `{ field: [before, after] }` or a plain object for creations. Secrets never. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** The append-only log: who, what, to what, from where, by which credential. Joins the transaction in progress. */
export interface Audit {
  record(actor: Principal, entry: AuditEntry): Promise<void>;
}
