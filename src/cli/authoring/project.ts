import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed, type Surroundings } from '../command.js';

/** This package: `build/src/cli/authoring` lies four folders below it. */
export const PACKAGE = fileURLToPath(new URL('../../../../', import.meta.url));

/** The folder that a command is given, or where it is typed. */
export function folderOf({ args, folder }: Surroundings & { readonly args: readonly string[] }): string {
  return path.resolve(folder, args[0] ?? '.');
}

/** Where the built plugin lies: `dist` of a project, or the folder itself. */
export function builtFolder(folder: string): string {
  for (const each of [path.join(folder, 'dist'), folder])
    if (isFile(path.join(each, 'plugin.js'))) return each;
  const isProject = isFile(path.join(folder, 'src', 'plugin.ts'));
  const cure = isProject
    ? `build it first: koapress plugin build ${path.basename(folder)}`
    : 'no plugin is there';
  throw new CommandFailed(`there is no plugin.js in ${folder}: ${cure}`);
}

/**
 * The files of a built plugin by path. Tests, source maps, declarations, and packages that it was tested with are
 * left out; links are refused.
 */
export function builtFiles(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const walk = (below: string): void => {
    for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
      const file = below === '' ? entry.name : `${below}/${entry.name}`;
      if (isLeftOut(entry.name)) continue;
      if (entry.isDirectory()) walk(file);
      else if (entry.isFile()) files.set(file, readFileSync(path.join(folder, file)));
      else
        throw new CommandFailed(
          `${path.join(folder, file)} is a link or something else: packages hold files only`,
        );
    }
  };
  walk('');
  // Packages have one of their own.
  files.delete('package.json');
  return files;
}

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || /\.test\.js$|\.map$|\.tgz$|\.d\.ts$/.test(name);
}

export function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
