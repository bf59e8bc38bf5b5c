import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from '../log.js';
import type { NodePackages } from '../nodes/nodes.js';
import type { PackageShelf } from '../packages/package-shelf.js';
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
  /** Installed as packages: unpacked from the database to where they are imported from. */
  readonly packages: Pick<PackageShelf, 'all'>;
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
  /** Of the package that it was installed from. */
  readonly sha256?: string;
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
  /** Of a package: the plugin's name, and which package. */
  readonly name?: string;
  readonly sha256?: string;
}

/** Finds plugins and loads their manifests. What throws or hangs while it is imported is an entry with a fault. */
export class Catalog {
  private byFolder = new Map<string, CatalogEntry>();
  private byName = new Map<string, CatalogEntry>();
  private packaged: NodePackages = {};
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

  /** What this process can say of each package. */
  get packages(): NodePackages {
    return this.packaged;
  }

  /** Loads a package that the site does not have yet, as it would be loaded afterwards. */
  async probe(name: string, sha256: string, folder: string): Promise<Plugin> {
    return this.load(locatedPackage(name, sha256, folder), false);
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
    const unpacked = await this.options.packages.all();
    const packages = unpacked.flatMap((each) =>
      'folder' in each ? [locatedPackage(each.name, each.sha256, each.folder)] : [],
    );
    this.located = [...located.filter((each) => each !== undefined), ...packages];
    const entries = new Map<string, CatalogEntry>();
    for (const located of this.located) entries.set(located.folder, await this.entryOf(located, retry));
    for (const each of unpacked) if ('fault' in each) entries.set(each.name, faultyPackage(each));
    this.byFolder = entries;
    this.byName = nameEntries([...entries.values()]);
    this.packaged = Object.fromEntries(
      unpacked.map(({ name, sha256 }) => [name, { sha256, fault: this.byName.get(name)?.fault?.message }]),
    );
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
    const { folder, builtIn, hash, sha256 } = located;
    const about = { folder, builtIn, hash, ...(sha256 !== undefined && { sha256 }) };
    const before = this.byFolder.get(folder);
    if (before && before.hash === hash && !(before.fault && this.isMeant(before, retry))) return before;
    try {
      const plugin = await this.load(located, before !== undefined);
      return { ...about, name: plugin.name, plugin };
    } catch (cause) {
      const fault = cause instanceof Error ? cause : new Error(String(cause));
      const name = before?.name ?? located.name ?? path.basename(folder);
      this.options.log.error({ err: fault, plugin: name }, `The plugin in ${folder} cannot be loaded`);
      return { ...about, name, fault };
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
      (each) => each.folder === folder || (each.name ?? path.basename(each.folder)) === name,
    );
    return located && pathToFileURL(path.join(located.root, 'contract.js')).href;
  }
}

function locatedPackage(name: string, sha256: string, folder: string): Located {
  const hash = sha256.slice(0, 16);
  return { name, sha256, folder, root: folder, entry: 'plugin.js', builtIn: false, seen: hash, hash };
}

/** One that could not be unpacked here. */
function faultyPackage({
  name,
  sha256,
  fault,
}: {
  name: string;
  sha256: string;
  fault: Error;
}): CatalogEntry {
  return { name, folder: name, builtIn: false, sha256, hash: sha256.slice(0, 16), fault };
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
