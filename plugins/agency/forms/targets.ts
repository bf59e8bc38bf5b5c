import type { FormTarget } from '../contract.js';
import type { Schema } from './schema-rules.js';

export type Mapping = Readonly<Record<string, string>>;

/** What a submission may fill of a target. The rules are those of the services that make it. */
export interface TargetRules {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

const text = (maxLength: number): Schema => ({ type: 'string', maxLength });
/** Not blank. */
const words = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength, pattern: '\\S' });
/** One that mails can be sent to. */
const EMAIL: Schema = {
  type: 'string',
  maxLength: 190,
  pattern: '^[^\\s@<>"(),:;\\\\\\[\\]]+@[^\\s@<>"\'(),:;\\\\\\[\\].]+(\\.[^\\s@<>"\'(),:;\\\\\\[\\].]+)*$',
};

const PERSON = { name: words(200), email: EMAIL, company: text(200), phone: text(50) };

const ORDER = {
  serviceId: words(36),
  quantity: { type: 'integer', minimum: 1, maximum: 1_000_000 },
  notes: text(20_000),
};

const TARGETS: Readonly<Record<FormTarget | 'order of a client', TargetRules>> = {
  none: { properties: {}, required: [] },
  client: {
    properties: {
      ...PERSON,
      website: { type: 'string', maxLength: 500, pattern: '^https?://\\S+$' },
      taxId: text(50),
      notes: text(20_000),
    },
    required: ['name'],
  },
  ticket: {
    properties: {
      subject: words(200),
      message: words(20_000),
      requesterEmail: EMAIL,
      priority: { type: 'string', enum: ['low', 'normal', 'high', 'urgent'] },
    },
    required: ['subject', 'message'],
  },
  order: { properties: { ...PERSON, ...ORDER }, required: ['name', 'serviceId'] },
  'order of a client': { properties: { clientId: words(36), ...ORDER }, required: ['clientId', 'serviceId'] },
};

type Kind = keyof typeof TARGETS;

/** Scopes of whoever makes a form of this kind: through a form nobody makes what they may not make themselves. */
const NEEDS: Readonly<Record<Kind, readonly string[]>> = {
  none: [],
  client: ['clients:write'],
  ticket: ['tickets:write'],
  order: ['orders:write', 'clients:write'],
  'order of a client': ['orders:write'],
};

/** An order is of somebody who writes who they are, or of a client that the form names. */
function kindOf(target: FormTarget, mapping: Mapping): Kind {
  const isNamed = target === 'order' && Object.values(mapping).includes('clientId');
  return isNamed ? 'order of a client' : target;
}

export function rulesOf(target: FormTarget, mapping: Mapping): TargetRules {
  return TARGETS[kindOf(target, mapping)];
}

export function neededScopes(target: FormTarget, mapping: Mapping): readonly string[] {
  return NEEDS[kindOf(target, mapping)];
}

/** The same as a schema with its name, for the values of a submission by their properties. */
export function targetSchema(target: FormTarget, mapping: Mapping): readonly [key: string, schema: Schema] {
  const kind = kindOf(target, mapping);
  return [`target ${kind}`, SCHEMAS[kind] ?? {}];
}

const SCHEMAS: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(TARGETS).map(([kind, rules]) => [kind, { type: 'object', ...rules }]),
);
