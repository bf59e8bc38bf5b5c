import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, type PluginPackage, sealPackage } from '../../packages/plugin-package.js';
import { probePlugin } from '../../plugins/probe.js';
import type { Answer } from '../command.js';
import { builtFiles, builtFolder, PACKAGE } from './project.js';

/** `koapress plugin pack`: one file, the same bytes for the same contents. */
export async function packProject(folder: string): Promise<Answer> {
  const { name, version, sha256, bytes } = await sealed(folder);
  const file = path.join(folder, `${name}-${version}.tgz`);
  writeFileSync(file, bytes);
  const json = { name, version, file, size: bytes.length, sha256 };
  return { json, text: `${file}\n${bytes.length} bytes, SHA-256 ${sha256}` };
}

/** The package that the built plugin in this folder makes. */
export async function sealed(folder: string): Promise<PluginPackage> {
  const built = builtFolder(folder);
  const { name, version } = await probePlugin(built, path.join(PACKAGE, 'build', 'plugins'));
  return openPackage(await sealPackage(name, version, builtFiles(built)));
}
