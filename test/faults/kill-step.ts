/** How often more than usually loops are run: low for people, high in CI. */
const EFFORT = Number(process.env.TEST_EFFORT ?? 1);
const MOST = 3;

/**
 * Every how many statements a process is killed. Each kill costs more than a second, so that usually a few places are
 * tried, and with more effort up to three times as many; `KILL_EVERYWHERE=1` tries each.
 */
export function killStep(usual: number): number {
  if (process.env.KILL_EVERYWHERE === '1') return 1;
  return Math.max(1, Math.ceil(usual / Math.min(Math.max(EFFORT, 1), MOST)));
}

/** Where the first one is killed: elsewhere in each run, so that few kills a run come to all places in time. */
export function firstKill(step: number): number {
  return 1 + Math.floor(Math.random() * step);
}
