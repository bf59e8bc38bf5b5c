/**
 * Hooks that exist, with the arguments of their callbacks. Plugins add theirs by declaration merging:
 * `declare module '#host' { interface Actions { 'agency.client.created': [client: Client] } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Actions {}

/** Filters by name: the value, then what else the callbacks see. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Filters {}

/** What an action carries. */
export type ActionArgs<N> = N extends keyof Actions
  ? Actions[N] extends readonly unknown[]
    ? Actions[N]
    : never
  : never;
type FilterArgs<N> = N extends keyof Filters
  ? Filters[N] extends readonly [unknown, ...unknown[]]
    ? Filters[N]
    : never
  : never;

/** Hooks as one plugin sees them: what it adds is gone with it. A failing callback is logged and never breaks the caller. */
export interface OwnedHooks {
  /** Fires after the transaction in progress has committed (at once without one); may be lost in a crash. */
  doAction<N extends keyof Actions>(name: N, ...args: ActionArgs<N>): void;
  addAction<N extends keyof Actions>(
    name: N,
    callback: (...args: ActionArgs<N>) => void | Promise<void>,
    priority?: number,
  ): void;
  applyFilters<N extends keyof Filters>(name: N, ...args: FilterArgs<N>): Promise<FilterArgs<N>[0]>;
  addFilter<N extends keyof Filters>(
    name: N,
    callback: (...args: FilterArgs<N>) => FilterArgs<N>[0] | Promise<FilterArgs<N>[0]>,
    priority?: number,
  ): void;
}
