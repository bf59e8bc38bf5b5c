import type { FieldProblem } from '#host';
import type { FormTarget } from '../contract.js';
import { refused } from './schema-checker.js';
import type { Schema } from './schema-rules.js';
import { type Mapping, rulesOf } from './targets.js';

/** What the mapping is checked with. */
export interface Mapped {
  readonly schema: Schema;
  readonly target: FormTarget;
  readonly mapping: Mapping;
  readonly honeypot: string | null;
}

/** 422 unless every field is one of the schema's, fills a property of the target, and nothing needed is left out. */
export function assertMapping(form: Mapped): void {
  const faults = [...fieldFaults(form), ...missing(form), ...honeypotFaults(form)];
  if (faults.length > 0) throw refused(faults);
}

function fieldFaults({ schema, target, mapping }: Mapped): FieldProblem[] {
  const { properties } = rulesOf(target, mapping);
  const filled = new Set<string>();
  return Object.entries(mapping).flatMap(([field, property]) => {
    const place = `mapping.${field}`;
    const rule = Object.hasOwn(properties, property) ? properties[property] : undefined;
    const known = Object.keys(properties).join(', ') || 'nothing';
    if (!rule)
      return fault(place, `is to fill ${property}, which the target ${target} has not; it has ${known}`);
    if (filled.has(property)) return fault(place, `fills ${property}, which another field fills`);
    filled.add(property);
    const asked = isSchema(schema.properties) ? schema.properties : {};
    if (!Object.hasOwn(asked, field)) return fault(place, 'names a field that the schema has not');
    if (!mayBe(asked[field], rule.type))
      return fault(place, `fills ${property}, which is of type ${rule.type}`);
    return [];
  });
}

function missing({ target, mapping }: Mapped): FieldProblem[] {
  const filled = new Set(Object.values(mapping));
  const left = rulesOf(target, mapping).required.filter((property) => !filled.has(property));
  if (left.length === 0) return [];
  const message = `mapping leaves out ${left.join(', ')}, which the target ${target} needs`;
  return [{ field: 'mapping', rule: 'required', message }];
}

function honeypotFaults({ schema, mapping, honeypot }: Mapped): FieldProblem[] {
  if (honeypot === null) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  const isAsked = required.includes(honeypot) || Object.hasOwn(mapping, honeypot);
  return isAsked ? fault('honeypot', 'names a field that people have to fill') : [];
}

/** Whether a field of this schema can be of the type; one that says nothing of its type can. */
function mayBe(schema: unknown, type: unknown): boolean {
  if (!isSchema(schema) || schema.type === undefined) return true;
  const types: unknown[] = [schema.type].flat();
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}

function fault(field: string, what: string): FieldProblem[] {
  return [{ field, rule: 'reference', message: `${field} ${what}` }];
}

/** Values by the property they fill. What was left empty fills nothing. */
export function mappedValues(
  mapping: Mapping,
  data: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const pairs = Object.entries(mapping).map(([field, property]) => [
    property,
    Object.hasOwn(data, field) ? data[field] : undefined,
  ]);
  return Object.fromEntries(
    pairs.filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

/** The same faults, by the fields that filled the properties. */
export function byField(mapping: Mapping, faults: readonly FieldProblem[]): FieldProblem[] {
  const fields = new Map(Object.entries(mapping).map(([field, property]) => [property, field]));
  return faults.map(({ field: property, rule, message }) => {
    const field = fields.get(property) ?? property;
    return { field, rule, message: message.replace(property, field) };
  });
}
