import test from 'ava';
import { AppendedTotals } from '../../src/database/appended-totals.js';

const at = (text: string) => new Date(`2026-05-01T${text}:00.000Z`);

/** Rows that are only ever added, and which stretches of them were counted. */
class Rows {
  readonly asked: string[] = [];
  now = at('08:30');
  readonly totals = new AppendedTotals({ now: () => this.now });

  constructor(private readonly moments: Date[]) {}

  add(moment: Date): void {
    this.moments.push(moment);
  }

  total(): Promise<number> {
    return this.totals.count('rows', async (from, before) => {
      this.asked.push(
        `${from?.toISOString().slice(11, 16) ?? ''}-${before?.toISOString().slice(11, 16) ?? ''}`,
      );
      return this.moments.filter((one) => (!from || one >= from) && (!before || one < before)).length;
    });
  }
}

test('what is older than an hour is counted once, and the rest each time', async (t) => {
  const rows = new Rows([at('05:00'), at('06:59'), at('07:00'), at('08:10')]);
  t.is(await rows.total(), 4);
  rows.add(at('08:29'));
  t.is(await rows.total(), 5);
  t.deepEqual(rows.asked.splice(0), ['-07:00', '07:00-', '07:00-']);
  rows.now = at('10:01');
  rows.add(at('09:59'));
  rows.add(at('10:00'));
  t.is(await rows.total(), 7);
  t.deepEqual(rows.asked, ['07:00-09:00', '09:00-']);
});

test('many at once share the count of what is old, and one that fails is begun again', async (t) => {
  const rows = new Rows([at('05:00'), at('08:10')]);
  t.deepEqual(await Promise.all([rows.total(), rows.total(), rows.total()]), [2, 2, 2]);
  t.is(rows.asked.filter((stretch) => stretch === '-07:00').length, 1);

  const failing = new AppendedTotals({ now: () => at('08:30') });
  await t.throwsAsync(
    failing.count('rows', () => Promise.reject(new Error('away'))),
    { message: 'away' },
  );
  t.is(await failing.count('rows', async (from) => (from ? 1 : 4)), 5);
});
