import { referring, widened } from './values.js';

type Json = Record<string, unknown>;

const PREFIX = '#/components/schemas/';

/** Schemas of several units in one document: names get their unit in front, so that two `Client`s do not meet. */
export class SchemaSet {
  readonly all: Record<string, Json> = {};
  private readonly taken = new Set<string>();

  /** Adds the unit's schemas (once) and answers `value` with its references renamed and its whole numbers wide enough. */
  take(unit: string, document: Readonly<Json>, value: unknown): unknown {
    if (!this.taken.has(unit)) {
      this.taken.add(unit);
      const schemas = ((document.components as Json | undefined)?.schemas ?? {}) as Record<string, Json>;
      for (const [name, schema] of Object.entries(schemas))
        this.all[`${unit}.${name}`] = rename(unit, schema) as Json;
    }
    return rename(unit, value);
  }

  /** Adds one schema and answers its reference. */
  add(name: string, schema: Json): string {
    this.all[name] = schema;
    return PREFIX + name;
  }

  resolve(schema: Json): Json {
    const ref = schema.$ref as string | undefined;
    return ref ? (this.all[ref.slice(PREFIX.length)] ?? {}) : schema;
  }
}

function rename(unit: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(unit, item));
  if (typeof value !== 'object' || value === null) return value;
  const renamed = Object.entries(value).map(([key, inner]) =>
    key === '$ref'
      ? [key, `${PREFIX}${unit}.${String(inner).slice(PREFIX.length)}`]
      : [key, rename(unit, inner)],
  );
  return referring(widened(Object.fromEntries(renamed) as Json));
}

/** Only what is referred to, from the paths or from each other. */
export function prune(paths: unknown, schemas: Readonly<Record<string, Json>>): Record<string, Json> {
  const kept: Record<string, Json> = {};
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const name = key === '$ref' ? String(inner).slice(PREFIX.length) : undefined;
      if (name === undefined) visit(inner);
      else if (!kept[name] && schemas[name]) {
        kept[name] = schemas[name];
        visit(schemas[name]);
      }
    }
  };
  visit(paths);
  return kept;
}
