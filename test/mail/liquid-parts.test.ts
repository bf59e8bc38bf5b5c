import test from 'ava';
import { liquidParts } from '../../src/mail/liquid.js';

test('what is Liquid in a source is found, and comments are none', (t) => {
  const parts = (source: string) => [...liquidParts(source)];
  t.deepEqual(parts('<p>{{ a }}<!-- {{ b }} -->{% if c %}{{d}}{% endif %}</p>'), [
    '{{ a }}',
    '{% if c %}',
    '{{d}}',
    '{% endif %}',
  ]);
  t.deepEqual(parts('{{ a <!-- x --> }} <!-- {{ b }}'), ['{{ a  }}', '{{ b }}']);
  t.deepEqual(parts('{{ a {% b %}'), ['{% b %}']);
});

test('marks that are never closed take no longer than other text', (t) => {
  for (const mark of ['<!--', '{{', '{%']) t.deepEqual(liquidParts(mark.repeat(1_000_000)), [], mark);
});
