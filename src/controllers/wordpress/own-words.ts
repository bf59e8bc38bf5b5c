import { ProblemError } from '#host';
import { isProblem } from '../../http/problem.js';

/** Fields as the accounts call them, and as callers of this API do. */
const WORDS: Readonly<Record<string, string>> = {
  login: 'username',
  firstName: 'first_name',
  lastName: 'last_name',
};

/** Reasons that WordPress gives when a user is changed and not made. */
const OF_CHANGES: Readonly<Record<string, { reason: string; message: string }>> = {
  existing_user_email: { reason: 'rest_user_invalid_email', message: 'Invalid email address.' },
  existing_user_slug: { reason: 'rest_user_invalid_slug', message: 'Invalid slug.' },
};

/** Runs a change, and tells what is wrong with it in the words of the caller. */
export async function inOwnWords<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    throw isProblem(error) ? translated(error) : error;
  }
}

/** The same for a user who exists. */
export async function changing<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await inOwnWords(change);
  } catch (error) {
    const known = isProblem(error) ? OF_CHANGES[error.reason ?? ''] : undefined;
    throw known
      ? new ProblemError('unprocessable', known.message, { reason: known.reason, cause: error })
      : error;
  }
}

function translated(problem: ProblemError): ProblemError {
  const { code, message, field, reason, data, cause } = problem;
  const details = problem.details.map((detail) => {
    const word = WORDS[detail.field] ?? detail.field;
    return { ...detail, field: word, message: detail.message.replace(detail.field, word) };
  });
  const word = field === undefined ? {} : { field: WORDS[field] ?? field };
  return new ProblemError(code, message, {
    ...word,
    details,
    data,
    cause,
    ...(reason === undefined ? {} : { reason }),
  });
}
