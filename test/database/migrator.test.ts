import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { HostDatabase } from '../../src/database/open.js';
import { databases, type OpenedDatabase } from '../support/databases.js';
import { connect } from './notes.js';

const CREATE = (table: string) =>
  `await knex.schema.createTable('${table}', (t) => { t.increments('id'); t.string('name', 20).unique(); });`;
const DROP = (table: string) => `await knex.schema.dropTableIfExists('${table}');`;

/** A folder of migrations of a plugin named `my-shop`; files can be written again. */
function pluginFolder(t: ExecutionContext) {
  const folder = mkdtempSync(join(tmpdir(), 'koapress-migrations-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return {
    owner: { name: 'my-shop', migrations: pathToFileURL(`${folder}/`) },
    write(name: string, up: string, down: string) {
      const code = `export async function up(knex) { ${up} }\nexport async function down(knex) { ${down} }\n`;
      writeFileSync(join(folder, `${name}.js`), code);
    },
    remove: (name: string) => rmSync(join(folder, `${name}.js`)),
  };
}

async function openMigrated(t: ExecutionContext, database: (typeof databases)[number]) {
  const place = await database.open();
  const db = await connect(place);
  t.teardown(async () => {
    await db.close();
    await place.drop();
  });
  await db.migrateHost();
  return { db, place };
}

const tablesOf = async (db: HostDatabase) => (await db.tables()).filter((name) => !name.startsWith('kp_'));

for (const database of databases) {
  test(`${database.engine}: the host's tables are made once, also by two processes at once`, async (t) => {
    const place: OpenedDatabase = await database.open();
    const [one, two] = await Promise.all([connect(place), connect(place)]);
    t.teardown(async () => {
      await Promise.all([one.close(), two.close()]);
      await place.drop();
    });
    const ran = await Promise.all([one.migrateHost(), two.migrateHost()]);
    t.deepEqual(ran.map((names) => names.length).sort((a, b) => a - b)[0], 0);
    t.true(await one.tableExists('kp_row_versions'));
    t.deepEqual((await two.migrator.hostStatus()).pending, []);
    t.deepEqual(await one.migrateHost(), []);
    const names = await one.raw<{ name: string }>('select name from kp_migrations order by name');
    t.true(names.every(({ name }) => /^\d+_[a-z0-9_]+$/.test(name)));
  });

  test(`${database.engine}: a plugin's files run one after the other, and are rolled back to nothing`, async (t) => {
    const { db } = await openMigrated(t, database);
    const { owner, write } = pluginFolder(t);
    write('20260101_01_create_a', CREATE('my_shop_a'), DROP('my_shop_a'));
    write(
      '20260101_02_alter_a',
      "await knex.schema.alterTable('my_shop_a', (t) => t.integer('x'));",
      "if (await knex.schema.hasColumn('my_shop_a', 'x')) await knex.schema.alterTable('my_shop_a', (t) => t.dropColumn('x'));",
    );
    t.deepEqual((await db.migrator.status(owner)).pending.length, 2);
    const seen: string[] = [];
    t.deepEqual(
      await db.migrator.up(owner, async ({ name, existed }) => {
        seen.push(`${name} ${existed.includes('my_shop_a')}`);
      }),
      ['20260101_01_create_a', '20260101_02_alter_a'],
    );
    t.deepEqual(seen, ['20260101_01_create_a false', '20260101_02_alter_a true']);
    t.deepEqual(await db.migrator.up(owner), []);
    await db.query('my_shop_a').insert({ name: 'n', x: 1 });
    await db.migrator.undo(owner, ['20260101_02_alter_a']);
    t.deepEqual(
      (await db.raw<{ name: string }>('select * from my_shop_a')).map(({ name }) => name),
      ['n'],
    );
    await db.migrator.rollbackAll(owner);
    t.deepEqual(await tablesOf(db), []);
    t.deepEqual((await db.migrator.status(owner)).done, []);
  });

  test(`${database.engine}: a failing file takes those of the same try with it, and the next try succeeds`, async (t) => {
    const { db } = await openMigrated(t, database);
    const { owner, write } = pluginFolder(t);
    write('01_a', CREATE('my_shop_a'), DROP('my_shop_a'));
    write('02_b', `${CREATE('my_shop_b')} throw new Error('half way');`, DROP('my_shop_b'));
    const error = await t.throwsAsync(db.migrator.up(owner));
    t.regex(error?.message ?? '', /02_b failed: half way/);
    t.deepEqual(await tablesOf(db), []);
    t.deepEqual((await db.migrator.status(owner)).done, []);
    write('02_b', CREATE('my_shop_b'), DROP('my_shop_b'));
    t.deepEqual(await db.migrator.up(owner), ['01_a', '02_b']);
    t.deepEqual(await tablesOf(db), ['my_shop_a', 'my_shop_b']);
  });

  test(`${database.engine}: what earlier tries have finished stays when a later file fails`, async (t) => {
    const { db } = await openMigrated(t, database);
    const { owner, write } = pluginFolder(t);
    write('01_a', CREATE('my_shop_a'), DROP('my_shop_a'));
    await db.migrator.up(owner);
    await db.query('my_shop_a').insert({ name: 'kept' });
    write(
      '02_b',
      `${CREATE('my_shop_b')} throw new Error('no');`,
      `${DROP('my_shop_b')} ${DROP('my_shop_a')}`,
    );
    await t.throwsAsync(db.migrator.up(owner));
    t.deepEqual(await tablesOf(db), ['my_shop_a']);
    t.is((await db.query('my_shop_a')).length, 1);
  });

  test(`${database.engine}: a table that was there before survives with its rows`, async (t) => {
    const { db } = await openMigrated(t, database);
    const { owner, write } = pluginFolder(t);
    await db.knex.schema.createTable('my_shop_old', (table) => void table.string('name', 20));
    await db.query('my_shop_old').insert({ name: 'precious' });
    write('01_new', CREATE('my_shop_new'), DROP('my_shop_new'));
    write('02_old', CREATE('my_shop_old'), DROP('my_shop_old'));
    await t.throwsAsync(db.migrator.up(owner), { message: /02_old failed/ });
    t.deepEqual(await tablesOf(db), ['my_shop_old']);
    await db.migrator.rollbackAll(owner);
    t.is((await db.query('my_shop_old')).length, 1);
  });

  test(`${database.engine}: a plugin cannot touch tables of others, in words or behind them`, async (t) => {
    const { db } = await openMigrated(t, database);
    const { owner, write } = pluginFolder(t);
    const attempts = [
      CREATE('other_a'),
      DROP('kp_row_versions'),
      "await knex.schema.alterTable('kp_locks', (t) => t.integer('x'));",
      "await knex.schema.renameTable('kp_locks', 'my_shop_locks');",
      "await knex.raw('/* hidden */ create table other_b (id int)');",
    ];
    for (const attempt of attempts) {
      write(
        '01_a',
        `${CREATE('my_shop_a')} ${attempt}`,
        `${DROP('my_shop_a')} ${DROP('kp_locks')} ${DROP('other_a')}`,
      );
      await t.throwsAsync(db.migrator.up(owner), { message: /named my_shop_/ }, attempt);
      t.deepEqual(await tablesOf(db), [], attempt);
    }
    t.true(await db.tableExists('kp_locks'));
    t.true(await db.tableExists('kp_row_versions'));
  });

  test(`${database.engine}: what a killed process has left is undone, also when its files are gone`, async (t) => {
    const { db } = await openMigrated(t, database);
    const { owner, write, remove } = pluginFolder(t);
    await db.knex.schema.createTable('my_shop_old', (table) => void table.string('name', 20));
    write('01_a', CREATE('my_shop_a'), DROP('my_shop_a'));
    write('02_b', CREATE('my_shop_b'), DROP('my_shop_b'));
    await db.migrator.up(owner);
    // As after a kill in the middle of the second file.
    await db.query('kp_migration_files').where({ owner: 'my-shop', name: '02_b' }).update({ finished: 0 });
    remove('01_a');
    await db.migrator.undo(owner, ['01_a', '02_b', '03_never_begun']);
    t.deepEqual(await tablesOf(db), ['my_shop_old']);
    t.is((await db.query('kp_migration_files').where({ owner: 'my-shop' })).length, 0);
  });

  test(`${database.engine}: a file that a killed process has left half-done runs again from its start`, async (t) => {
    const { db } = await openMigrated(t, database);
    const { owner, write } = pluginFolder(t);
    write('01_a', CREATE('my_shop_a'), DROP('my_shop_a'));
    await db.migrator.up(owner);
    await db.query('kp_migration_files').where({ owner: 'my-shop' }).update({ finished: 0 });
    t.deepEqual(await db.migrator.up(owner), ['01_a']);
    t.deepEqual(await tablesOf(db), ['my_shop_a']);

    await db.query('kp_migrations').where({ name: '20261122_03_create_kp_row_versions' }).delete();
    t.deepEqual(await db.migrateHost(), ['20261122_03_create_kp_row_versions']);
    await db.raw('select version from kp_row_versions');
  });

  test(`${database.engine}: a file that has run and is missing is an error, not a guess`, async (t) => {
    const { db } = await openMigrated(t, database);
    const { owner, write, remove } = pluginFolder(t);
    write('01_a', CREATE('my_shop_a'), DROP('my_shop_a'));
    await db.migrator.up(owner);
    remove('01_a');
    await t.throwsAsync(db.migrator.up(owner), { message: /missing: 01_a/ });
    t.deepEqual(await tablesOf(db), ['my_shop_a']);
  });
}
