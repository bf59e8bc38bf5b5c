import { createHash } from 'node:crypto';
import {
  cp,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';

const ENTRIES = ['plugin.js', 'plugin.mjs'];
/** Not copied and not looked at for changes: packages that the plugin brought are linked. */
const PACKAGES = 'node_modules';
/** Not looked at for changes: nothing that runs is read from them. */
const BESIDE_CODE = /\.(map|d\.m?ts)$/;
/** Younger copies may belong to another process that starts at this moment. */
const KEEP_COPIES_MS = 24 * 3_600_000;

/** A folder that holds a plugin. */
export interface PluginFolder {
  readonly folder: string;
  /** `plugin.js` */
  readonly entry: string;
  /** Built with the host: imported where it lies. Others are imported from a copy. */
  readonly builtIn: boolean;
}

/** Folders directly below that hold a `plugin.js`. None when the folder is not there. */
export async function findPluginFolders(parent: string, builtIn: boolean): Promise<readonly PluginFolder[]> {
  const names = await readdir(parent).catch(() => []);
  const found: PluginFolder[] = [];
  for (const name of names.sort()) {
    const folder = path.join(parent, name);
    const entry = await findEntry(folder);
    if (entry !== undefined) found.push({ folder, entry, builtIn });
  }
  return found;
}

async function findEntry(folder: string): Promise<string | undefined> {
  for (const entry of ENTRIES) {
    const found = await stat(path.join(folder, entry)).catch(() => undefined);
    if (found?.isFile()) return entry;
  }
  return undefined;
}

/**
 * Changes when a file of the plugin changes, is added or goes. Cheap: nothing is read, so that looking at all plugins
 * costs next to nothing while requests are served.
 */
export async function fingerprint(folder: string): Promise<string> {
  const files = await filesOf(folder);
  const facts = await Promise.all(files.map((file) => stat(path.join(folder, file)).catch(() => undefined)));
  return files.map((file, index) => `${file} ${facts[index]?.size} ${facts[index]?.ctimeMs}`).join('\n');
}

/** The same for the same contents. */
export async function hashFolder(folder: string): Promise<string> {
  const files = await filesOf(folder);
  const contents = await Promise.all(files.map((file) => readFile(path.join(folder, file))));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) {
    hash.update(`${file}\0`);
    hash.update(
      createHash('sha256')
        .update(contents[index] as Buffer)
        .digest(),
    );
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !BESIDE_CODE.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(path.sep).includes(PACKAGES))
    .sort();
}

/**
 * A copy of the plugin's files under an address of their own, so that repaired code is new code to Node, and files
 * that are being edited are not read half-way. Made aside and renamed: a copy is whole or not there.
 */
export async function copyFolder({ folder }: PluginFolder, target: string): Promise<string> {
  if (await stat(target).catch(() => undefined)) return target;
  const aside = `${target}.${process.pid}.${Date.now()}`;
  await mkdir(path.dirname(target), { recursive: true });
  const from = await realpath(folder);
  await cp(from, aside, {
    recursive: true,
    dereference: true,
    filter: (source) => path.basename(source) !== PACKAGES,
  });
  await linkPackages(from, aside);
  await markAsModules(aside);
  await rename(aside, target).catch(async (error: unknown) => {
    await rm(aside, { recursive: true, force: true });
    // Another process was faster; its copy is the same.
    if (!(await stat(target).catch(() => undefined))) throw error;
  });
  return target;
}

/** Removes copies that are not in use and were made long ago. Packages they link to stay. */
export async function pruneCopies(parent: string, used: ReadonlySet<string>): Promise<void> {
  for (const plugin of await readdir(parent).catch(() => [])) {
    for (const copy of await readdir(path.join(parent, plugin)).catch(() => [])) {
      const folder = path.join(parent, plugin, copy);
      const facts = await stat(folder).catch(() => undefined);
      if (used.has(folder) || !facts || Date.now() - facts.mtimeMs < KEEP_COPIES_MS) continue;
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function linkPackages(from: string, to: string): Promise<void> {
  const packages = path.join(from, PACKAGES);
  if (await stat(packages).catch(() => undefined))
    await symlink(packages, path.join(to, PACKAGES), 'junction');
}

/** Plugins are ES modules; without a package.json of its own, one above might say otherwise. */
async function markAsModules(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}\n', { flag: 'wx' }).catch(
    () => undefined,
  );
}
