import test from 'ava';
import fc from 'fast-check';
import { assertMapping, byField, mappedValues } from '../../plugins/agency/forms/mapping.js';
import { isProblem } from '../../src/http/problem.js';

/** What a client is made of, by the type that a form may fill it with; of a ticket, what it needs, too. */
const CLIENT = ['name', 'email', 'company', 'phone', 'website', 'taxId', 'notes'];
const TICKET = ['subject', 'message', 'requesterEmail', 'priority'];
const NEEDED = { client: ['name'], ticket: ['subject', 'message'] } as const;
const HAS = { client: CLIENT, ticket: TICKET } as const;

type Target = keyof typeof HAS;

const FIELDS = ['a', 'b', 'c', 'd', 'e', 'toString', '__proto', 'constructor'];
const field = fc.constantFrom(...FIELDS);
const target = fc.constantFrom<Target>('client', 'ticket');
const property = fc.constantFrom<string>(...CLIENT, ...TICKET);
/** Mostly what may be, so that one thing alone is wrong. */
const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 14, arbitrary: usual }, { weight: 1, arbitrary: odd });
const mappingOf = (of: Target) => {
  const own = mostly(fc.constantFrom<string>(...HAS[of]), fc.constantFrom('id', 'orgId', 'constructor'));
  const some = fc.array(fc.tuple(field, own), { maxLength: 3 });
  const needed = mostly(fc.constant<readonly string[]>(NEEDED[of]), fc.constant([]));
  return fc.tuple(needed, some).map(([names, pairs]) => {
    const whole = names.map((name, at) => [`n${at}`, name] as const);
    return Object.fromEntries([...whole, ...pairs]);
  });
};
const type = mostly<string | undefined>(
  fc.constantFrom('string', undefined),
  fc.constantFrom('integer', 'boolean'),
);
const asked = fc
  .tuple(
    ...['n0', 'n1', ...FIELDS].map((name) => fc.tuple(fc.constant(name), mostly(type, fc.constant('none')))),
  )
  .map((pairs) => new Map(pairs.filter(([, is]) => is !== 'none')));
const form = target.chain((of) => fc.tuple(fc.constant(of), mappingOf(of), asked));
const value = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.integer(),
  fc.constantFrom(null, undefined, '', false, 0),
);

function isAccepted(form: Parameters<typeof assertMapping>[0]): boolean {
  try {
    assertMapping(form);
    return true;
  } catch (error) {
    if (isProblem(error) && error.code === 'unprocessable') return false;
    throw error;
  }
}

test('a mapping is taken exactly when each field is asked for, fits, and fills what nothing else fills', (t) => {
  let taken = 0;
  fc.assert(
    fc.property(form, ([of, fields, types]) => {
      const properties = Object.fromEntries(
        [...types].map(([name, is]) => [name, is === undefined ? {} : { type: is }]),
      );
      const made = { schema: { type: 'object', properties }, target: of, mapping: fields, honeypot: null };
      const filled = Object.values(fields);
      const rules = [
        new Set(filled).size === filled.length,
        filled.every((name) => HAS[of].includes(name)),
        NEEDED[of].every((name) => filled.includes(name)),
        // All that a stranger fills of these is text.
        Object.keys(fields).every(
          (name) => types.has(name) && [undefined, 'string'].includes(types.get(name)),
        ),
      ];
      const expected = rules.every(Boolean);
      if (expected) taken += 1;
      t.is(isAccepted(made), expected, JSON.stringify(made));
    }),
    { numRuns: 600 },
  );
  t.true(taken > 50, `${taken} were taken`);
});

test('each property is what its field holds, what is empty fills nothing, and nothing else is filled', (t) => {
  const answers = fc.array(fc.tuple(field, value), { maxLength: 10 }).map((pairs) => new Map(pairs));
  const distinct = fc.uniqueArray(fc.tuple(field, property), { selector: ([, name]) => name, maxLength: 6 });
  fc.assert(
    fc.property(distinct, answers, (pairs, data) => {
      const fields = Object.fromEntries(pairs);
      const expected = new Map<string, unknown>();
      for (const [name, fills] of Object.entries(fields)) {
        const given = data.get(name);
        if (given !== undefined && given !== null && given !== '') expected.set(fills, given);
      }
      t.deepEqual(new Map(Object.entries(mappedValues(fields, Object.fromEntries(data)))), expected);
    }),
    { numRuns: 400 },
  );
});

test('a fault of a property is told of the field that fills it', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(property, { minLength: 1, maxLength: 6 }), (filled) => {
      const fields = Object.fromEntries(filled.map((name, at) => [`field${at}`, name]));
      const faults = filled.map((name) => ({ field: name, rule: 'max', message: `${name} is too much` }));
      t.deepEqual(
        byField(fields, faults),
        filled.map((_, at) => ({ field: `field${at}`, rule: 'max', message: `field${at} is too much` })),
      );
    }),
  );
  const other = [{ field: 'elsewhere', rule: 'max', message: 'elsewhere is too much' }];
  t.deepEqual(byField({ a: 'name' }, other), other);
});
