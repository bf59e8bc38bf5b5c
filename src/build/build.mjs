// `npm run build`: the site, and the tests where the development packages are installed. `site` as argument: never the tests.
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildOrExit } = await import('./build-or-exit.mjs');
const isSiteOnly = process.argv[2] === 'site' || !hasDevelopmentPackages();
const built = await buildOrExit(isSiteOnly ? 'site' : 'all');
if (!built) process.stderr.write('Nothing has changed since the last build.\n');

function hasDevelopmentPackages() {
  try {
    import.meta.resolve('ava');
    return true;
  } catch {
    return false;
  }
}
