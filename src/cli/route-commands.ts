import type { Host } from '../host.js';
import { isSurfaceId } from '../http/openapi/document.js';
import { surfaces } from '../http/surfaces/index.js';
import type { Surface } from '../http/surfaces/surface.js';
import { BadUsage, type CommandSpec, textOf } from './command.js';
import { onSite } from './site.js';
import { table } from './table.js';

export const routesCommand: CommandSpec = {
  usage: 'routes',
  description: 'every operation of the host and the active plugins',
  options: [['--surface <surface>', 'only of one']],
  run: (input) => {
    const only = surfaceNamed(textOf(input.options, 'surface'));
    return onSite(input, async ({ host }) => {
      await publishAll(host);
      const rows = host.http.routes.operations
        .filter(({ surface }) => !only || surface.id === only.id)
        .map(({ method, fullPath, surface, owner, scopes }) => ({
          method: method.toUpperCase(),
          path: fullPath.replace(/[:*]([^/]+)/g, '{$1}'),
          surface: surface.id,
          owner,
          scopes,
        }));
      const text = rows.map((row) => ({ ...row, scopes: row.scopes?.join(' ') ?? '(public)' }));
      return { json: rows, text: table(text) };
    });
  },
};

export const openApiCommand: CommandSpec = {
  usage: 'openapi',
  description: 'the OpenAPI document of everything that is active, or of one surface',
  options: [['--surface <surface>', 'only of one']],
  run: (input) => {
    const only = surfaceNamed(textOf(input.options, 'surface'));
    return onSite(input, async ({ host }) => {
      await publishAll(host);
      const document = host.http.openApi.document(only);
      return { json: document, text: JSON.stringify(document, null, 2) };
    });
  },
};

/** As a start does, without a door. */
async function publishAll(host: Host): Promise<void> {
  const { HOST_ROUTES, hostRoutes } = await import('../controllers/host-routes.js');
  host.http.routes.publish(HOST_ROUTES, hostRoutes(host));
  await host.startPlugins();
}

function surfaceNamed(id: string | undefined): Surface | undefined {
  if (id === undefined) return undefined;
  if (isSurfaceId(surfaces, id)) return surfaces.find((surface) => surface.id === id);
  const all = surfaces.map((surface) => surface.id).join(', ');
  throw new BadUsage(`--surface is ${JSON.stringify(id)}: it must be one of ${all}`);
}
