import { settled } from '../contract/agreement.js';
import type { Json } from '../contract/documents.js';
import { faultsOf } from './value-faults.js';

/** One body that differs from a valid one in one place. */
export interface Mutation {
  readonly title: string;
  readonly body: Json;
  /** As an answer must name it: `address.city`, `stages.0.name`. */
  readonly field: string;
  /** False: it may be stored, but then exactly so. */
  readonly refused: boolean;
  /** What was put there. */
  readonly value: unknown;
}

/** A schema and the document that its references lead into. */
export interface Placed {
  readonly schema: Json;
  readonly document: Json;
}

type Path = readonly (string | number)[];

/** Every mutation of a valid body that its schema suggests. `strict`: unknown fields are refused. */
export function mutationsOf(valid: Json, placed: Placed, strict: boolean): Mutation[] {
  return inObject(valid, valid, placed, [], strict);
}

function inObject(root: Json, at: Json, placed: Placed, path: Path, strict: boolean): Mutation[] {
  const schema = settled(placed);
  const properties = (schema.properties as Record<string, Json>) ?? {};
  const required = (schema.required as string[]) ?? [];
  return [
    ...required.map((name) => without(root, [...path, name])),
    ...(strict && schema.properties && !schema.additionalProperties
      ? [put(root, [...path, 'no_such_field'], 1, 'an unknown field')]
      : []),
    ...Object.entries(properties).flatMap(([name, inner]) =>
      inValue(root, at[name], { ...placed, schema: inner }, [...path, name], strict),
    ),
  ];
}

function inValue(root: Json, value: unknown, placed: Placed, path: Path, strict: boolean): Mutation[] {
  const schema = settled(placed);
  const faults = faultsOf(schema, isNullable(placed), !strict).map(({ value, title, refused = true }) =>
    put(root, path, value, title, refused),
  );
  if (Array.isArray(value) && value.length > 0 && schema.items) {
    const items = { ...placed, schema: schema.items as Json };
    return [...faults, ...inValue(root, value[0], items, [...path, 0], strict)];
  }
  if (schema.properties && typeof value === 'object' && value !== null)
    return [...faults, ...inObject(root, value as Json, placed, path, strict)];
  return faults;
}

function isNullable({ schema }: Placed): boolean {
  return schema.nullable === true || (Array.isArray(schema.type) && schema.type.includes('null'));
}

function put(root: Json, path: Path, value: unknown, title: string, refused = true): Mutation {
  const field = path.join('.');
  return { title: `${field}: ${title}`, field, refused, value, body: changed(root, path, value) as Json };
}

function without(root: Json, path: Path): Mutation {
  const field = path.join('.');
  const body = changed(root, path, undefined) as Json;
  return { title: `${field}: missing`, field, refused: true, value: undefined, body };
}

/** A copy with another value in one place; undefined leaves the place out. */
function changed(root: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(root)) return root.map((item, at) => (at === step ? changed(item, rest, value) : item));
  const { [step]: old, ...others } = (root ?? {}) as Json;
  const inner = changed(old, rest, value);
  return inner === undefined ? others : { ...others, [step]: inner };
}
