import { ANN, connect, NOTES, note } from './notes.js';

/**
 * A process of its own that changes rows for some rounds: `totals.test.ts` starts several of them. One in three
 * of its transactions is rolled back.
 */
const [place, rounds] = JSON.parse(process.argv[2] ?? 'null') as [
  { url: string | null; dataDir: string },
  number,
];
const db = await connect({ ...place, drop: async () => {} });
const rows = db.of(NOTES, ANN);
for (let round = 0; round < rounds; round++) {
  await db
    .transaction(async () => {
      const id = await rows.insert(note({ status: round % 2 === 0 ? 'open' : 'done' }));
      if (round % 5 === 4) await rows.where({ id: id - 1 }).delete();
      if (round % 7 === 6) await rows.where({ id: id - 2 }).update({ status: 'done' });
      if (round % 3 === 2) throw new Error('rolled back');
    })
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'rolled back') throw error;
    });
}
await db.close();
