/** So many run side by side: while the database works for one, the site works for the other. */
const AT_ONCE = 2;
/** How long callers wait for the run in progress before they start one of their own. */
const PATIENCE_MS = 20;
/** Keys asked for in one statement. */
const MAX_KEYS = 128;

type Read<T> = (keys: readonly number[]) => Promise<T>;

/** Callers who wait for the same run. */
interface Group {
  readonly keys: Set<number>;
  readonly answer: Promise<unknown>;
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

interface Lane {
  running: number;
  waiting: Group | undefined;
}

/**
 * Lets those who want the same rows at the same moment share one statement: who comes while two run waits for the
 * next, which begins when one of them ends, together with all who came meanwhile. So nobody is told what was read
 * before he asked, a caller alone waits for nobody, and the busier the site, the fewer statements per request.
 */
export class SharedReads {
  private readonly lanes = new Map<string, Lane>();

  /** All callers of one run get the same answer: treat it as frozen. `keys` are those that this caller wants. */
  share<T>(name: string, keys: readonly number[], read: Read<T>): Promise<T> {
    const lane = this.lanes.get(name);
    if (!lane) return this.first(name, keys, read);
    if (lane.running < AT_ONCE && !lane.waiting) return this.run(name, lane, () => read(keys));
    if (lane.waiting && lane.waiting.keys.size + keys.length > MAX_KEYS) lane.waiting.start();
    lane.waiting ??= this.gather(name, lane, read);
    for (const key of keys) lane.waiting.keys.add(key);
    return lane.waiting.answer as Promise<T>;
  }

  private first<T>(name: string, keys: readonly number[], read: Read<T>): Promise<T> {
    const lane: Lane = { running: 0, waiting: undefined };
    this.lanes.set(name, lane);
    return this.run(name, lane, () => read(keys));
  }

  private gather<T>(name: string, lane: Lane, read: Read<T>): Group {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const keys = new Set<number>();
    const start = () => {
      clearTimeout(timer);
      lane.waiting = undefined;
      this.run(name, lane, () => read([...keys])).then(resolve, reject);
    };
    const timer = setTimeout(start, PATIENCE_MS);
    return { keys, answer: promise, start, timer };
  }

  private async run<T>(name: string, lane: Lane, read: () => Promise<T>): Promise<T> {
    lane.running += 1;
    try {
      return await read();
    } finally {
      lane.running -= 1;
      if (lane.waiting) lane.waiting.start();
      else if (lane.running === 0) this.lanes.delete(name);
    }
  }
}
