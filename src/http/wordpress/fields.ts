type Json = Record<string, unknown>;

/** The names in `_fields=id,title.raw` or `_fields[]=id`; null when it was not asked for. */
export function askedFields(
  query: Readonly<Record<string, string | string[] | undefined>>,
): readonly string[] | null {
  const written = [query._fields, query['_fields[]']].flat().filter((value) => value !== undefined);
  if (written.length === 0) return null;
  const names = written.flatMap((value) => value.split(',')).map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? null : given;
}

/** Only these fields of one record, or of each in a list. */
export function onlyFields(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => onlyFields(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const picked: Json = {};
  for (const name of names) copy(value as Json, picked, name.split('.'));
  return picked;
}

function copy(from: Json, to: Json, path: readonly string[]): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (!Object.hasOwn(from, key)) return;
  const value = from[key];
  // A link relation is a list of links: whole or not at all.
  if (rest.length === 0 || key === '_links' || !isRecord(value)) {
    if (rest.length === 0 || key === '_links') to[key] = value;
    return;
  }
  const inner = Object.hasOwn(to, key) && isRecord(to[key]) ? (to[key] as Json) : {};
  copy(value, inner, rest);
  if (Object.keys(inner).length > 0 && to[key] !== value) to[key] = inner;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
