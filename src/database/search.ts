import type { Binding } from './dialects/engine.js';
import type { Fragment } from './query-state.js';
import { quoted } from './query-state.js';
import type { RowSource } from './row-source.js';
import { keptTermsOf, TERM_END, termsOf } from './terms.js';

/** Words looked for at most: each is a range read of its own. */
const MAX_WORDS = 8;
/** The terms that a word begins. */
const RANGE = '`org_id` = ? and `term` >= ? and `term` < ?';

/** Rows of which every word of the text begins a term. Undefined where the text has no words: all rows match. */
export function searchCondition(source: RowSource, text: string | undefined): Fragment | undefined {
  if (!source.table.options.searchable) throw new TypeError(`${source.table.name} is not searchable`);
  const words = termsOf(text).slice(0, MAX_WORDS);
  if (words.length === 0) return undefined;
  return withWords(source, words);
}

/** The rows are found by these words. Each by itself: MariaDB would work an intersection out for every row again. */
function withWords(source: RowSource, words: readonly string[]): Fragment {
  const found = `${quoted(source.keyColumn)} in (select \`id\` from ${source.termsTable} where ${RANGE})`;
  return {
    sql: words.map(() => found).join(' and '),
    bindings: words.flatMap((word) => rangeOf(source, word)),
    isKeys: true,
    words,
  };
}

/** The rows are found otherwise, and each is asked for these words: said so that no index of words is of use for it. */
function askedFor(source: RowSource, words: readonly string[]): Fragment {
  const sameRow = `w.\`id\` = ${source.name}.${quoted(source.keyColumn)}`;
  const asked = `(select 1 from ${source.termsTable} w where ${sameRow} and substr(w.\`term\`, 1, ?) = ? limit 1)`;
  return {
    sql: words.map(() => `${asked} is not null`).join(' and '),
    bindings: words.flatMap<Binding>((word) => [[...word].length, word]),
  };
}

/**
 * Conditions for a page in an order. Rows that have a rare word are found by it. Rows with words that very many have are
 * read in the order of the page, which is soon full. `counted`: those for the total.
 */
export async function searched(
  source: RowSource,
  conditions: readonly Fragment[],
): Promise<{ listed: readonly Fragment[]; counted: readonly Fragment[] }> {
  const at = conditions.findIndex(({ words }) => words);
  const words = conditions[at]?.words;
  if (!words) return { listed: conditions, counted: conditions };
  const isBroad = await Promise.all(words.map((word) => hasMany(source, word)));
  const broad = words.filter((_, n) => isBroad[n]);
  if (broad.length === 0) return { listed: conditions, counted: conditions };
  const rare = words.filter((_, n) => !isBroad[n]);
  const asked = askedFor(source, broad);
  if (rare.length === 0) return { listed: conditions.with(at, asked), counted: conditions };
  const found = withWords(source, rare);
  const both = {
    ...found,
    sql: `${found.sql} and ${asked.sql}`,
    bindings: [...found.bindings, ...asked.bindings],
  };
  return { listed: conditions.with(at, both), counted: conditions.with(at, both) };
}

function hasMany(source: RowSource, word: string): Promise<boolean> {
  const { broadWords, transactions } = source.services;
  const terms = `select 1 from ${source.termsTable} where ${RANGE} limit ?`;
  return broadWords.has(`${source.termsOrg}/${source.table.name}/${word}`, async (most) => {
    const bindings = [...rangeOf(source, word), most];
    const [row] = await transactions.readShared(`select count(*) as found from (${terms}) t`, bindings);
    return Number(row?.found);
  });
}

function rangeOf(source: RowSource, word: string): readonly Binding[] {
  return [source.termsOrg, word, word + TERM_END];
}

/** Replaces the terms of one row. */
export async function writeTerms(
  source: RowSource,
  id: number,
  texts: readonly (string | null | undefined)[],
): Promise<void> {
  if (!source.table.options.searchable) throw new TypeError(`${source.table.name} is not searchable`);
  const { transactions } = source.services;
  const terms = keptTermsOf(...texts);
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
