import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Answer, CommandFailed, type Surroundings } from '../command.js';
import { isFile, PACKAGE } from './project.js';

interface RoutesGenerator {
  generateRoutes(options: {
    readonly root: string;
    readonly force: boolean;
    readonly cacheFile: string;
    readonly api: string;
  }): Promise<{ readonly generated: readonly string[] }>;
}

/** `koapress plugin build`: the routes of each surface, then strict compilation with declarations into `dist/`. */
export async function buildProject(
  folder: string,
  { terminal }: Pick<Surroundings, 'terminal'>,
): Promise<Answer> {
  assertProject(folder);
  const { generateRoutes } = (await import(
    pathToFileURL(path.join(PACKAGE, 'src', 'build', 'routes.mjs')).href
  )) as RoutesGenerator;
  const dist = path.join(folder, 'dist');
  const cacheFile = path.join(dist, '.routes.json');
  // Whatever sources are gone leaves no output behind.
  rmSync(dist, { recursive: true, force: true });
  const { generated } = await generateRoutes({
    root: folder,
    force: true,
    cacheFile,
    api: 'koapress/plugin-api',
  }).catch((cause: unknown) => {
    throw new CommandFailed(`the routes cannot be made: ${cause instanceof Error ? cause.message : cause}`);
  });
  rmSync(cacheFile, { force: true });
  await compile(folder, (text) => terminal.err(text));
  if (!isFile(path.join(dist, 'plugin.js')))
    throw new CommandFailed('src/plugin.ts was not built into dist/plugin.js');
  return { json: { folder, dist, routes: generated }, text: `Built ${dist}` };
}

function assertProject(folder: string): void {
  for (const file of ['tsconfig.json', 'src/plugin.ts']) {
    if (!isFile(path.join(folder, file))) throw new CommandFailed(`there is no ${file} in ${folder}`);
  }
  for (let above = folder; ; above = path.dirname(above)) {
    if (existsSync(path.join(above, 'node_modules', 'koapress', 'package.json'))) return;
    if (path.dirname(above) === above) break;
  }
  throw new CommandFailed(
    `koapress is not installed in ${folder} or above it: run npm install koapress there`,
  );
}

async function compile(folder: string, tell: (text: string) => void): Promise<void> {
  const require = createRequire(import.meta.url);
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  // Whatever the project's own file says: what strangers ship is checked strictly.
  const rules = ['--strict', '--noEmitOnError', '--declaration', '--outDir', 'dist', '--rootDir', 'src'];
  const child = spawn(process.execPath, [tsc, '-p', 'tsconfig.json', ...rules, '--pretty', 'false'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', tell);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  if (code !== 0) throw new CommandFailed('the plugin does not compile: see the faults above');
}
