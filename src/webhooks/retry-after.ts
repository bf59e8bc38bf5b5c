const SHORTEST_MS = 1000;
const LONGEST_MS = 3_600_000;

/** Milliseconds that a receiver asks to wait, from one second to one hour; undefined where it says nothing usable. */
export function retryAfterMs(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, SHORTEST_MS), LONGEST_MS);
}
