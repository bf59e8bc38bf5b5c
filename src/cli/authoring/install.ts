import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { PACKAGE_LIMITS } from '../../packages/archive.js';
import { openPackage } from '../../packages/plugin-package.js';
import { type Answer, CommandFailed, type Surroundings } from '../command.js';
import { onSite } from '../site.js';
import { sealed } from './pack.js';

/** `koapress plugin install`: a file, or a folder that is packed first. The running site sees it within seconds. */
export async function installPackage(
  input: Surroundings & { readonly args: readonly string[] },
): Promise<Answer> {
  const bytes = await bytesAt(path.resolve(input.folder, input.args[0] ?? ''));
  // Refused before the site is opened, where that can be known.
  await openPackage(bytes);
  return onSite(input, async ({ host, actor }) => {
    const { name, version, status } = await host.plugins.install(bytes, actor);
    const text = `${name} ${version} is installed. Switch it on with: koapress plugin activate ${name}`;
    return { json: { name, version, status }, text };
  });
}

async function bytesAt(file: string): Promise<Buffer> {
  const facts = await stat(file).catch(() => undefined);
  if (!facts) throw new CommandFailed(`there is no ${file}`);
  if (facts.isDirectory()) return (await sealed(file)).bytes;
  if (facts.size > PACKAGE_LIMITS.packed)
    throw new CommandFailed(`${file} is larger than ${PACKAGE_LIMITS.packed} bytes`);
  return readFile(file);
}
