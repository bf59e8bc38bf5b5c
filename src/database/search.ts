import type { Binding } from './dialects/engine.js';
import type { Fragment } from './query-state.js';
import { quoted } from './query-state.js';
import type { RowSource } from './row-source.js';
import { TERM_END, termsOf } from './terms.js';

/** Words looked for at most: each is a range read of its own. */
const MAX_WORDS = 8;

/** Rows of which every word of the text begins a term. Undefined where the text has no words: all rows match. */
export function searchCondition(source: RowSource, text: string | undefined): Fragment | undefined {
  if (!source.table.options.searchable) throw new TypeError(`${source.table.name} is not searchable`);
  const words = termsOf(text).slice(0, MAX_WORDS);
  if (words.length === 0) return undefined;
  const range = `select \`id\` from ${source.termsTable} where \`org_id\` = ? and \`term\` >= ? and \`term\` < ?`;
  return {
    sql: `${quoted(source.keyColumn)} in (${words.map(() => range).join(' intersect ')})`,
    bindings: words.flatMap<Binding>((word) => [source.termsOrg, word, word + TERM_END]),
  };
}

/** Replaces the terms of one row. */
export async function writeTerms(
  source: RowSource,
  id: number,
  texts: readonly (string | null | undefined)[],
): Promise<void> {
  if (!source.table.options.searchable) throw new TypeError(`${source.table.name} is not searchable`);
  const { transactions } = source.services;
  const terms = termsOf(...texts);
  await transactions.run(async () => {
    const scope = transactions.current();
    // A row made in this transaction has no terms yet.
    if (!scope?.fresh.delete(`${source.table.name}/${id}`)) {
      await transactions.write(`delete from ${source.termsTable} where \`id\` = ? and \`org_id\` = ?`, [
        id,
        source.termsOrg,
      ]);
    }
    if (terms.length > 0) await insertTerms(source, id, terms);
    source.touch();
  });
}

async function insertTerms(source: RowSource, id: number, terms: readonly string[]): Promise<void> {
  const places = terms.map(() => '(?, ?, ?)').join(', ');
  const bindings = terms.flatMap<Binding>((term) => [source.termsOrg, term, id]);
  const sql = `insert into ${source.termsTable} (\`org_id\`, \`term\`, \`id\`) values ${places}`;
  await source.services.transactions.write(sql, bindings);
}

/** Forgets the terms of rows that are about to be deleted. */
export async function deleteTerms(source: RowSource, rows: Fragment): Promise<void> {
  const ids = `select ${quoted(source.keyColumn)} from ${source.name}${rows.sql}`;
  await source.services.transactions.write(
    `delete from ${source.termsTable} where \`org_id\` = ? and \`id\` in (${ids})`,
    [source.termsOrg, ...rows.bindings],
  );
}
