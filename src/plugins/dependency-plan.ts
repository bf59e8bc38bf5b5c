import semver from 'semver';
import type { Plugin } from './plugin.js';

/** What the plan must know of a plugin. */
export type Planned = Pick<Plugin, 'name' | 'version' | 'host' | 'requires'>;

/** Why a plugin cannot be switched on now, and what would help. */
export interface Unmet {
  readonly reason:
    | 'host_incompatible'
    | 'requirement_missing'
    | 'requirement_inactive'
    | 'requirement_version'
    | 'requirement_cycle';
  readonly message: string;
  readonly cure: string;
  /** The plugins that stand in the way. */
  readonly plugins: readonly string[];
}

export interface Surroundings {
  readonly hostVersion: string;
  /** Plugins that could be switched on, by name. */
  readonly known: ReadonlyMap<string, Planned>;
  /** Versions of those that are on. */
  readonly active: ReadonlyMap<string, string>;
}

/** Pre-releases count: a site that runs one wants its plugins to work with it. */
function satisfies(version: string, range: string): boolean {
  return semver.satisfies(version, range, { includePrerelease: true });
}

/** The first thing that forbids switching the plugin on; undefined when nothing does. */
export function findUnmet(plugin: Planned, around: Surroundings): Unmet | undefined {
  if (!satisfies(around.hostVersion, plugin.host)) {
    return {
      reason: 'host_incompatible',
      message: `it needs Koapress ${plugin.host}, this is ${around.hostVersion}`,
      cure: 'Update Koapress, or install a version of the plugin that fits.',
      plugins: [],
    };
  }
  const cycle = findCycle(plugin, around.known);
  if (cycle) {
    return {
      reason: 'requirement_cycle',
      message: `its requirements go round in a circle: ${cycle.join(' → ')}`,
      cure: 'One of these plugins must stop requiring the next.',
      plugins: cycle.slice(1, -1),
    };
  }
  return unmetRequirement(plugin, around);
}

function unmetRequirement(plugin: Planned, { known, active }: Surroundings): Unmet | undefined {
  for (const [name, range] of Object.entries(plugin.requires ?? {})) {
    const version = active.get(name);
    if (version !== undefined && satisfies(version, range)) continue;
    if (version !== undefined) {
      return {
        reason: 'requirement_version',
        message: `it requires ${name} ${range}, active is ${version}`,
        cure: `Install a version of ${name} that fits.`,
        plugins: [name],
      };
    }
    const installed = known.has(name);
    return {
      reason: installed ? 'requirement_inactive' : 'requirement_missing',
      message: `it requires ${name} ${range}, which is ${installed ? 'not active' : 'not installed'}`,
      cure: installed ? `Activate ${name} first.` : `Install ${name} and activate it first.`,
      plugins: [name],
    };
  }
  return undefined;
}

/** `a → b → a`, when the requirements of the plugin lead back to it. */
function findCycle(plugin: Planned, known: ReadonlyMap<string, Planned>): readonly string[] | undefined {
  const walk = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const requires = name === plugin.name ? plugin.requires : known.get(name)?.requires;
    for (const next of Object.keys(requires ?? {})) {
      if (next === plugin.name) return [...path, next];
      if (path.includes(next)) continue;
      const found = walk(next, [...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(plugin.name, [plugin.name]);
}

/** Requirements before those that require them; plugins in a circle keep their place at the end. */
export function inDependencyOrder<P extends Pick<Planned, 'name' | 'requires'>>(
  plugins: readonly P[],
): readonly P[] {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const ordered = new Set<P>();
  const visit = (plugin: P, path: readonly P[]): void => {
    if (ordered.has(plugin) || path.includes(plugin)) return;
    for (const name of Object.keys(plugin.requires ?? {}).sort()) {
      const required = byName.get(name);
      if (required) visit(required, [...path, plugin]);
    }
    ordered.add(plugin);
  };
  for (const plugin of [...plugins].sort((a, b) => (a.name < b.name ? -1 : 1))) visit(plugin, []);
  return [...ordered];
}

/** Names of those that require the plugin. */
export function dependentsOf(
  name: string,
  plugins: readonly Pick<Planned, 'name' | 'requires'>[],
): readonly string[] {
  return plugins
    .filter((plugin) => Object.hasOwn(plugin.requires ?? {}, name))
    .map((plugin) => plugin.name)
    .sort();
}
