import { checkCallback, type HookHost } from '../hooks/hook-host.js';
import type { OwnedHooks } from '../hooks/hooks.js';

/** Hooks while the plugin is being set up: nothing hears of them until it is published. */
export class DraftHooks {
  private waiting: (() => void)[] | undefined = [];
  private gone = false;
  private readonly owned: ReturnType<HookHost['for']>;
  /** What the plugin sees. */
  readonly hooks: OwnedHooks;

  constructor(host: HookHost, owner: string) {
    const owned = host.for(owner);
    this.owned = owned;
    this.hooks = {
      doAction: (name, ...args) => {
        if (!this.gone) owned.doAction(name, ...args);
      },
      applyFilters: (name, ...args) => owned.applyFilters(name, ...args),
      addAction: (name, callback, priority) => {
        this.add(name, callback, priority, () => owned.addAction(name, callback, priority));
      },
      addFilter: (name, callback, priority) => {
        this.add(name, callback, priority, () => owned.addFilter(name, callback, priority));
      },
    };
  }

  publish(): void {
    for (const add of this.waiting ?? []) add();
    this.waiting = undefined;
  }

  withdraw(): void {
    this.gone = true;
    this.owned.withdraw();
  }

  /** Waits for callbacks that are running. */
  async dispose(): Promise<void> {
    this.gone = true;
    await this.owned.disposeAll();
  }

  private add(name: string, callback: unknown, priority: number | undefined, add: () => void): void {
    checkCallback(name, callback, priority);
    if (this.gone) throw new Error(`The plugin is switched off: it cannot hook into ${name}`);
    if (this.waiting) this.waiting.push(add);
    else add();
  }
}
