import semver from 'semver';
import type { Plugin } from './plugin.js';
import { pluginProblem } from './plugin-problem.js';
import type { PluginState } from './plugin-states.js';

/** Data of a newer version is not handed to older code. */
export function assertUpgradable(plugin: Plugin, before: PluginState | undefined): void {
  const recorded = before?.version;
  if (recorded === null || recorded === undefined || !semver.lt(plugin.version, recorded)) return;
  throw pluginProblem('conflict', {
    plugin: plugin.name,
    step: 'check',
    reason: 'older_than_data',
    message: `its data was made by version ${recorded}, this is ${plugin.version}`,
    cure: 'Install that version or a later one, or uninstall the plugin with its data first.',
  });
}
