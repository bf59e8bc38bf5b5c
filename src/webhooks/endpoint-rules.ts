import { ProblemError } from '../http/problem.js';
import { type Outgoing, OutgoingError } from '../outgoing/outgoing.js';
import { EVENT_PATTERN } from './event-patterns.js';

/** Https and callable; http where the administrator trusts the host (OUTGOING_ALLOW). Names are not looked up yet. */
export function assertUrl(outgoing: Outgoing, url: string): void {
  try {
    const { secure, trusted } = outgoing.check(url);
    if (!secure && !trusted) refuse('url', 'must be an https address', 'format');
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    refuse('url', `cannot be called: ${error.message}`, error.fault === 'bad_url' ? 'format' : 'reference');
  }
}

export function assertEvents(events: readonly string[]): void {
  const bad = events.find((event) => event.length > 120 || !EVENT_PATTERN.test(event));
  if (bad !== undefined)
    refuse('events', `has no pattern of events in ${JSON.stringify(bad.slice(0, 120))}`, 'pattern');
  if (events.length === 0) refuse('events', 'must name at least one pattern', 'min');
}

function refuse(field: string, what: string, rule: string): never {
  const message = `${field} ${what}.`;
  throw new ProblemError('unprocessable', message, { details: [{ field, message, rule }] });
}
