import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { inflateSync } from 'node:zlib';
import test from 'ava';
import { createPdf } from '../../src/pdf/create-pdf.js';
import type { PdfDocument } from '../../src/pdf/pdf.js';

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A table of so many lines over several pages. */
function table(lines: number): PdfDocument {
  const row = (line: number) => [`${line}`, `Consulting, Ærø → Čačak, line ${line}`, '1,00', '120,00 €'];
  const body = [['#', 'Text', 'Quantity', 'Price'], ...Array.from({ length: lines }, (_, line) => row(line))];
  return {
    content: [
      { image: 'logo', fit: [40, 40] },
      { text: 'Invoice', fontSize: 18 },
      { table: { body, widths: [30, '*', 60, 80], headerRows: 1 }, layout: 'lightHorizontalLines' },
    ],
    images: { logo: PIXEL },
    footer: ['Example Ltd', 'Page {page} of {pages}'],
    watermark: 'DRAFT',
    language: 'en',
    info: { title: 'Invoice 7' },
  };
}

const room = createPdf();
test.after.always(() => room.close());

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('the same document gives the same bytes, in other threads and processes, too', async (t) => {
  const first = await room.render(table(20));
  t.is(first.subarray(0, 5).toString(), '%PDF-');
  t.is(digest(await room.render(table(20))), digest(first));

  const module = JSON.stringify(new URL('../../src/pdf/create-pdf.js', import.meta.url).href);
  const script = `const { createPdf } = await import(${module});
    process.stdout.write((await createPdf().render(${JSON.stringify(table(20))})).toString('base64'));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  t.is(digest(Buffer.from(printed, 'base64')), digest(first));
  t.not(digest(await room.render(table(21))), digest(first));
});

test('many at once come in their order, each with its own bytes', async (t) => {
  const alone = await room.render(table(3));
  const all = await Promise.all([3, 4, 3, 5, 3].map((lines) => room.render(table(lines))));
  t.deepEqual(
    all.map((bytes) => bytes.equals(alone)),
    [true, false, true, false, true],
  );
});

(process.platform === 'linux' ? test : test.skip)(
  'requests go before documents where both want a core',
  async (t) => {
    await room.render(table(1));
    const priorities = readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)));
    t.true(Math.max(...priorities) > getPriority());
  },
);

test('a document that names a file or an address fails by itself, and reads nothing', async (t) => {
  for (const image of [
    '/etc/hostname',
    'https://example.com/logo.png',
    'http://127.0.0.1:1/x.png',
    'unknown',
  ])
    await t.throwsAsync(room.render({ content: { image } }), { message: /cannot be laid out/ });
  await t.throwsAsync(room.render({ content: { table: { body: [['one', 'two'], ['three']] } } }), {
    message: /cannot be laid out/,
  });
  t.truthy(await room.render(table(1)));
});

test('a text in characters that the font lacks is laid out all the same', async (t) => {
  t.truthy(await room.render({ content: 'שלום 日本語 ﷼ ✓ 😀 \u0000 \ud800' }));
});

/** Where texts begin, in points from the left edge of their page. */
function placesOf(bytes: Buffer): number[] {
  const streams = bytes.toString('latin1').matchAll(/\/FlateDecode\n>>\nstream\n(.*?)\nendstream/gs);
  return [...streams].flatMap(([, packed = '']) => {
    const drawn = inflateSync(Buffer.from(packed, 'latin1')).toString('latin1');
    return [...drawn.matchAll(/1 0 0 1 ([\d.]+) [\d.]+ Tm/g)].map(([, left]) => Number(left));
  });
}

test('a word without end leaves the columns beside it on the page', async (t) => {
  const beside = (text: string) => ({ table: { body: [[text, 'beside']], widths: ['*', 'auto'] as const } });
  const places = async (text: string) => placesOf(await room.render({ content: beside(text) }));
  const short = await places('short');
  t.true(short.length >= 2);
  t.is(Math.max(...(await places(`https://example.com/${'path'.repeat(100)}`))), Math.max(...short));
});

/** The thread of a room, which ends as one does that runs out of memory. */
const threadOf = (of: unknown) => (of as { thread: { worker?: Worker } }).thread.worker;

async function begun(of: unknown): Promise<Worker> {
  for (;;) {
    const thread = threadOf(of);
    if (thread && thread.listenerCount('message') > 0) return thread;
    await setImmediate();
  }
}

test('a thread that ends in the middle is replaced, and nobody who waits sees it', async (t) => {
  const other = createPdf();
  t.teardown(() => other.close());
  const alone = await room.render(table(5));
  const waiting = [other.render(table(5)), other.render(table(5)), other.render(table(5))];
  await (await begun(other)).terminate();
  for (const made of waiting) t.true((await made).equals(alone));
});

test('a document that ends its thread each time is refused, and the next one is made', async (t) => {
  const other = createPdf();
  t.teardown(() => other.close());
  const fatal = t.throwsAsync(other.render(table(300)), { name: 'ThreadEnded' });
  const first = await begun(other);
  await first.terminate();
  while (threadOf(other) === first) await setImmediate();
  await (await begun(other)).terminate();
  await fatal;
  t.truthy(await other.render(table(1)));
});

test('a thread that ends while nothing is to be done leaves the site alone, and is replaced', async (t) => {
  const other = createPdf();
  t.teardown(() => other.close());
  const made = await other.render(table(2));
  const idle = threadOf(other);
  idle?.emit('error', new Error('of something that went on in it'));
  await idle?.terminate();
  t.true((await other.render(table(2))).equals(made));
});

test('who closes is not held up, and nothing begins any more', async (t) => {
  const other = createPdf();
  const begun = other.render(table(400)).catch((error: unknown) => error);
  const waits = other.render(table(400)).catch((error: unknown) => error);
  await other.close();
  t.true((await begun) instanceof Error);
  t.like(await waits, { code: 'unavailable' });
});
