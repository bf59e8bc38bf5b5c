import { fileURLToPath } from 'node:url';

/** The compiled plugins of the tests, for `pluginsDir`. */
export const FIXTURE_PLUGINS = fileURLToPath(new URL('../fixtures/plugins', import.meta.url));
