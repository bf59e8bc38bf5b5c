import type { Rounding } from '../contract.js';

/** Minutes as they are billed: whole steps of the rule, half a step counting as one where the nearest is meant. */
export function rounded(minutes: number, { minutes: step, mode }: Rounding): number {
  if (step <= 1) return minutes;
  const steps = minutes / step;
  if (mode === 'up') return Math.ceil(steps) * step;
  if (mode === 'down') return Math.floor(steps) * step;
  return Math.floor(steps + 0.5) * step;
}
