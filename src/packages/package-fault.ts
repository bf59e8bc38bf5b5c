import { ProblemError } from '../http/problem.js';

/** A package that is not as packages must be. */
export function packageFault(message: string, cause?: unknown): ProblemError {
  return new ProblemError('invalid', `The package cannot be used: ${message}`, {
    field: 'package',
    reason: 'plugin_bad_package',
    details: [{ field: 'package', message, rule: 'format' }],
    cause,
  });
}
