import { describeFault } from './plugin-problem.js';

export interface Fault {
  readonly message: string;
  /** With the stack, where there is one. */
  readonly detail: string;
  /**
   * `fault`: its own code failed, and nobody tries again unasked. `held-back`: it waits for what it requires.
   * `behind`: this process could not follow the others, and is not ready.
   */
  readonly kind: 'fault' | 'held-back' | 'behind';
}

/** Plugins that are active in the site and do not run in this process. The site runs without them. */
export class Quarantine {
  private readonly faults = new Map<string, Fault>();

  put(name: string, kind: Fault['kind'], error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.faults.set(name, { kind, message, detail: describeFault(error) });
  }

  get(name: string): Fault | undefined {
    return this.faults.get(name);
  }

  release(name: string): void {
    this.faults.delete(name);
  }

  /** Those that only wait may be tried again at any time. */
  isTriedAgain(name: string): boolean {
    const kind = this.faults.get(name)?.kind;
    return kind === undefined || kind === 'held-back';
  }

  names(kind?: Fault['kind']): readonly string[] {
    const all = [...this.faults].filter(([, fault]) => kind === undefined || fault.kind === kind);
    return all.map(([name]) => name).sort();
  }
}
