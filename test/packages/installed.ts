import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tar from 'tar';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What a shell needs beside Node. */
const TOOLS = ['sh', 'cat', 'curl'];

/** An empty folder of somebody who has installed the package, and nothing else of this repository. */
export interface Installed {
  readonly folder: string;
  /** With Node 24, `npx` and a shell's few tools. */
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

/** As `npm install koapress` leaves it; nothing is downloaded, so that the packages it needs are links. */
export async function installPackage(): Promise<Installed> {
  const top = realpathSync(mkdtempSync(path.join(tmpdir(), 'koapress-stranger-')));
  const [folder, bin] = [path.join(top, 'site'), path.join(top, 'bin')];
  const modules = path.join(folder, 'node_modules');
  for (const each of [bin, path.join(modules, 'koapress'), path.join(modules, '.bin')])
    mkdirSync(each, { recursive: true });
  await tar.x({ file: packed(top), cwd: path.join(modules, 'koapress'), strip: 1 });
  linkPackages(path.join(ROOT, 'node_modules'), modules);
  symlinkSync('../koapress/src/build/koapress.mjs', path.join(modules, '.bin', 'koapress'));
  symlinkSync(process.execPath, path.join(bin, 'node'));
  for (const tool of TOOLS) symlinkSync(which(tool), path.join(bin, tool));
  symlinkSync(
    fileURLToPath(new URL('../../../test/packages/npx.sh', import.meta.url)),
    path.join(bin, 'npx'),
  );
  const env = { PATH: bin, HOME: top, LOG_LEVEL: 'warn', ADMIN_PASSWORD: 'correct horse 1' };
  return { folder, env, remove: () => rmSync(top, { recursive: true, force: true, maxRetries: 3 }) };
}

function packed(folder: string): string {
  const words = ['pack', '--ignore-scripts', '--offline', '--silent', '--pack-destination', folder];
  execFileSync('npm', words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  return path.join(folder, file);
}

function linkPackages(from: string, to: string): void {
  for (const name of readdirSync(from))
    if (name !== '.bin' && name !== '.package-lock.json')
      symlinkSync(path.join(from, name), path.join(to, name));
}

function which(tool: string): string {
  return execFileSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
}

/** A shell that stays, so that what one block sets is there in the next. Throws where a command fails. */
export class Shell {
  private said = '';
  private readonly child;

  constructor(installed: Installed, env: NodeJS.ProcessEnv = {}) {
    this.child = spawn('/bin/sh', ['-e'], {
      cwd: installed.folder,
      env: { ...installed.env, ...env },
      stdio: 'pipe',
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
      });
  }

  /** What it printed, both streams. */
  run(block: string): Promise<string> {
    const mark = `@@${Math.random()}@@`;
    this.said = '';
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`This block failed:\n${block}\n${this.said}`));
      this.child.once('close', ended);
      const look = (): void => {
        if (!this.said.includes(mark)) return;
        this.child.stdout.off('data', look);
        this.child.off('close', ended);
        resolve(this.said.replace(mark, '').trim());
      };
      this.child.stdout.on('data', look);
      this.child.stdin.write(`${block}\nprintf '%s' '${mark}'\n`);
    });
  }

  close(): void {
    this.child.stdin.end();
  }
}
