import { settled } from './agreement.js';
import type { Json } from './documents.js';

/** For every value of every list of values in a body's schema: the part of a body that holds it. */
export function valuesOf({ schema, document }: { schema: Json; document: Json }): Json[] {
  const { properties } = settled({ schema, document });
  return Object.entries((properties as Record<string, Json>) ?? {}).flatMap(([name, inner]) => {
    const own = settled({ schema: inner, document });
    const values = (own.enum as unknown[] | undefined)?.map((value) => ({ [name]: value }));
    if (values) return values;
    if (own.properties) return valuesOf({ schema: own, document }).map((part) => ({ [name]: part }));
    return [];
  });
}
