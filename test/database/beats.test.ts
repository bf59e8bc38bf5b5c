import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { type Beating, Beats } from '../../src/database/beats.js';

const LEASE_MS = 200;
/** A process of another machine: nobody here can know whether it lives. */
const HELD = { id: 1, holder: '000000000000.1.aaaaaa.1', fence: 1, beat: 0 };

function watch(): { look(held: Beating, readMs?: number): Promise<string | undefined> } {
  const beats = new Beats(LEASE_MS);
  return {
    async look(held, readMs = 0) {
      const [left] = await beats.look(async () => {
        await sleep(readMs);
        return [held];
      });
      return left?.why;
    },
  };
}

async function untilSilent(watched: ReturnType<typeof watch>, held: Beating): Promise<void> {
  while ((await watched.look(held)) === undefined) await sleep(20);
}

test('a beat that stands still for a lease is silence', async (t) => {
  const watched = watch();
  t.is(await watched.look(HELD), undefined);
  await untilSilent(watched, HELD);
  t.is(await watched.look({ ...HELD, beat: 1 }), undefined);
});

test('what was taken anew has its whole lease, also with the beat that stood still before', async (t) => {
  const watched = watch();
  await untilSilent(watched, HELD);
  t.is(await watched.look({ ...HELD, fence: 2 }), undefined);
});

test('the time of a look that stalls is nobody else’s silence', async (t) => {
  const watched = watch();
  await watched.look(HELD);
  t.is(await watched.look(HELD, 5 * LEASE_MS), undefined);
  t.is(await watched.look(HELD), undefined);
});

test('of a long time without a look only half a lease counts', async (t) => {
  const watched = watch();
  await watched.look(HELD);
  await sleep(5 * LEASE_MS);
  t.is(await watched.look(HELD), undefined);
});
