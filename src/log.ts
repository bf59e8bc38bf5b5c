import { type Logger as PinoLogger, pino } from 'pino';

/** Writes JSON lines: fields first, then the message. Secrets are redacted by name. */
export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'level'> & {
  child(bindings: Record<string, unknown>): Logger;
};

/** Fields that must never reach a log, wherever they stand. */
const SECRET_PATHS = [
  'authorization',
  'cookie',
  'password',
  'pwd',
  'token',
  'secret',
  'key',
  'refresh_token',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines, to stdout or wherever `write` puts them. */
export function createLogger(level: string, write?: (line: string) => void): Logger {
  const options = { level, redact: { paths: SECRET_PATHS, censor: '[redacted]' } };
  return (write ? pino(options, { write }) : pino(options)) as unknown as Logger;
}
