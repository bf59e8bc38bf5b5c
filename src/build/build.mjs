// `npm run build`: the site, and the tests where the development packages are installed.
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildOrExit } = await import('./build-or-exit.mjs');
const built = await buildOrExit(hasDevelopmentPackages() ? 'all' : 'site');
if (!built) process.stderr.write('Nothing has changed since the last build.\n');

function hasDevelopmentPackages() {
  try {
    import.meta.resolve('ava');
    return true;
  } catch {
    return false;
  }
}
