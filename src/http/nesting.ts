import { ProblemError } from './problem.js';

/** Deeper than any documented field lies. Whatever walks a body by recursion must not run out of stack. */
export const DEEPEST = 64;

/** Refuses a body that is nested deeper, naming the outermost field. */
export function refuseDeep(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [field, inner] of Object.entries(body)) {
    if (!isDeeper(inner, DEEPEST - 1)) continue;
    const name = Array.isArray(body) ? 'body' : field;
    const message = `${name} is nested deeper than ${DEEPEST} levels`;
    throw new ProblemError('invalid', message, { details: [{ field: name, message, rule: 'depth' }] });
  }
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isDeeper(inner, left - 1));
}
