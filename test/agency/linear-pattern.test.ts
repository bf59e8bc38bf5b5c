import test from 'ava';
import fc from 'fast-check';
import { LinearPattern, OutOfSteps } from '../../plugins/agency/forms/linear-pattern.js';
import { PatternFault } from '../../plugins/agency/forms/pattern-parser.js';

const plenty = () => ({ left: 10_000_000 });
const matches = (source: string, text: string) => new LinearPattern(source, plenty()).test(text);

const ATOMS = [
  'a',
  'b',
  'é',
  '😀',
  ' ',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\S',
  '[ab]',
  '[^a\\]]',
  '\\.',
  '\\p{L}',
  '\\u{61}',
  '\\x62',
  '\\/',
  '[a-c😀]',
];
const EDGES = ['^', '$', '\\b', '\\B', ''];
const TIMES = ['', '', '*', '+', '?', '*?', '+?', '{2}', '{1,}', '{0,3}', '{0}'];

const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...ATOMS),
    fc.tuple(fc.constantFrom('(', '(?:', '(?<n>'), tie('pattern')).map(([open, inner]) => `${open}${inner})`),
  ),
  pattern: fc
    .array(
      fc.oneof(
        fc.tuple(tie('part'), fc.constantFrom(...TIMES)).map((both) => both.join('')),
        fc.constantFrom(...EDGES, '|'),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join('')),
}));

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'é', '😀', ' ', '1', '.', '\n', '_', '/', ']'), { maxLength: 12 })
  .map((all) => all.join(''));

test('a pattern matches what JavaScript says that it matches', (t) => {
  let compared = 0;
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      let known: RegExp;
      try {
        known = new RegExp(source, 'u');
      } catch {
        return;
      }
      // V8 also looks into the middle of a character here.
      fc.pre(!(source.includes('\\B') && subject.includes('😀')));
      compared += 1;
      if (matches(source, subject) !== known.test(subject))
        throw new Error(`/${source}/u and ${JSON.stringify(subject)}`);
    }),
    { numRuns: 3000 },
  );
  t.true(compared > 1000);
});

test('what cannot be matched in one pass is refused', (t) => {
  for (const source of [
    '(?=a)',
    '(?!a)',
    '(?<=a)b',
    '(?<!a)b',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    '(',
    'a{2,1}',
    '*',
    '(?i:a)',
  ])
    t.throws(() => new LinearPattern(source, plenty()), { instanceOf: PatternFault }, source);
});

test('a pattern that would grow beyond bounds is refused', (t) => {
  for (const source of [
    '(a{100}){100}',
    'a{1001}',
    '((((a{9}){9}){9}){9}){9}',
    'a'.repeat(501),
    '(a?){1000000}',
  ])
    t.throws(() => new LinearPattern(source, plenty()), { instanceOf: PatternFault }, source);
  t.true(matches('^(){1000000000}$', ''));
});

test('patterns that take JavaScript years cost a step for each of their parts and each character', (t) => {
  const subject = `${'a'.repeat(2000)}!`;
  for (const source of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^a*a*a*a*a*a*$', '^([a-z]+\\d?)*$', '(.*)*x']) {
    const steps = { left: 1_000_000 };
    const compiled = new LinearPattern(source, steps);
    t.false(compiled.test(subject), source);
    t.true(1_000_000 - steps.left <= compiled.size * (subject.length + 1) * 2);
  }
});

test('whoever has no steps left goes no further', (t) => {
  const steps = { left: 100 };
  t.throws(() => new LinearPattern('(a|b)*c', steps).test('ab'.repeat(1000)), { instanceOf: OutOfSteps });
});
