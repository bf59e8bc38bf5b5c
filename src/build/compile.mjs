// Builds into `build/`, which mirrors the tree, when sources have changed since the last build.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdLock } from './lock.mjs';
import {
  fingerprints,
  onlyGenerated,
  PARTS,
  readManifest,
  sameContents,
  sameDates,
  withoutGenerated,
  writeManifest,
} from './sources.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A fault in the sources, already told to the reader. */
export class BuildFailed extends Error {
  name = 'BuildFailed';
}

/** True when it built. Everything it says goes to stderr: stdout belongs to the command. */
export async function buildIfChanged({ part = 'site', root = ROOT, tell = toStderr } = {}) {
  if (isFresh(root, part)) return false;
  return holdLock(path.join(root, 'build', 'lock'), async () => {
    if (isFresh(root, part)) return false;
    await build(root, part, tell);
    return true;
  });
}

function toStderr(text) {
  process.stderr.write(text);
}

function isFresh(root, part) {
  const manifest = readManifest(root);
  const known = manifest[part];
  if (!known || !existsSync(path.join(root, 'build', 'src', 'cli.js'))) return false;
  const now = fingerprints(root, part, known);
  if (!sameContents(known, now)) return false;
  if (!sameDates(known, now)) remember(root, { ...manifest, [part]: now });
  return true;
}

/** A folder that cannot be written only costs the next look a little. */
function remember(root, manifest) {
  try {
    writeManifest(root, manifest);
  } catch {}
}

async function build(root, part, tell) {
  const started = performance.now();
  tell(part === 'all' ? 'Building the site and its tests…\n' : 'Building the site…\n');
  // Taken before compiling: what is edited meanwhile counts as changed.
  const sources = withoutGenerated(fingerprints(root, part));
  await generate(root);
  const files = { ...sources, ...onlyGenerated(fingerprints(root, part)) };
  await compile(root, PARTS[part].project);
  removeStale(root, part);
  await bundle(root);
  writeManifest(
    root,
    part === 'all' ? { all: files, site: siteOnly(files) } : { ...readManifest(root), site: files },
  );
  tell(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

function siteOnly(files) {
  const others = PARTS.all.folders.filter((folder) => !PARTS.site.folders.includes(folder));
  return Object.fromEntries(
    Object.entries(files).filter(([name]) => !others.some((folder) => name.startsWith(`${folder}/`))),
  );
}

async function generate(root) {
  const { generateRoutes } = await import('./routes.mjs');
  try {
    await generateRoutes({ root });
  } catch (cause) {
    throw new BuildFailed(`The routes could not be made: ${cause.message}`, { cause });
  }
}

async function bundle(root) {
  const { bundleMails } = await import('./bundle-mails.mjs');
  try {
    await bundleMails(root);
  } catch (cause) {
    throw new BuildFailed(`The mails could not be compiled: ${cause.message}`, { cause });
  }
}

async function compile(root, project) {
  const require = createRequire(import.meta.url);
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const pretty = String(Boolean(process.stderr.isTTY));
  const child = spawn(process.execPath, [tsc, '-p', project, '--pretty', pretty], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
  if (code !== 0) throw new BuildFailed('The build failed: see the faults above.');
}

/** Outputs of deleted sources would otherwise go on: a migration, a test. */
function removeStale(root, part) {
  for (const folder of PARTS[part].folders) {
    const built = path.join(root, 'build', folder);
    if (!existsSync(built)) continue;
    for (const entry of readdirSync(built, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      const source = path
        .join(root, path.relative(path.join(root, 'build'), file))
        .replace(/\.(js|js\.map|d\.ts)$/, '.ts');
      if (entry.isFile() && !existsSync(source)) rmSync(file);
    }
  }
}
