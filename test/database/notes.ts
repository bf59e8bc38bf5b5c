import type { ExecutionContext } from 'ava';
import { systemClock } from '../../src/clock.js';
import { siteTable, tenantTable } from '../../src/database/database.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import {
  createTable,
  createTermsTable,
  id,
  instant,
  json,
  orgId,
  reference,
} from '../../src/database/schema.js';
import { createLogger } from '../../src/log.js';
import type { OpenedDatabase, TestDatabase } from '../support/databases.js';

export interface Note {
  readonly id: number;
  readonly orgId: number;
  readonly title: string;
  readonly status: string;
  readonly pinned: boolean;
  readonly rank: number | null;
  readonly details: unknown;
  readonly dueAt: Date | null;
  readonly createdAt: Date;
}

export interface Place {
  readonly code: string;
  readonly name: string;
}

export const NOTES = tenantTable<Note>('test_notes', {
  instants: ['dueAt', 'createdAt'],
  booleans: ['pinned'],
  json: ['details'],
  searchable: true,
});

/** A table whose key is given, without organisations. */
export const PLACES = siteTable<Place>('test_places', { key: 'code' });

export const ANN = { orgId: 1 };
export const BOB = { orgId: 2 };

export const quiet = createLogger('silent');

/** A migrated database with two tables of its own; closed and dropped after the test. */
export async function openNotes(t: ExecutionContext, database: TestDatabase): Promise<HostDatabase> {
  return (await openNotesAt(t, database)).db;
}

export async function openNotesAt(
  t: ExecutionContext,
  database: TestDatabase,
): Promise<{ db: HostDatabase; place: OpenedDatabase }> {
  const place = await database.open();
  const db = await connect(place);
  t.teardown(async () => {
    await db.close();
    await place.drop();
  });
  await db.migrateHost();
  await createNotes(db);
  return { db, place };
}

export function connect(place: OpenedDatabase): Promise<HostDatabase> {
  const { url: databaseUrl, dataDir } = place;
  return openDatabase({ databaseUrl, dataDir, log: quiet, clock: systemClock, poolSize: 6 });
}

export function note(values: Partial<Note> = {}): Partial<Note> {
  return { title: 'A note', status: 'open', pinned: false, createdAt: new Date(), ...values };
}

async function createNotes(db: HostDatabase): Promise<void> {
  await createTable(db.knex, NOTES.name, (table) => {
    id(table);
    orgId(table);
    table.string('title', 200).notNullable();
    table.string('status', 20).notNullable();
    table.boolean('pinned').notNullable();
    reference(table, 'rank');
    json(table, 'details');
    instant(table, 'due_at');
    instant(table, 'created_at').notNullable();
    table.index(['org_id', 'status', 'created_at'], 'test_notes_status');
    table.index(['org_id', 'created_at'], 'test_notes_created');
    table.index(['org_id', 'due_at'], 'test_notes_due');
  });
  await createTermsTable(db.knex, NOTES.name);
  await createTable(db.knex, PLACES.name, (table) => {
    table.string('code', 20).notNullable();
    table.string('name', 200).notNullable();
    table.primary(['code']);
  });
}
