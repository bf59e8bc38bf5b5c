import { createHooks, type Hooks } from '@wordpress/hooks';
import type { Logger } from '../log.js';
import { withTimeout } from '../with-timeout.js';
import type { OwnedHooks } from './hooks.js';

/** What one owner added, so that all of it can go at once: @wordpress/hooks cannot forget a whole namespace. */
interface Added {
  readonly kind: 'action' | 'filter';
  readonly hook: string;
  readonly namespace: string;
}

/** Untyped, as the library sees it; the types of callers are in `OwnedHooks`. */
type Callback = (...args: never[]) => unknown;

export interface HookHostOptions {
  readonly log: Logger;
  /** Runs the effect once the transaction in progress has committed, at once when there is none. */
  readonly afterCommit: (effect: () => void) => void;
  /** A callback that takes longer is passed over. */
  readonly timeoutMs?: number;
}

const DEFAULT_PRIORITY = 10;
const DEFAULT_TIMEOUT_MS = 10_000;
/** The library only logs a bad name and adds nothing, so it is checked here. */
const HOOK_NAME = /^[a-zA-Z][a-zA-Z0-9_.-]*$/;
const OWNER_NAME = /^[a-zA-Z][a-zA-Z0-9_-]*$/;

/** Actions and filters of the whole site. A failing callback is logged with its owner's name and never breaks the caller. */
export class HookHost {
  private readonly hooks: Hooks = createHooks();
  private readonly added = new Map<string, Added[]>();
  private readonly running = new Map<string, Set<Promise<unknown>>>();
  private counter = 0;

  constructor(private readonly options: HookHostOptions) {}

  /** The hooks as one owner sees them. */
  for(owner: string): OwnedHooks & { withdraw(): void; disposeAll(): Promise<void> } {
    if (!OWNER_NAME.test(owner)) throw new TypeError(`"${owner}" cannot own hooks`);
    return {
      doAction: (name, ...args) => this.doAction(name, args),
      applyFilters: (name, ...args) => this.applyFilters(name, args) as Promise<never>,
      addAction: (name, callback, priority) =>
        this.add('action', owner, name, callback as Callback, priority),
      addFilter: (name, callback, priority) =>
        this.add('filter', owner, name, callback as Callback, priority),
      withdraw: () => this.withdraw(owner),
      disposeAll: () => this.disposeAll(owner),
    };
  }

  /** Removes all callbacks of the owner, and waits for those that are running. */
  async disposeAll(owner: string): Promise<void> {
    this.withdraw(owner);
    await Promise.allSettled(this.running.get(owner) ?? []);
    this.running.delete(owner);
  }

  /** Removes all callbacks of the owner at once; those that are running go on. */
  withdraw(owner: string): void {
    for (const { kind, hook, namespace } of this.added.get(owner) ?? []) {
      if (kind === 'action') this.hooks.removeAction(hook, namespace);
      else this.hooks.removeFilter(hook, namespace);
    }
    this.added.delete(owner);
  }

  private doAction(name: string, args: readonly unknown[]): void {
    checkName(name);
    this.options.afterCommit(() => {
      if (this.hooks.hasAction(name)) void this.hooks.doActionAsync(name, ...args);
    });
  }

  private async applyFilters(name: string, args: readonly unknown[]): Promise<unknown> {
    checkName(name);
    return this.hooks.hasFilter(name) ? this.hooks.applyFiltersAsync(name, ...args) : args[0];
  }

  private add(
    kind: Added['kind'],
    owner: string,
    hook: string,
    callback: Callback,
    priority = DEFAULT_PRIORITY,
  ): void {
    checkCallback(hook, callback, priority);
    this.counter += 1;
    const namespace = `${owner}/${this.counter}`;
    const guarded = this.guard(kind, owner, hook, callback);
    if (kind === 'action') this.hooks.addAction(hook, namespace, guarded, priority);
    else this.hooks.addFilter(hook, namespace, guarded, priority);
    this.added.set(owner, [...(this.added.get(owner) ?? []), { kind, hook, namespace }]);
  }

  /** Left alone, an error would end the run, and the callbacks of other owners would never hear of it. */
  private guard(kind: Added['kind'], owner: string, hook: string, callback: Callback) {
    return async (...args: unknown[]): Promise<unknown> => {
      const before = args[0];
      const run = this.run(hook, callback, args);
      const forget = this.remember(owner, run);
      try {
        const after = await run;
        return kind === 'filter' ? after : undefined;
      } catch (error) {
        this.options.log.error(
          { err: error, plugin: owner, hook },
          `A callback of ${owner} on ${hook} failed`,
        );
        return before;
      } finally {
        forget();
      }
    };
  }

  private run(hook: string, callback: Callback, args: readonly unknown[]): Promise<unknown> {
    const limit = this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    return withTimeout(
      async () => callback(...(args as never[])),
      limit,
      () => new Error(`The callback on ${hook} did not settle within ${limit} ms`),
    );
  }

  private remember(owner: string, run: Promise<unknown>): () => void {
    const runs = this.running.get(owner) ?? new Set();
    this.running.set(owner, runs.add(run));
    return () => runs.delete(run);
  }
}

/** Throws where the library would only log, and add nothing. */
export function checkCallback(hook: string, callback: unknown, priority: number = DEFAULT_PRIORITY): void {
  checkName(hook);
  if (typeof callback !== 'function') throw new TypeError(`The callback on ${hook} is not a function`);
  if (!Number.isInteger(priority)) throw new TypeError(`The priority on ${hook} is not a whole number`);
}

function checkName(name: string): void {
  if (!HOOK_NAME.test(name)) throw new TypeError(`"${name}" is no name of a hook`);
}
