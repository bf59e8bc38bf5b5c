import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from '../log.js';
import { withTimeout } from '../with-timeout.js';
import { readManifest } from './manifest.js';
import { freshAddress, registerPluginModules } from './module-hooks.js';
import type { Plugin } from './plugin.js';
import {
  copyFolder,
  findPluginFolders,
  fingerprint,
  hashFolder,
  type PluginFolder,
  pruneCopies,
} from './plugin-folder.js';

export interface CatalogOptions {
  /** Plugins built with the host: `build/plugins`. */
  readonly builtIn: string | null;
  /** PLUGINS_DIR: plugins from elsewhere. */
  readonly external: string | null;
  /** DATA_DIR: copies of external plugins are imported from `plugins/<folder>/<hash>/` below it. */
  readonly dataDir: string;
  /** Importing a plugin may not take longer. */
  readonly timeoutMs: number;
  readonly log: Logger;
}

/** A plugin that was found: loaded, or with what went wrong. */
export interface CatalogEntry {
  /** The name in the manifest; the folder's name while there is none to read. */
  readonly name: string;
  readonly folder: string;
  readonly builtIn: boolean;
  readonly hash: string;
  readonly plugin?: Plugin;
  readonly fault?: Error;
}

interface Located extends PluginFolder {
  /** As the files were seen. */
  readonly seen: string;
  readonly hash: string;
  /** Where its modules are imported from. */
  readonly root: string;
}

/** Finds plugins and loads their manifests. What throws or hangs while it is imported is an entry with a fault. */
export class Catalog {
  private byFolder = new Map<string, CatalogEntry>();
  private byName = new Map<string, CatalogEntry>();
  private located: readonly Located[] = [];
  private attempts = 0;
  private readonly registered = new Map<string, () => void>();
  private scanning: Promise<void> | undefined;

  constructor(private readonly options: CatalogOptions) {}

  list(): readonly CatalogEntry[] {
    return [...this.byName.values()];
  }

  get(name: string): CatalogEntry | undefined {
    return this.byName.get(name);
  }

  /**
   * Looks at the folders again and loads what is new or has changed. `retry` also loads again what failed before
   * with the same files: the cause may have been elsewhere.
   */
  async scan(retry?: string): Promise<void> {
    while (this.scanning) await this.scanning;
    this.scanning = this.scanNow(retry).finally(() => {
      this.scanning = undefined;
    });
    await this.scanning;
  }

  /** Removes copies of plugins as they were long ago. While no other process may run one of them. */
  async prune(): Promise<void> {
    const used = new Set(this.located.map((each) => each.root));
    await pruneCopies(path.resolve(this.options.dataDir, 'plugins'), used);
  }

  /** Forgets how modules of the plugins are resolved. */
  close(): void {
    for (const forget of this.registered.values()) forget();
    this.registered.clear();
  }

  private async scanNow(retry: string | undefined): Promise<void> {
    const { builtIn, external } = this.options;
    const folders = [
      ...(builtIn === null ? [] : await findPluginFolders(builtIn, true)),
      ...(external === null ? [] : await findPluginFolders(external, false)),
    ];
    // All first: loading one may ask for the contract of another.
    const located = await Promise.all(folders.map((folder) => this.locateOrSkip(folder)));
    this.located = located.filter((each) => each !== undefined);
    const entries = new Map<string, CatalogEntry>();
    for (const located of this.located) entries.set(located.folder, await this.entryOf(located, retry));
    this.byFolder = entries;
    this.byName = nameEntries([...entries.values()]);
  }

  /** A folder whose files go while they are read is being replaced: the next look finds it whole. */
  private async locateOrSkip(folder: PluginFolder): Promise<Located | undefined> {
    try {
      return await this.locate(folder);
    } catch (error) {
      this.options.log.warn(
        { err: error, plugin: path.basename(folder.folder) },
        `${folder.folder} cannot be read`,
      );
      return undefined;
    }
  }

  private async locate(folder: PluginFolder): Promise<Located> {
    const seen = await fingerprint(folder.folder);
    const before = this.located.find((located) => located.folder === folder.folder);
    if (before?.seen === seen && before.entry === folder.entry) return before;
    const hash = await hashFolder(folder.folder);
    if (folder.builtIn) return { ...folder, seen, hash, root: folder.folder };
    const { dataDir } = this.options;
    const target = path.resolve(dataDir, 'plugins', path.basename(folder.folder), hash);
    return { ...folder, seen, hash, root: await copyFolder(folder, target) };
  }

  private async entryOf(located: Located, retry: string | undefined): Promise<CatalogEntry> {
    const { folder, builtIn, hash } = located;
    const before = this.byFolder.get(folder);
    if (before && before.hash === hash && !(before.fault && this.isMeant(before, retry))) return before;
    try {
      const plugin = await this.load(located, before !== undefined);
      return { folder, builtIn, hash, name: plugin.name, plugin };
    } catch (cause) {
      const fault = cause instanceof Error ? cause : new Error(String(cause));
      const name = before?.name ?? path.basename(folder);
      this.options.log.error({ err: fault, plugin: name }, `The plugin in ${folder} cannot be loaded`);
      return { folder, builtIn, hash, name, fault };
    }
  }

  /** What failed at its first import has no name but its folder's: it may be the plugin that is asked for. */
  private isMeant(entry: CatalogEntry, name: string | undefined): boolean {
    return name !== undefined && (entry.name === name || !this.byName.has(name));
  }

  /** Node remembers each address, also one that failed: another try needs another one. */
  private async load({ folder, root, entry, hash }: Located, again: boolean): Promise<Plugin> {
    await this.register(folder, root);
    this.attempts += 1;
    const first = pathToFileURL(path.join(root, entry)).href;
    const address = again ? freshAddress(first, `${hash}-${this.attempts}`) : first;
    const ms = this.options.timeoutMs;
    const module = await withTimeout(
      async () => (await import(address)) as { readonly default?: unknown },
      ms,
      () => new Error(`Importing ${entry} did not finish within ${ms} ms`),
    );
    return readManifest(module.default);
  }

  private async register(folder: string, root: string): Promise<void> {
    if (this.registered.has(root)) return;
    const roots = new Set([folder, root, await realpath(folder), await realpath(root)]);
    const forget = registerPluginModules({
      roots: [...roots].map((each) => `${pathToFileURL(each).href}/`),
      contract: (name) => this.contractOf(name),
    });
    this.registered.set(root, forget);
  }

  private contractOf(name: string): string | undefined {
    const folder = this.byName.get(name)?.folder;
    const located = this.located.find(
      (each) => each.folder === folder || path.basename(each.folder) === name,
    );
    return located && pathToFileURL(path.join(located.root, 'contract.js')).href;
  }
}

/** One entry a name. Where two folders hold plugins of one name, the host's own wins; else neither can be used. */
function nameEntries(entries: readonly CatalogEntry[]): Map<string, CatalogEntry> {
  const named = new Map<string, CatalogEntry>();
  for (const entry of entries) {
    const first = named.get(entry.name);
    if (!first || (!first.builtIn && entry.builtIn)) named.set(entry.name, entry);
    else if (first.builtIn) continue;
    else named.set(entry.name, { ...first, plugin: undefined, fault: doubleFault(entry.name, first, entry) });
  }
  return named;
}

function doubleFault(name: string, first: CatalogEntry, second: CatalogEntry): Error {
  return new Error(
    `Two folders hold a plugin named "${name}": ${first.folder} and ${second.folder}; remove one of them`,
  );
}
