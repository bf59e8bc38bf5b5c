import { type FieldProblem, ProblemError } from './problem.js';

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S;

/** The same with the names that services use. */
export type CamelKeys<T> = T extends readonly (infer Item)[]
  ? CamelKeys<Item>[]
  : T extends object
    ? { readonly [K in keyof T as Camel<K & string>]: CamelKeys<T[K]> }
    : T;

/** A body of a surface that writes `snake_case`, as services read it: `due_date` is `dueDate`. */
export function camelKeys<T>(value: T): CamelKeys<T> {
  return renamed(value) as CamelKeys<T>;
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camel(key), renamed(inner)]));
}

/** Runs what a service does, and says its problems with the names that the caller wrote: `due_date` for `dueDate`. */
export async function asWritten<T>(work: Promise<T>, said: (text: string) => string = snake): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof ProblemError && error.field !== undefined ? rewritten(error, said) : error;
  }
}

function rewritten(problem: ProblemError, said: (text: string) => string): ProblemError {
  const details = problem.details.map(
    (detail): FieldProblem => ({ ...detail, field: said(detail.field), message: said(detail.message) }),
  );
  return new ProblemError(problem.code, said(problem.message), {
    field: said(problem.field ?? ''),
    details,
    data: problem.data,
    ...(problem.reason === undefined ? {} : { reason: problem.reason }),
    cause: problem,
  });
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Of a text only words like `dueDate`: others stay as they are. */
function snake(text: string): string {
  return text.replace(/\b[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+\b/g, (word) =>
    word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}
