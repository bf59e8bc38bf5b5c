import { settled } from './agreement.js';
import type { Json } from './documents.js';

type Visit = (place: string, value: unknown) => void;

/** Remembers which fields of answers have ever held something. */
export class Coverage {
  private readonly expected = new Set<string>();
  private readonly filled = new Set<string>();

  /** `response`: as documented, with the schema of its body. */
  see(document: Json, response: Json, body: unknown): void {
    const content = response.content as Record<string, Json> | undefined;
    // Not resolved: its name is where its reference leads.
    const schema = content?.['application/json']?.schema as Json | undefined;
    if (!schema) return;
    walk({ schema, document }, body, '', (place, value) => {
      this.expected.add(place);
      if (isFilled(value)) this.filled.add(place);
    });
  }

  /** Fields that were always null, empty or left out. */
  get empty(): string[] {
    return [...this.expected].filter((place) => !this.filled.has(place)).sort();
  }
}

function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined;
}

/** Every field that a schema names, with its value where there is one. Places are called by their schema. */
function walk(at: { schema: Json; document: Json }, value: unknown, place: string, visit: Visit): void {
  const { document } = at;
  const schema = settled(at);
  const name = nameOf(at.schema) ?? place;
  if (schema.items && Array.isArray(value)) {
    const items = { schema: schema.items as Json, document };
    for (const item of value) walk(items, item, `${name}[]`, visit);
  }
  if (!schema.properties || typeof value !== 'object' || value === null) return;
  for (const [field, inner] of Object.entries(schema.properties as Record<string, Json>)) {
    const found = (value as Json)[field];
    visit(`${name}.${field}`, found);
    walk({ schema: inner, document }, found, `${name}.${field}`, visit);
  }
}

function nameOf(schema: Json): string | undefined {
  const parts = [schema, ...((schema.allOf as Json[]) ?? [])];
  const ref = parts.map(({ $ref }) => $ref).find((found) => typeof found === 'string');
  return ref?.replace('#/components/schemas/', '');
}
