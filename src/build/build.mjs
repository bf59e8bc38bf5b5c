// `npm run build`: the site, and the tests where the development packages are installed.
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildIfChanged, BuildFailed } = await import('./compile.mjs');
try {
  const built = await buildIfChanged({ part: hasDevelopmentPackages() ? 'all' : 'site' });
  if (!built) process.stderr.write('Nothing has changed since the last build.\n');
} catch (cause) {
  if (!(cause instanceof BuildFailed)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exit(1);
}

function hasDevelopmentPackages() {
  try {
    import.meta.resolve('ava');
    return true;
  } catch {
    return false;
  }
}
