import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A plugin that a test writes as files, so that it can be broken and repaired while the process runs. */
export interface WrittenPlugin {
  readonly name: string;
  readonly version?: string;
  readonly host?: string;
  readonly requires?: Readonly<Record<string, string>>;
  readonly scopes?: readonly string[];
  readonly settings?: readonly string[];
  /** Body of `setup(host)`. */
  readonly setup?: string;
  /** Lines of the module, before the manifest. */
  readonly before?: string;
  /** Bodies of `up(knex)` by name; `down` drops the tables named in `create`. */
  readonly migrations?: Readonly<Record<string, string>>;
  /** Other files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** Writes the plugin's files anew; what was there of it is gone. */
export function writePlugin(parent: string, plugin: WrittenPlugin): string {
  const folder = join(parent, plugin.folder ?? plugin.name);
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries({
    'plugin.js': entryOf(plugin),
    ...migrationsOf(plugin),
    ...plugin.files,
  })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

export function removePlugin(parent: string, name: string): void {
  rmSync(join(parent, name), { recursive: true, force: true });
}

export function copyPlugin(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
}

function entryOf(plugin: WrittenPlugin): string {
  const { name, version = '1.0.0', host = '^0.1.0', requires = {}, scopes = [], settings = [] } = plugin;
  const facts = {
    name,
    title: name,
    description: 'A plugin of a test',
    version,
    host,
    requires,
    scopes: scopes.map((scope) => ({ name: scope, description: scope })),
    settings: settings.map((setting) => ({
      name: setting,
      title: setting,
      type: 'string',
      default: 'hello',
    })),
  };
  const migrations = plugin.migrations ? 'migrations: new URL("./migrations/", import.meta.url),' : '';
  return `
    import * as api from '#host';
    const { bind, Controller, definePlugin, serviceToken, eventType } = api;
    ${ROUTES}
    ${plugin.before ?? ''}
    export default definePlugin({
      ...${JSON.stringify(facts)},
      ${migrations}
      async setup(host) { ${plugin.setup ?? ''} },
    });
  `;
}

/** What the generator would write for one controller with a GET at `path`. */
const ROUTES = `
  function routesAt(path, answer = () => ({ ok: true })) {
    class HelloController extends Controller { hello() { return answer(); } }
    const operation = {
      id: 'HelloController.hello', controller: HelloController, action: 'hello', method: 'get', path,
      security: [], extensions: {}, args: {},
    };
    const config = { noImplicitAdditionalProperties: 'throw-on-extras', bodyCoercion: false };
    const document = { openapi: '3.0.0', info: { title: 'hello', version: '1' }, paths: {} };
    return {
      generated: { models: {}, config, operations: [operation], document },
      controllers: [bind(HelloController, () => new HelloController())],
    };
  }
`;

function migrationsOf({ migrations = {} }: WrittenPlugin): Record<string, string> {
  const files = Object.entries(migrations).map(([name, up]) => {
    const tables = [...up.matchAll(/create\('([a-z0-9_]+)'\)/g)].map((match) => match[1]);
    const text = `
      import { schema } from '#host';
      export async function up(knex) {
        const create = (name) => schema.createTable(knex, name, (table) => { schema.id(table); });
        ${up}
      }
      export async function down(knex) {
        for (const table of ${JSON.stringify(tables.reverse())}) await knex.schema.dropTableIfExists(table);
      }
    `;
    return [`migrations/${name}.js`, text] as const;
  });
  return Object.fromEntries(files);
}
