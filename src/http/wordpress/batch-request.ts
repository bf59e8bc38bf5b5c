import { type FieldProblem, ProblemError } from '../problem.js';
import { BATCH_LIMIT, BATCH_METHODS, VALIDATIONS } from './batch-description.js';

type Json = Record<string, unknown>;

/** One of the requests in a batch. */
export interface BatchEntry {
  readonly method: string;
  /** Below `/wp-json`, with its query. */
  readonly path: string;
  readonly body: Json;
  readonly headers: Readonly<Record<string, string>>;
}

export interface BatchRequest {
  readonly validation: (typeof VALIDATIONS)[number];
  readonly entries: readonly BatchEntry[];
}

/** Checks the outer request; the inner ones are checked by the operations they reach. */
export function readBatch(body: unknown): BatchRequest {
  const { validation = 'normal', requests } = isRecord(body) ? body : {};
  if (requests === undefined) throw refuse('requests', 'required', 'requests is required');
  if (!isOneOf(VALIDATIONS, validation))
    throw refuse('validation', 'enum', `validation is not one of ${VALIDATIONS.join(' and ')}.`);
  if (!Array.isArray(requests)) throw refuse('requests', 'type', 'requests is not of type array.');
  if (requests.length > BATCH_LIMIT) {
    throw refuse('requests', 'max_items', `requests must contain at most ${BATCH_LIMIT} items.`);
  }
  return { validation, entries: requests.map(entry) };
}

function entry(value: unknown, index: number): BatchEntry {
  const place = `requests.${index}`;
  if (!isRecord(value)) throw refuse(place, 'type', `${place} is not of type object.`);
  const { method = 'POST', path, body = {}, headers = {} } = value;
  if (!isOneOf(BATCH_METHODS, method)) {
    throw refuse(`${place}.method`, 'enum', `${place}.method is not one of ${BATCH_METHODS.join(', ')}.`);
  }
  if (typeof path !== 'string') throw refuse(`${place}.path`, 'type', `${place}.path is not of type string.`);
  if (!isRecord(body)) throw refuse(`${place}.body`, 'type', `${place}.body is not of type object.`);
  if (!isRecord(headers)) throw refuse(`${place}.headers`, 'type', `${place}.headers is not of type object.`);
  return { method, path, body, headers: textHeaders(headers, place) };
}

function textHeaders(headers: Json, place: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const values = [value].flat();
      if (values.some((each) => typeof each !== 'string')) {
        throw refuse(`${place}.headers`, 'type', `${place}.headers.${name} is not of type string.`);
      }
      return [name.toLowerCase(), values.join(', ')];
    }),
  );
}

function refuse(field: string, rule: string, message: string): ProblemError {
  const details: FieldProblem[] = [{ field, rule, message }];
  return new ProblemError('invalid', message, { details });
}

function isOneOf<T extends string>(words: readonly T[], value: unknown): value is T {
  return words.some((word) => word === value);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
