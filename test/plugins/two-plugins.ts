import type { WrittenPlugin } from './written-plugins.js';

/** Has a table, a service and a route. */
export const base: WrittenPlugin = {
  name: 'base',
  migrations: { '1_create_base_items': "await create('base_items');" },
  setup:
    "host.provide(serviceToken('base'), { version: () => 1 }); host.routes('org', routesAt('/v1/base'));",
};

/** Builds on `base`. */
export const onTop: WrittenPlugin = {
  name: 'on-top',
  requires: { base: '^1.0.0' },
  setup: "const base = host.use(serviceToken('base')); host.routes('org', routesAt('/v1/top', () => base));",
};
