import type { FormTarget } from '../contract.js';
import type { Schema } from './schema-rules.js';

/** What a submission may fill of a target. The rules are those of the services that make it. */
export interface TargetRules {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

const text = (maxLength: number): Schema => ({ type: 'string', maxLength });
/** Not blank. */
const words = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength, pattern: '\\S' });
const EMAIL: Schema = { type: 'string', maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' };

const PERSON = { name: words(200), email: EMAIL, company: text(200), phone: text(50) };

export const TARGETS: Readonly<Record<FormTarget, TargetRules>> = {
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
};

/** The same as schemas, for the values of a submission by their properties. */
export const TARGET_SCHEMAS: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(TARGETS).map(([target, rules]) => [target, { type: 'object', ...rules }]),
);
