import { ProblemError } from './problem.js';
import { surfaces } from './surfaces/index.js';
import type { RateLimit, SurfaceId } from './surfaces/surface.js';

/** Figures of the administrator, in place of the surface's own. */
export type RateLimitOverrides = Readonly<Partial<Record<SurfaceId | 'anonymous', readonly RateLimit[]>>>;

export const RATE_LIMITS_OPTION = 'rate_limits';

const NAMES: readonly string[] = ['anonymous', ...surfaces.map(({ id }) => id)];
const EXAMPLE = '{"agency-os":[{"points":200,"seconds":60}]}';

/** Refuses what would not be obeyed; says where the fault is and how it is meant. */
export function assertRateLimits(value: unknown): asserts value is RateLimitOverrides {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(RATE_LIMITS_OPTION, 'must be an object');
  for (const [name, limits] of Object.entries(value)) {
    const place = `${RATE_LIMITS_OPTION}.${name}`;
    if (!NAMES.includes(name)) throw refused(place, `is none of ${NAMES.join(', ')}`);
    if (!Array.isArray(limits)) throw refused(place, 'must be a list');
    for (const [index, limit] of limits.entries()) assertFigures(limit, `${place}.${index}`);
  }
}

/** The figures that can be obeyed of an option that was written by other ways. */
export function soundRateLimits(value: unknown): RateLimitOverrides {
  const sound = Object.entries(value ?? {}).filter(([name, limits]) => isSound({ [name]: limits }));
  return Object.fromEntries(sound);
}

function assertFigures(limit: unknown, place: string): void {
  for (const figure of ['points', 'seconds'] as const) {
    const given = (limit as Partial<RateLimit> | null)?.[figure];
    if (!Number.isSafeInteger(given) || Number(given) <= 0)
      throw refused(`${place}.${figure}`, 'must be a whole number above 0');
  }
}

function isSound(value: unknown): boolean {
  try {
    assertRateLimits(value);
    return true;
  } catch {
    return false;
  }
}

function refused(field: string, fault: string): ProblemError {
  const message = `${field} ${fault}, as in ${EXAMPLE}`;
  return new ProblemError('invalid', message, { details: [{ field, message, rule: 'format' }] });
}
