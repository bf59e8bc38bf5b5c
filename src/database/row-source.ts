import type { AppendedTotals } from './appended-totals.js';
import type { BroadWords } from './broad-words.js';
import { codecOf, type RowCodec } from './codec.js';
import type { Table } from './database.js';
import type { Engine } from './dialects/engine.js';
import { columnOf } from './names.js';
import { type Fragment, quoted } from './query-state.js';
import type { Totals } from './totals.js';
import type { Transactions } from './transactions.js';

/** What all rows share. */
export interface RowServices {
  readonly transactions: Transactions;
  readonly engine: Engine;
  readonly totals: Totals;
  readonly appendedTotals: AppendedTotals;
  readonly broadWords: BroadWords;
}

/** Rows of tables without organisations keep their search terms under this one. */
const NO_ORGANIZATION = 0;

/** One table, and for tenant tables one organisation: what every statement about it has in common. */
export class RowSource {
  readonly codec: RowCodec;
  /** Quoted name. */
  readonly name: string;
  readonly key: string;
  readonly keyColumn: string;
  /** The condition that no query can be without. */
  readonly tenancy: readonly Fragment[];

  constructor(
    readonly services: RowServices,
    readonly table: Table<unknown>,
    /** Undefined for tables without organisations. */
    readonly orgId: number | undefined,
  ) {
    this.codec = codecOf(table);
    this.name = quoted(table.name);
    this.key = (table.options.key as string | undefined) ?? 'id';
    this.keyColumn = columnOf(this.key);
    this.tenancy = orgId === undefined ? [] : [{ sql: '`org_id` = ?', bindings: [orgId], isTenancy: true }];
  }

  get termsTable(): string {
    return quoted(`${this.table.name}_terms`);
  }

  get termsOrg(): number {
    return this.orgId ?? NO_ORGANIZATION;
  }

  get keepsTotals(): boolean {
    const { keepTotals, appendedAt } = this.table.options;
    return this.orgId !== undefined && keepTotals !== false && appendedAt === undefined;
  }

  /** Undefined: rows come and go. */
  get appendedAt(): string | undefined {
    return this.table.options.appendedAt as string | undefined;
  }

  /** True when the transaction in progress sees rows of this table that nobody else can see yet. */
  get changedInTransaction(): boolean {
    return this.services.transactions.current()?.touched.has(`${this.orgId}/${this.table.name}`) ?? false;
  }

  touch(): void {
    if (this.keepsTotals) this.services.transactions.touch(this.orgId as number, this.table.name);
  }
}
