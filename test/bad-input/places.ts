import type { Json, Parameter } from '../contract/documents.js';
import type { Filling } from '../contract/samples/sample.js';

/** A call with something odd in its address: `raw` parts are put in as they stand. */
export interface OddAddress {
  readonly title: string;
  /** Of a path: by name, as written in the address. */
  readonly path?: Readonly<Record<string, string>>;
  /** Appended to the query as it stands. */
  readonly query?: string;
  /** Must be refused; else it may also find nothing, or everything. */
  readonly refused: boolean;
}

/** Ids that are none. */
const ODD_IDS = [
  '0',
  '-1',
  '1.5',
  'abc',
  '1e3',
  '0x10',
  '9007199254740993',
  '99999999999999999999999999',
  '__proto__',
  'constructor',
  '%00',
  '%20',
  '%ff',
  '%ed%a0%80',
  '%F0%9F%9C%81',
  "1'%20or%201=1",
  '..%2f1',
  'a'.repeat(300),
];

const BROKEN_TEXTS = ['%ff', '%ed%a0%80', '%c3%28', '%'];

export function oddPaths({ params = {} }: Filling): OddAddress[] {
  return Object.keys(params).flatMap((name) =>
    ODD_IDS.map((id) => ({ title: `${name} ${id.slice(0, 30)}`, path: { [name]: id }, refused: true })),
  );
}

export function oddQueries(parameters: readonly Parameter[], strict: boolean): OddAddress[] {
  const own = parameters.filter((parameter) => parameter.in === 'query');
  return [
    ...(strict ? [{ title: 'an unknown parameter', query: 'no_such_parameter=1', refused: true }] : []),
    { title: '__proto__', query: '__proto__=1', refused: strict },
    { title: 'constructor', query: 'constructor[prototype][x]=1', refused: strict },
    ...BROKEN_TEXTS.map((text) => ({ title: `broken text ${text}`, query: `q=${text}`, refused: strict })),
    ...own.flatMap((parameter) => oddValues(parameter, strict)),
  ];
}

function oddValues({ name, schema }: Parameter, strict: boolean): OddAddress[] {
  const odd = (title: string, value: string, refused = true): OddAddress => ({
    title: `${name}: ${title}`,
    query: `${name}=${value}`,
    refused,
  });
  return [
    ...ofType(schema, odd),
    ...BROKEN_TEXTS.slice(0, 3).map((text) => odd(`broken text ${text}`, text)),
    odd('NUL', 'a%00b', false),
    odd('a four-byte character', '%F0%9F%9C%81', false),
    odd('very long', 'a'.repeat(3000), false),
    { title: `${name}: twice`, query: `${name}=1&${name}=2`, refused: false },
    { title: `${name}: as an object`, query: `${name}[a]=1`, refused: strict },
  ];
}

function ofType(
  schema: Json,
  odd: (title: string, value: string, refused?: boolean) => OddAddress,
): OddAddress[] {
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  if (schema.enum)
    return [odd('not in the list', 'no_such_value'), odd('a name of every object', 'constructor')];
  if (schema.type === 'boolean') return [odd('a word', 'perhaps')];
  if (schema.format === 'date') return [odd('not in the calendar', '2026-02-30'), odd('words', 'today')];
  if (schema.type !== 'integer' && schema.type !== 'number') return [];
  return [
    odd('a word', 'many'),
    odd('a fraction', '1.5'),
    odd('one billion', '1000000000', false),
    odd('more than there are integers', '99999999999999999999'),
    ...(minimum === undefined ? [] : [odd('too small', String(minimum - 1))]),
    ...(maximum === undefined ? [] : [odd('too large', String(maximum + 1))]),
  ];
}
