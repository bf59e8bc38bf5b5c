import type { Knex } from 'knex';
import { createTable } from '../src/database/schema.js';

/** What the two databases say differently. */
interface Dialect {
  padded(number: string, length: number): string;
  joined(...parts: string[]): string;
  hex(number: string): string;
  /** An instant so many seconds after another. */
  after(start: string, seconds: string): string;
}

const MYSQL: Dialect = {
  padded: (number, length) => `lpad(${number}, ${length}, '0')`,
  joined: (...parts) => `concat(${parts.join(', ')})`,
  hex: (number) => `lpad(lower(hex(${number})), 12, '0')`,
  after: (start, seconds) => `date_add('${start}', interval ${seconds} second)`,
};

const SQLITE: Dialect = {
  padded: (number, length) => `printf('%0${length}d', ${number})`,
  joined: (...parts) => parts.join(' || '),
  hex: (number) => `printf('%012x', ${number})`,
  after: (start, seconds) => `strftime('%Y-%m-%d %H:%M:%f', '${start}', '+' || (${seconds}) || ' seconds')`,
};

/** 17 of 20 clients are active. */
export const ACTIVE_SHARE = 0.85;
const SECONDS_APART = 20;
const MAX_DIGITS = 6;

/**
 * Fills one organisation with clients, as the site keeps them (customer, client, search terms, newer versions of
 * their lists) and as the floor does. The same every time but for the dates, which end an hour ago.
 */
export async function fill(db: Knex, orgId: number, count: number): Promise<void> {
  const say = dialectOf(db);
  const start = instant(Date.now() - 3_600_000 - count * SECONDS_APART * 1000);
  await fillNumbers(db, count);
  for (const statement of statements(say, orgId, start)) await db.raw(statement);
  await newerVersions(db, orgId);
  await db.schema.dropTable(NUMBERS);
  const tables = ['billing_customers', 'agency_clients', 'agency_clients_terms', 'floor_clients'];
  await db.raw(say === SQLITE ? 'analyze' : `analyze table ${tables.join(', ')}`);
}

/** The tables that the floor needs, and the key its callers send. */
export async function prepareFloor(db: Knex, orgId: number, keyHash: string): Promise<void> {
  await prepareNumbers(db);
  await createTable(db, 'floor_keys', (table) => {
    table.increments('id');
    table.string('hash', 64).notNullable().unique();
    table.bigInteger('org_id').unsigned().notNullable();
  });
  await createTable(db, 'floor_clients', (table) => {
    table.bigIncrements('id');
    table.string('public_id', 36).notNullable().unique();
    table.bigInteger('org_id').unsigned().notNullable();
    table.string('name', 200).notNullable();
    for (const [name, length] of TEXTS) table.string(name, length);
    table.string('status', 10).notNullable();
    table.text('address', 'longtext');
    table.string('currency', 3).notNullable();
    table.string('language', 35);
    table.integer('payment_terms_days').unsigned().notNullable();
    table.integer('rounding_minutes').unsigned().notNullable();
    table.string('rounding_mode', 10).notNullable();
    table.bigInteger('hourly_rate').unsigned();
    table.text('notes', 'longtext');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('updated_at', { precision: 3 }).notNullable();
    table.index(['org_id', 'status', 'created_at', 'id']);
  });
  await db('floor_keys').insert({ hash: keyHash, org_id: orgId });
}

const TEXTS = [
  ['email', 254],
  ['company', 200],
  ['phone', 50],
  ['website', 500],
  ['tax_id', 50],
] as const;

/** The numbers from one on, by which rows are made without sending them. */
export const NUMBERS = 'bench_numbers';

export function dialectOf(db: Knex): Dialect {
  return db.client.dialect === 'sqlite3' ? SQLITE : MYSQL;
}

export async function prepareNumbers(db: Knex): Promise<void> {
  await createTable(db, NUMBERS, (table) => {
    table.bigInteger('n').unsigned().primary();
  });
}

export async function fillNumbers(db: Knex, count: number): Promise<void> {
  // With SQLite's usual cache a million rows with ten indexes are written thirty times.
  if (dialectOf(db) === SQLITE) await db.raw('pragma cache_size = -1500000');
  const digits = Math.ceil(Math.log10(count));
  if (digits > MAX_DIGITS) throw new RangeError(`At most a million clients, not ${count}`);
  const places = Array.from({ length: digits }, (_, place) => place);
  const digit = Array.from({ length: 10 }, (_, n) => `select ${n} as d`).join(' union all ');
  const sum = places.map((place) => `p${place}.d * ${10 ** place}`).join(' + ');
  const tables = places.map((place) => `(${digit}) p${place}`).join(' cross join ');
  await db.raw(
    `insert into bench_numbers (n) select n from (select 1 + ${sum} as n from ${tables}) s where n <= ${count} order by n`,
  );
}

function* statements(say: Dialect, orgId: number, start: string): Generator<string> {
  const number = say.padded('n', 7);
  const publicId = say.joined("'01930000-0000-7000-8000-'", say.hex('n'));
  const name = say.joined("'Client '", number);
  const key = say.joined("'client '", number);
  const email = say.joined(number, "'@client.example'");
  const phone = say.joined("'+1 555 '", number);
  const status = "case when n % 20 < 17 then 'active' when n % 20 < 19 then 'lead' else 'inactive' end";
  const at = say.after(start, `n * ${SECONDS_APART}`);
  const address = `'{"line1":"1 Long Street","line2":null,"city":"Springfield","state":"IL","postalCode":"62701","country":"US"}'`;

  yield `insert into billing_customers (id, public_id, org_id, name, name_key, company, email, email_key, address, currency,
    payment_terms_days, created_at, updated_at)
    select n, ${publicId}, ${orgId}, ${name}, ${key}, 'Client', ${email}, ${email}, ${address}, 'USD', 30, ${at}, ${at}
    from bench_numbers order by n`;
  yield `insert into agency_clients (id, org_id, name_key, phone, status, rounding_minutes, rounding_mode,
    created_at, updated_at)
    select n, ${orgId}, ${key}, ${phone}, ${status}, 0, 'up', ${at}, ${at} from bench_numbers order by n`;
  for (const term of ["'client'", "'example'", number]) {
    yield `insert into agency_clients_terms (org_id, term, id) select ${orgId}, ${term}, n from bench_numbers order by n`;
  }
  yield `insert into floor_clients (id, public_id, org_id, name, email, company, phone, status, address, currency,
    payment_terms_days, rounding_minutes, rounding_mode, created_at, updated_at)
    select n, ${publicId}, ${orgId}, ${name}, ${email}, 'Client', ${phone}, ${status}, ${address}, 'USD', 30, 0, 'up',
    ${at}, ${at} from bench_numbers order by n`;
}

/** The site keeps totals until the version of an organisation's rows changes. */
async function newerVersions(db: Knex, orgId: number): Promise<void> {
  for (const table of ['billing_customers', 'agency_clients']) {
    const where = { org_id: orgId, table_name: table };
    const matched = await db('kp_row_versions').where(where).increment('version', 1);
    if (!matched) await db('kp_row_versions').insert({ ...where, version: 1 });
  }
}

export function instant(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}
