import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../documents.js';

/** A task's last run goes on by itself; stages are numbered anew when they are made; a password is never shown; what is empty may be left out. */
const NOT_COMPARED = new Set(['last_run', 'stages', 'password', 'all_devices']);

/** What goes on by itself, and may have ended before it is read. */
const BEGUN = new Set<unknown>(['waiting', 'running', 'queued']);
const isBegun = (sent: Json) => BEGUN.has(sent.status);
const GOES_ON = new Set(['status', 'started_at', 'ended_at', 'node', 'fence', 'sent', 'attempts']);

/** Fields that both hold, and hold differently. */
export function differences(sent: Json, read: Json): string[] {
  const isCompared = (name: string) => !NOT_COMPARED.has(name) && !(isBegun(sent) && GOES_ON.has(name));
  return Object.keys(sent)
    .filter((name) => name in read && isCompared(name) && !holds(sent[name], read[name]))
    .map((name) => `${name}: wrote ${JSON.stringify(sent[name])}, read ${JSON.stringify(read[name])}`);
}

/** Objects may come back with more in them, instants as another text. */
function holds(sent: unknown, read: unknown): boolean {
  if (isInstant(sent) && isInstant(read)) return Date.parse(utc(sent)) === Date.parse(utc(read));
  if (typeof sent !== 'object' || sent === null || typeof read !== 'object' || read === null)
    return isDeepStrictEqual(sent, read);
  if (Array.isArray(sent))
    return (
      Array.isArray(read) && sent.length === read.length && sent.every((own, at) => holds(own, read[at]))
    );
  return Object.entries(sent).every(([name, inner]) => holds(inner, (read as Json)[name]));
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value);
}

/** WordPress writes UTC without saying so. */
function utc(text: string): string {
  return /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
}
