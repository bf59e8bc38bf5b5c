import { sealPackage } from '../../src/packages/plugin-package.js';

export interface Parcel {
  readonly name?: string;
  readonly version?: string;
  /** Body of `setup(host)`. */
  readonly setup?: string;
  /** Lines before the manifest. */
  readonly before?: string;
  /** Other files by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A packed plugin without a build: what a test needs of one. */
export function parcel(given: Parcel = {}): Promise<Buffer> {
  const { name = 'parcel', version = '1.0.0', files = {} } = given;
  const all = { 'plugin.js': entryOf({ ...given, name, version }), ...files };
  return sealPackage(
    name,
    version,
    new Map(Object.entries(all).map(([path, text]) => [path, Buffer.from(text)])),
  );
}

/** `GET /api/v1/<name>` answers the version. */
function entryOf({ name, version, setup = '', before = '' }: Parcel): string {
  const facts = { name, title: 'Parcel', description: 'Came by post', version, host: '>=0.1.0' };
  return `
    import { bind, Controller, definePlugin } from 'koapress/plugin-api';
    ${before}
    class VersionController extends Controller { version() { return { version: '${version}' }; } }
    const operation = {
      id: 'VersionController.version', controller: VersionController, action: 'version', method: 'get',
      path: '/v1/${name}', security: [], extensions: {}, args: {},
    };
    const config = { noImplicitAdditionalProperties: 'throw-on-extras', bodyCoercion: false };
    const document = { openapi: '3.0.0', info: { title: 'parcel', version: '1' }, paths: {} };
    const controllers = [bind(VersionController, () => new VersionController())];
    export default definePlugin({
      ...${JSON.stringify(facts)},
      async setup(host) {
        host.routes('org', { generated: { models: {}, config, operations: [operation], document }, controllers });
        ${setup}
      },
    });
  `;
}
