/** Which events an endpoint asks for: `agency.client.created`, `agency.client.*`, `agency.*`, or `*`. */
export const EVENT_PATTERN = /^(?:\*|[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9_-]*)*(?:\.\*)?)$/;

/** Whether one of the patterns means this event. A star stands for all that begins so, and only at the end. */
export function asksFor(patterns: readonly string[], event: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? event.startsWith(pattern.slice(0, -1)) : pattern === event,
  );
}
