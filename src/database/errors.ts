import { isProblem, ProblemError } from '../http/problem.js';

/** What the drivers put on their errors: mysql2 a number and a name, node:sqlite `errcode`. */
interface DriverError extends Error {
  readonly code?: string;
  readonly errno?: number;
  readonly errcode?: number;
  readonly sqlMessage?: string;
}

const MYSQL_DUPLICATE = 1062;
const SQLITE_UNIQUE = new Set([1555, 2067]); // SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_FULL = 13;

/** Deadlock, lock wait timeout, and Galera's refusal at certification, which comes as a deadlock too. */
const MYSQL_CONTENTION = new Set([1205, 1213, 3572]);
/** Too many connections, shutting down, killed, read-only after a failover, lost while asking. */
const MYSQL_AWAY = new Set([1040, 1053, 1129, 1203, 1290, 1792, 1836, 1927, 2006, 2013, 4031]);
/** The disk, or what the table may take of it, is full. */
const MYSQL_FULL = new Set([1021, 1114]);
const SOCKET_AWAY = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // the server's socket file
]);

/** Somebody else made the row first: the transaction begins again, and sees it. */
export class LostRace extends Error {
  constructor(cause: unknown) {
    super('Another transaction made the same row first', { cause });
  }
}

/** True when a unique or primary key refused the row. `hint`: part of the key's, column's or table's name. */
export function isDuplicate(error: unknown, hint?: string): boolean {
  const driver = driverError(error);
  if (!driver) return false;
  if (driver.errno !== MYSQL_DUPLICATE && !SQLITE_UNIQUE.has(driver.errcode ?? 0)) return false;
  return hint === undefined || driver.message.includes(hint);
}

/** True when the same statements may well succeed a moment later, from the start of the transaction. */
export function isContention(error: unknown): boolean {
  const driver = driverError(error);
  if (!driver) return false;
  const primary = (driver.errcode ?? 0) & 0xff;
  return MYSQL_CONTENTION.has(driver.errno ?? 0) || primary === SQLITE_BUSY || primary === SQLITE_LOCKED;
}

/** True when the connection is gone or could not be made. */
export function isLost(error: unknown): boolean {
  const driver = driverError(error);
  if (!driver) return false;
  if (driver.name === 'KnexTimeoutError') return true;
  return (
    MYSQL_AWAY.has(driver.errno ?? 0) ||
    SOCKET_AWAY.has(driver.code ?? '') ||
    /closed state|connection is closed|aborted|database is not open|unable to acquire a connection/i.test(
      driver.message,
    )
  );
}

/** True when there was no room for what was to be written. */
function isFull(error: unknown): boolean {
  const driver = driverError(error);
  return MYSQL_FULL.has(driver?.errno ?? 0) || ((driver?.errcode ?? 0) & 0xff) === SQLITE_FULL;
}

/** A problem that callers understand, where there is one; else the error as it is. */
export function translated(error: unknown): unknown {
  if (isProblem(error)) return error;
  if (isLost(error)) return unavailable(error);
  if (isFull(error)) return unavailable(error, 'The database has no room left to write');
  return refusedValue(driverError(error)) ?? error;
}

export function unavailable(
  cause: unknown,
  message = 'The database cannot be reached at the moment',
): ProblemError {
  return new ProblemError('unavailable', message, { cause });
}

/** A value that the column cannot hold: the caller's fault, also where no validation came before. */
function refusedValue(error: DriverError | undefined): ProblemError | undefined {
  if (!error) return undefined;
  const rule = { 1406: 'max_length', 1264: 'max', 1292: 'format', 1366: 'format' }[error.errno ?? 0];
  const column = /for column .*?`?(\w+)[`']* at row/.exec(error.sqlMessage ?? '')?.[1];
  if (rule === undefined || column === undefined) return undefined;
  const field = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const message = `${field} does not fit`;
  return new ProblemError('invalid', message, { details: [{ field, message, rule }], cause: error });
}

function driverError(error: unknown): DriverError | undefined {
  return error instanceof Error ? (error as DriverError) : undefined;
}
