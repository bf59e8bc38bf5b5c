const columns = new Map<string, string>();
const keys = new Map<string, string>();
/** Names come from code; the bound only stops a mistake that would let callers choose them. */
const MAX_NAMES = 20_000;

/** `createdAt` → `created_at`. Refuses what could be anything but a name. */
export function columnOf(key: string): string {
  const known = columns.get(key);
  if (known !== undefined) return known;
  if (!/^[a-z][A-Za-z0-9]*$/.test(key))
    throw new TypeError(`Not the name of a column: ${JSON.stringify(key)}`);
  return remember(
    columns,
    key,
    key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}

/** `created_at` → `createdAt`. */
export function keyOf(column: string): string {
  const known = keys.get(column);
  if (known !== undefined) return known;
  return remember(
    keys,
    column,
    column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
  );
}

function remember(names: Map<string, string>, from: string, to: string): string {
  if (names.size >= MAX_NAMES) names.clear();
  names.set(from, to);
  return to;
}
