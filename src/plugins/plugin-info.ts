import type { CatalogEntry } from './catalog.js';
import type { PluginScope } from './plugin-scope.js';
import type { PluginState } from './plugin-states.js';
import type { Fault } from './quarantine.js';

/**
 * `quarantined`: it is active in the site but cannot run, or its code cannot be loaded; `error` says why.
 * `activating`, `uninstalling`: somebody is at it, or a process died in the middle and the next start tidies up.
 */
export type PluginStatus = 'active' | 'inactive' | 'quarantined' | 'activating' | 'uninstalling';

/** A plugin as the administrator sees it. */
export interface PluginInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly author: string;
  readonly homepage: string;
  /** Range of host versions. */
  readonly host: string;
  readonly status: PluginStatus;
  readonly requires: Readonly<Record<string, string>>;
  /** Why it does not run; absent when nothing is wrong. */
  readonly error?: string;
  /** With the stack. */
  readonly errorDetail?: string;
}

export interface Sighting {
  readonly name: string;
  readonly entry?: CatalogEntry;
  readonly state?: PluginState;
  readonly scope?: PluginScope;
  readonly fault?: Fault;
  /** False in a command, which runs no plugins and knows only what is written. */
  readonly running: boolean;
}

export function pluginInfo(seen: Sighting): PluginInfo {
  const { name, entry, state, scope } = seen;
  const plugin = scope?.plugin ?? entry?.plugin;
  return {
    name,
    title: plugin?.title ?? name,
    description: plugin?.description ?? '',
    version: plugin?.version ?? state?.version ?? '',
    author: plugin?.author ?? '',
    homepage: plugin?.homepage ?? '',
    host: plugin?.host ?? '',
    requires: plugin?.requires ?? state?.requires ?? {},
    status: statusOf(seen),
    ...errorOf(seen),
  };
}

function statusOf({ entry, state, scope, fault, running }: Sighting): PluginStatus {
  if (scope) return 'active';
  if (state?.status === 'active') return running || fault ? 'quarantined' : 'active';
  if (state && state.status !== 'inactive') return state.status;
  return entry?.fault ? 'quarantined' : 'inactive';
}

function errorOf({ entry, state, scope, fault }: Sighting): Pick<PluginInfo, 'error' | 'errorDetail'> {
  if (scope) return {};
  if (fault) return { error: fault.message, errorDetail: fault.detail };
  if (entry?.fault)
    return { error: entry.fault.message, errorDetail: entry.fault.stack ?? entry.fault.message };
  return state?.error ? { error: state.error } : {};
}
