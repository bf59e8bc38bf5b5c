import test from 'ava';
import { SchemaChecker } from '../../plugins/agency/forms/schema-checker.js';
import { isProblem } from '../../src/http/problem.js';

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

/** The places that are at fault, with the rule. */
function faultsOf(schema: object): Record<string, string> {
  try {
    new SchemaChecker().assertSchema(schema as never);
    return {};
  } catch (error) {
    if (!isProblem(error) || error.code !== 'unprocessable') throw error;
    return Object.fromEntries(error.details.map(({ field, rule }) => [field, rule]));
  }
}

/** A definition that asks for the one before it twice: a small text that means 2^n rules. */
function doubling(levels: number) {
  const $defs: Record<string, object> = { d0: { minLength: 1 } };
  for (let n = 1; n <= levels; n += 1)
    $defs[`d${n}`] = { allOf: [{ $ref: `#/$defs/d${n - 1}` }, { $ref: `#/$defs/d${n - 1}` }] };
  return object({ a: { $ref: `#/$defs/d${levels}` } }, { $defs });
}

test('a schema says where it is at fault', (t) => {
  t.deepEqual(faultsOf({ type: 'array' }), { 'schema.type': 'enum' });
  t.deepEqual(faultsOf(object({ a: { typ: 'string' } })), { 'schema.properties.a.typ': 'unknown' });
  t.deepEqual(faultsOf(object({ a: { format: 'regex' } })), { 'schema.properties.a.format': 'enum' });
  t.deepEqual(faultsOf(object({ a: { minLength: -1 } })), { 'schema.properties.a.minLength': 'min' });
  t.deepEqual(faultsOf(object({ a: { pattern: '(a)\\1' } })), { 'schema.properties.a.pattern': 'pattern' });
  t.deepEqual(faultsOf(object({}, { patternProperties: { '(?=a)': {} } })), {
    'schema.patternProperties.(?=a)': 'pattern',
  });
  t.deepEqual(faultsOf(object({ a: 7 })), { 'schema.properties.a': 'type' });
});

test('a schema refers to nothing but its own definitions, and not in a circle', (t) => {
  const refused = { 'schema.properties.a.$ref': 'reference' };
  for (const $ref of [
    'https://example.test/s.json',
    '#',
    '#/properties/a',
    '#/$defs/none',
    '#/$defs/toString',
    7,
  ])
    t.deepEqual(faultsOf(object({ a: { $ref } }, { $defs: {} })), refused, String($ref));
  const circle = { x: { properties: { inner: { $ref: '#/$defs/y' } } }, y: { $ref: '#/$defs/x' } };
  t.deepEqual(faultsOf(object({ a: { $ref: '#/$defs/x' } }, { $defs: circle })), {
    'schema.$defs.y.$ref': 'reference',
  });
  for (const word of ['$id', '$anchor', '$dynamicRef', '$vocabulary'])
    t.deepEqual(faultsOf(object({}, { [word]: 'https://example.test/x' })), {
      [`schema.${word}`]: 'unknown',
    });
});

test('a schema is bounded in its length, its depth and what it comes to', (t) => {
  let deep: object = {};
  for (let n = 0; n < 30; n += 1) deep = { properties: { a: deep } };
  t.true(Object.values(faultsOf(object({ a: deep }))).includes('depth'));
  t.deepEqual(faultsOf(doubling(5)), {});
  t.deepEqual(faultsOf(doubling(10)), { schema: 'max' }, 'a thousand of the same');
  const wide = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`f${n}`, { type: 'string' }]));
  t.deepEqual(faultsOf(object(wide)), { schema: 'max' });
  t.deepEqual(faultsOf(object({ a: { description: 'x'.repeat(70_000) } })), { schema: 'max_length' });
});

