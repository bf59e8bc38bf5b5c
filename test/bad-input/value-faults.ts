import type { Json } from '../contract/documents.js';

/** One value for a field, and whether it must be refused. */
export interface ValueFault {
  readonly title: string;
  readonly value: unknown;
  readonly refused?: boolean;
}

/** Texts that are hard to keep: refused, or stored exactly. */
export const HARD_TEXTS: readonly ValueFault[] = [
  { title: 'four-byte characters', value: 'Aurora 🜁 𝔸urora 👩‍👩‍👧', refused: false },
  { title: 'NUL', value: 'Aurora\u0000after', refused: false },
  { title: 'half of a character', value: 'Aurora \ud83d', refused: false },
  { title: 'marks that join', value: 'Aurora e\u0301\u200f\u202e', refused: false },
  { title: 'SQL', value: "Aurora'); drop table kp_users; --", refused: false },
  { title: 'markup', value: 'Aurora <script>alert(1)</script>', refused: false },
];

/** Longer than any column; where no limit is documented it may be stored, but whole. */
const LONG = 70_000;

/** Values that this schema forbids, or that are hard to keep. */
export function faultsOf(schema: Json, nullable: boolean, lenient: boolean): ValueFault[] {
  const none = nullable ? [] : [{ title: 'null', value: null }];
  if (schema.enum) return [...none, ...ofEnum(schema)];
  switch (schema.type) {
    case 'string':
      return [...none, ...ofString(schema)];
    case 'integer':
    case 'number':
      return [...none, ...ofNumber(schema)];
    case 'boolean':
      return [...none, { title: 'a word', value: 'perhaps' }, { title: 'an object', value: {} }];
    case 'array':
      return [...none, ...ofArray(schema, lenient)];
    case 'object':
      return [...none, { title: 'a text', value: 'text' }, { title: 'a list', value: ['x'] }];
    default:
      return [];
  }
}

function ofEnum(schema: Json): ValueFault[] {
  const [first] = schema.enum as unknown[];
  const shouted =
    typeof first === 'string' ? [{ title: 'in capitals', value: `${first}`.toUpperCase() }] : [];
  return [
    { title: 'no value of the list', value: 'no_such_value' },
    { title: 'a name of every object', value: 'constructor' },
    ...shouted.filter(({ value }) => value !== first),
  ];
}

function ofString(schema: Json): ValueFault[] {
  const { minLength, maxLength, format, pattern } = schema as Record<string, number & string>;
  const formatted = format !== undefined || pattern !== undefined;
  return [
    { title: 'an object', value: { text: 1 } },
    { title: 'a list', value: ['a', 'b'] },
    ...(minLength ? [{ title: 'too short', value: '' }] : []),
    { title: 'too long', value: 'a'.repeat((maxLength ?? LONG) + 1), refused: maxLength !== undefined },
    ...(maxLength ? [{ title: 'too long in four-byte characters', value: '🜁'.repeat(maxLength + 1) }] : []),
    ...(format ? (FORMATS[format] ?? []) : []),
    ...HARD_TEXTS.map((text) => (formatted ? { ...text, refused: format !== undefined } : text)),
  ];
}

const FORMATS: Readonly<Record<string, readonly ValueFault[]>> = {
  date: [
    { title: 'a day that is not in the calendar', value: '2026-02-30' },
    { title: 'a month that is not', value: '2026-13-01' },
    { title: 'words', value: 'tomorrow' },
    { title: 'year zero and a half', value: '0000-00-00' },
  ],
  'date-time': [
    { title: 'an impossible instant', value: '2026-02-30T10:00:00Z' },
    { title: 'an hour that is not', value: '2026-02-01T25:00:00Z' },
    { title: 'words', value: 'now' },
  ],
  email: [
    { title: 'no address', value: 'nobody' },
    { title: 'two lines', value: 'a@b.test\r\nBcc: c@d.test' },
  ],
  uri: [{ title: 'a script', value: 'javascript:alert(1)' }],
};

const FAR_BELOW = -(2 ** 40);

function ofNumber(schema: Json): ValueFault[] {
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  return [
    { title: 'a word', value: 'many' },
    { title: 'an object', value: {} },
    { title: 'a list', value: [1, 2] },
    ...(schema.type === 'integer' ? [{ title: 'a fraction', value: 1.5 }] : []),
    ...(minimum === undefined ? [] : [{ title: 'too small', value: minimum - 1 }]),
    ...(maximum === undefined ? [] : [{ title: 'too large', value: maximum + 1 }]),
    { title: 'beyond exact integers', value: 2 ** 53 + 2, refused: schema.type === 'integer' },
    { title: 'beyond everything', value: 1e308, refused: schema.type === 'integer' },
    { title: 'far below', value: FAR_BELOW, refused: minimum !== undefined && minimum > FAR_BELOW },
  ];
}

function ofArray(schema: Json, lenient: boolean): ValueFault[] {
  const { minItems } = schema as { minItems?: number };
  return [
    // Who converts takes it for a list of one.
    { title: 'a word', value: 'text', refused: !lenient },
    { title: 'an object', value: { 0: 'x' } },
    { title: 'a list of lists', value: [[[]]] },
    ...(minItems ? [{ title: 'too few', value: [] }] : []),
  ];
}
