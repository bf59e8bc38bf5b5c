import type { HostDatabase } from '../../database/host-database.js';
import type { Plugin } from '../../plugins/plugin.js';

/** Runs the migrations down and up again; answers what they do that they must not. The migrator logs what `down` fails to do. */
export async function checkMigrations(db: HostDatabase, plugin: Plugin): Promise<readonly string[]> {
  const { name, migrations } = plugin;
  await db.migrator.rollbackAll({ name, migrations });
  const begun: { readonly file: string; readonly existed: readonly string[] }[] = [];
  await db.migrator.up({ name, migrations }, async (file) => {
    begun.push({ file: file.name, existed: file.existed });
  });
  const last = await db.raw<{ name: string }>("select name from sqlite_master where type = 'table'");
  return begun.flatMap(({ file, existed }, index) => {
    const after = begun[index + 1]?.existed ?? last.map((row) => row.name);
    const made = after.filter((table) => !existed.includes(table) && !table.startsWith('sqlite_'));
    // What a searchable table is searched by belongs to it.
    const tables = made.filter(
      (table) => !made.includes(table.replace(/_terms$/, '')) || !table.endsWith('_terms'),
    );
    if (tables.length <= 1) return [];
    return [
      `the migration ${file} makes several tables (${tables.join(', ')}): one a file, so that each can be undone`,
    ];
  });
}
