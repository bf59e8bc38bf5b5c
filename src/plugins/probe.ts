import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withTimeout } from '../with-timeout.js';
import { readManifest } from './manifest.js';
import { registerPluginModules } from './module-hooks.js';
import type { Plugin } from './plugin.js';

const IMPORT_MS = 30_000;

/** The manifest of a built plugin that lies anywhere, outside of any site. `contracts`: `build/plugins` of the host. */
export async function probePlugin(folder: string, contracts: string): Promise<Plugin> {
  const forget = registerPluginModules({
    roots: [`${pathToFileURL(folder).href}/`],
    contract: (name) => pathToFileURL(path.join(contracts, name, 'contract.js')).href,
  });
  try {
    const late = () => new Error(`Importing plugin.js did not finish within ${IMPORT_MS} ms`);
    const address = pathToFileURL(path.join(folder, 'plugin.js')).href;
    const module = await withTimeout(
      async () => (await import(address)) as { readonly default?: unknown },
      IMPORT_MS,
      late,
    );
    return readManifest(module.default);
  } finally {
    forget();
  }
}
