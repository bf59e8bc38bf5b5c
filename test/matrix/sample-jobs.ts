import type { Site } from '../support/site.js';

const FAILS = 'aurora.fails';
const NOBODY_KNOWS = 'aurora.waits';

/** Makes jobs of the first organisation: of a kind that nobody runs, and of one that always fails. */
export function sampleJobs({
  host,
  actor,
}: Site): (kind: 'waiting' | 'dead', orgId?: number) => Promise<string> {
  const { jobs, kinds } = host.background.jobs;
  const run = async () => {
    throw new Error('Aurora fails');
  };
  kinds.declare('aurora', [{ name: FAILS, attempts: 1, run }]);
  let made = 0;
  return (kind, orgId = actor.orgId) => {
    made += 1;
    const options = { orgId, uniqueKey: `Aurora ${made}` };
    if (kind === 'dead') return jobs.enqueue(FAILS, { text: 'Aurora' }, options);
    return jobs.enqueue(NOBODY_KNOWS, { text: 'Aurora' }, { ...options, delayMs: 3_600_000 });
  };
}
