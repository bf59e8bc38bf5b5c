/** How the double misbehaves. */
export interface Behaviour {
  /** Events leave this much later, in milliseconds. */
  late: number;
  /** Every event is sent a second time. */
  twice: boolean;
  /** Each event waits for a random part of this, in milliseconds, so that later ones overtake it. */
  outOfOrder: number;
  /** Answers and events have fields, and there are events, that this version of the API does not know. */
  future: boolean;
  /** So many of the next changes happen, and their answers never come. */
  silentAfterActing: number;
  /** So many of the next changes happen, and are answered by a 500. */
  brokenAfterActing: number;
  /** So many of the next requests are answered by a 500 and change nothing. */
  broken: number;
  /** So many of the next requests are too many. */
  limited: number;
  /** Events are written down, and not sent. */
  mute: boolean;
}

export const WELL_BEHAVED: Behaviour = {
  late: 0,
  twice: false,
  outOfOrder: 0,
  future: false,
  silentAfterActing: 0,
  brokenAfterActing: 0,
  broken: 0,
  limited: 0,
  mute: false,
};

/** Takes one from a count; false when nothing was left. */
export function takeOne(
  behaviour: Behaviour,
  count: 'silentAfterActing' | 'brokenAfterActing' | 'broken' | 'limited',
): boolean {
  if (behaviour[count] <= 0) return false;
  behaviour[count] -= 1;
  return true;
}

/** What the page and programs may choose. Unknown names are left out. */
export function behaviourOf(values: Readonly<Record<string, unknown>>): Partial<Behaviour> {
  const known = Object.entries(WELL_BEHAVED).filter(([name]) => values[name] !== undefined);
  return Object.fromEntries(
    known.map(([name, usual]) => [
      name,
      typeof usual === 'boolean' ? isYes(values[name]) : Math.max(0, Number(values[name]) || 0),
    ]),
  );
}

const isYes = (value: unknown): boolean => value === true || value === 'true' || value === 'on';
