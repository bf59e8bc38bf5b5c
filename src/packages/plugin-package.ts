import { createHash } from 'node:crypto';
import semver from 'semver';
import { z } from 'zod';
import { type Files, readArchive, writeArchive } from './archive.js';
import { packageFault } from './package-fault.js';

/** A plugin in one file. All that is in it lies below a folder with the plugin's name. */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  /** Of the bytes, in hex. */
  readonly sha256: string;
  readonly bytes: Buffer;
  /** By path inside the plugin's folder: `plugin.js`. */
  readonly files: Files;
}

const ENTRY = 'plugin.js';
const FACTS = 'package.json';

const facts = z.object({
  name: z
    .string()
    .max(40)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  version: z.string().refine((value) => semver.valid(value) !== null),
  type: z.literal('module'),
});

/** Reads a `.tgz` made by `koapress plugin pack`; throws `invalid` when it is not as it must be. */
export async function openPackage(bytes: Buffer): Promise<PluginPackage> {
  const all = await readArchive(bytes);
  const top = [...all.keys()][0]?.split('/')[0] ?? '';
  const files = new Map<string, Buffer>();
  for (const [path, content] of all) {
    if (!path.startsWith(`${top}/`))
      throw packageFault(`${path} lies outside of the folder ${top} that holds the others`);
    files.set(path.slice(top.length + 1), content);
  }
  if (!files.has(ENTRY)) throw packageFault(`there is no ${ENTRY} in it`);
  const { name, version } = factsOf(files.get(FACTS));
  if (name !== top) throw packageFault(`its folder is named ${top}, and its ${FACTS} says ${name}`);
  return { name, version, sha256: sha256Of(bytes), bytes, files };
}

/** The package of a built plugin: of the folder with `plugin.js` in it. */
export function sealPackage(name: string, version: string, built: Files): Promise<Buffer> {
  const about = { name, version, type: 'module' };
  const files = new Map([...built].map(([path, content]) => [`${name}/${path}`, content]));
  files.set(`${name}/${FACTS}`, Buffer.from(`${JSON.stringify(about, null, 2)}\n`));
  return writeArchive(files);
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function factsOf(content: Buffer | undefined): z.infer<typeof facts> {
  if (!content) throw packageFault(`there is no ${FACTS} in it`);
  try {
    return facts.parse(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    const message = `its ${FACTS} must hold a "name", a "version" like 1.0.0, and "type": "module"`;
    throw packageFault(message, cause);
  }
}