test('the whole vocabulary is understood', (t) => {
  const schema = object(
    {
      kind: { enum: ['a', 'b'] },
      n: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
      list: {
        type: 'array',
        prefixItems: [{ type: 'string' }],
        items: { type: 'integer' },
        contains: { const: 7 },
      },
      when: { type: ['string', 'null'], format: 'date' },
    },
    {
      if: { properties: { kind: { const: 'a' } } },
      oneOf: [{ required: ['kind'] }, { required: ['when'] }],
      dependentRequired: { list: ['n'] },
      unevaluatedProperties: false,
    },
  );
  Object.defineProperty(schema, 'then', { value: { required: ['n'] }, enumerable: true });
  const checker = new SchemaChecker();
  checker.assertSchema(schema);
  const faults = (data: object) => checker.faults('k', schema, data as never).map(({ field }) => field);
  t.deepEqual(faults({ kind: 'b' }), []);
  t.deepEqual(faults({ kind: 'a' }), ['n', 'data']);
  t.deepEqual(faults({ kind: 'b', list: ['x', 1] }).sort(), ['list', 'list.0', 'list.1', 'n']);
  t.deepEqual(faults({ when: '2026-02-30', n: 1 }), ['when']);
  t.deepEqual(faults({ kind: 'b', more: 1 }), ['more']);
});

test('steps of a hundredth are what people mean by them', (t) => {
  const checker = new SchemaChecker();
  const schema = object({ price: { type: 'number', multipleOf: 0.01 } });
  checker.assertSchema(schema);
  for (const price of [19.99, 0.07, 1.15, -4.35, 123_456.78])
    t.deepEqual(checker.faults('k', schema, { price } as never), [], String(price));
  const [fault] = checker.faults('k', schema, { price: 19.995 } as never);
  t.like(fault, { field: 'price', rule: 'multiple_of', message: 'price must be a multiple of 0.01' });
});

test('names that every object has are fields like others', (t) => {
  const checker = new SchemaChecker();
  const schema = object({ constructor: { type: 'string' } }, { required: ['toString', 'constructor'] });
  checker.assertSchema(schema);
  const faults = checker.faults('k', schema, {});
  t.deepEqual(faults.map(({ field }) => field).sort(), ['constructor', 'toString']);
});

test('an answer that would be too much work is refused', (t) => {
  const checker = new SchemaChecker();
  const schema = object({
    list: { items: { allOf: Array.from({ length: 100 }, () => ({ minLength: 9 })) } },
  });
  checker.assertSchema(schema);
  const list = Array.from({ length: 5000 }, () => 'x');
  t.deepEqual(
    checker.faults('k', schema, { list }).map(({ field, rule }) => [field, rule]),
    [['data', 'max']],
  );
  const slow = object(
    Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}`, { pattern: `^(a|b|${n})*c{50}$` }])),
  );
  checker.assertSchema(slow);
  const data = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}`, 'ab'.repeat(600)]));
  const faults = checker.faults('slow', slow, data);
  t.true(faults.length > 0);
});

test('the patterns of a schema are bounded in all', (t) => {
  const fields = (count: number, pattern: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, { pattern: `${pattern}${n}` }]));
  t.deepEqual(faultsOf(object(fields(9, '^[a-z]{900}'))), {});
  t.deepEqual(faultsOf(object(fields(20, '^[a-z]{900}'))), { schema: 'max' });
  t.deepEqual(faultsOf(object(fields(200, '^[A-Z]{2}-\\d{6}'))), {});
});

test('a short answer to a schema that looks at long texts again and again is refused', (t) => {
  const checker = new SchemaChecker();
  const all = (count: number, rule: (n: number) => object) =>
    object({ list: { items: { allOf: Array.from({ length: count }, (_, n) => rule(n)) } } });
  const texts = (count: number, text: string) => ({ list: Array.from({ length: count }, () => text) });
  const refused = (key: string, schema: object, data: object) =>
    checker.faults(key, schema as never, data as never).map(({ field, rule }) => `${field} ${rule}`);
  const uri = `https://example.test/${'a'.repeat(950)}`;
  t.deepEqual(
    refused(
      'few',
      all(20, () => ({ format: 'uri' })),
      texts(5, uri),
    ),
    [],
  );
  t.deepEqual(
    refused(
      'many',
      all(150, () => ({ format: 'uri' })),
      texts(12, uri),
    ),
    ['data max'],
  );
  const lengths = all(190, (n) => ({ maxLength: 70_000 + n }));
  t.deepEqual(refused('lengths', lengths, texts(1, 'x'.repeat(3000))), []);
  t.deepEqual(refused('lengths', lengths, texts(1, 'x'.repeat(60_000))), ['data max']);
  const patterns = all(190, (n) => ({ pattern: `|${n}` }));
  t.deepEqual(refused('patterns', patterns, texts(1, 'x'.repeat(9000))), ['data max']);
});
