import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PackageStore, StoredPackage } from './package-store.js';
import { openPackage, type PluginPackage } from './plugin-package.js';

/** A package on this machine, or why it is not there. */
export type Unpacked = Pick<StoredPackage, 'name' | 'sha256'> &
  ({ readonly folder: string } | { readonly fault: Error });

/** Where packages of the database lie unpacked: `DATA_DIR/plugins/<name>/<hash>/`. */
export class PackageShelf {
  constructor(
    private readonly store: PackageStore,
    private readonly dataDir: string,
  ) {}

  /** Unpacks what is not there yet. One that cannot be unpacked keeps no other from it. */
  async all(): Promise<readonly Unpacked[]> {
    return Promise.all((await this.store.all()).map((stored) => this.bring(stored)));
  }

  folderOf({ name, sha256 }: Pick<StoredPackage, 'name' | 'sha256'>): string {
    return path.resolve(this.dataDir, 'plugins', name, sha256.slice(0, 16));
  }

  /** Made aside and renamed: it is whole or not there. */
  async unpack(opened: PluginPackage): Promise<string> {
    const folder = this.folderOf(opened);
    if (await isThere(folder)) return folder;
    const aside = `${folder}.${process.pid}.${Date.now()}`;
    try {
      for (const [file, content] of opened.files) {
        const target = path.join(aside, ...file.split('/'));
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, content, { flag: 'wx' });
      }
      await rename(aside, folder);
    } catch (error) {
      await rm(aside, { recursive: true, force: true });
      // Another process was faster; its copy is the same.
      if (!(await isThere(folder))) throw error;
    }
    return folder;
  }

  /** After a try that failed. */
  async discard(opened: PluginPackage): Promise<void> {
    if ((await this.store.get(opened.name))?.sha256 === opened.sha256) return;
    await rm(this.folderOf(opened), { recursive: true, force: true });
  }

  private async bring(stored: StoredPackage): Promise<Unpacked> {
    const { name, sha256 } = stored;
    const folder = this.folderOf(stored);
    try {
      if (!(await isThere(folder))) await this.unpack(await openPackage(await this.store.bytesOf(stored)));
      return { name, sha256, folder };
    } catch (cause) {
      return { name, sha256, fault: cause instanceof Error ? cause : new Error(String(cause)) };
    }
  }
}

async function isThere(folder: string): Promise<boolean> {
  return (await stat(path.join(folder, 'plugin.js')).catch(() => undefined))?.isFile() ?? false;
}
