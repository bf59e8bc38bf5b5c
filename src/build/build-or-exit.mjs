// Builds for a script that cannot go on without it.
import { BuildFailed, buildIfChanged } from './compile.mjs';

/** Answers whether anything was built; a fault in the sources ends the process. */
export async function buildOrExit(part = 'site') {
  try {
    return await buildIfChanged({ part });
  } catch (cause) {
    if (!(cause instanceof BuildFailed)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exit(1);
  }
}
