import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

interface TapReader {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  line(text: string): void;
}

const file = join(fileURLToPath(new URL('../../../', import.meta.url)), 'src/build/tap.mjs');
const { TapReader } = (await import(file)) as { TapReader: new (write: (text: string) => void) => TapReader };

function read(text: string): { reader: TapReader; shown: string } {
  let shown = '';
  const reader = new TapReader((part) => {
    shown += part;
  });
  for (const line of text.split('\n')) reader.line(line);
  return { reader, shown };
}

test('counts what ran, and shows failures with what happened', (t) => {
  const { reader, shown } = read(
    [
      'TAP version 13',
      'ok 1 - a › works',
      'ok 2 - a › waits # SKIP',
      'not ok 3 - a › breaks',
      '  ---',
      '    message: it broke',
      '  ...',
      '1..3',
      '# tests 3',
      '# pass 1',
      '# fail 1',
    ].join('\n'),
  );
  t.is(reader.passed, 1);
  t.is(reader.failed, 1);
  t.deepEqual(reader.skipped, ['a › waits # SKIP']);
  t.is(shown, '\n✘ a › breaks\n    message: it broke\n');
});

test('passes on what tests write by themselves', (t) => {
  t.is(read('ok 1 - fine\nhello\n').shown, 'hello\n');
});
