import type { Host } from '../../host.js';
import { startSite, type TestSite } from '../../plugin-test.js';
import type { Answer } from '../command.js';
import { checkMigrations } from './check-migrations.js';
import { sealed } from './pack.js';

/**
 * `koapress plugin validate`: packs the plugin as it would be shipped, and switches it on and off on a throw-away
 * site. Every fault that a site would answer an installation with is found here.
 */
export async function validateProject(folder: string): Promise<Answer> {
  const warnings: string[] = [];
  const opened = await sealed(folder);
  const site = await startSite({ plugins: [], log: (line) => warnings.push(...warningIn(line)) });
  const faults: string[] = [];
  try {
    await site.host.plugins.install(opened.bytes, site.actor);
    faults.push(...(await tryOut(site, opened.name)));
  } catch (error) {
    faults.push(messageOf(error));
  } finally {
    await site.stop();
  }
  const found = [...new Set([...faults, ...warnings])];
  const { name, version, sha256, bytes } = opened;
  const json = { name, version, valid: found.length === 0, faults: found, size: bytes.length, sha256 };
  const text =
    found.length === 0 ? `${name} ${version} is valid: ${bytes.length} bytes packed` : found.join('\n');
  return { json, text, failed: found.length > 0 };
}

async function tryOut({ host, actor }: TestSite, name: string): Promise<readonly string[]> {
  await host.plugins.activate(name, actor);
  const faults = unknownScopes(host, name);
  await host.plugins.deactivate(name, actor);
  faults.push(...(await checkMigrations(host.db, host.plugins.definition(name))));
  await host.plugins.uninstall(name, actor);
  return faults;
}

/** Scopes that `@Security` names and nobody declares: such an operation could never be called. */
function unknownScopes(host: Host, name: string): string[] {
  const known = new Set(host.auth.scopes.list().map((scope) => scope.name));
  return host.http.routes.operations
    .filter(({ owner }) => owner === name)
    .flatMap(({ method, fullPath, scopes }) =>
      (scopes ?? [])
        .filter((scope) => !known.has(scope))
        .map(
          (scope) => `${method.toUpperCase()} ${fullPath} asks for the scope ${scope}, which nobody declares`,
        ),
    );
}

/** What the site warned of on behalf of the plugin. */
function warningIn(line: string): readonly string[] {
  const said = JSON.parse(line) as Record<string, unknown> & { readonly err?: { readonly message?: string } };
  if (Number(said.level) < 40 || (said.owner === undefined && said.plugin === undefined)) return [];
  const where = said.migration === undefined ? '' : ` (${said.migration})`;
  return [`${said.msg}${where}${said.err?.message ? `: ${said.err.message}` : ''}`];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
