// Writes `routes.generated.ts` beside the controllers of each unit (a plugin or the host, on one surface).
// A unit is generated again only when a file that it was made from has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertRulesKept } from './body-rules.mjs';

const SELF = fileURLToPath(import.meta.url);
const OUTPUT = 'routes.generated.ts';

/** Surfaces that convert values and pass over unknown fields, as WordPress does. */
const LENIENT = new Set(['wordpress']);

/**
 * Generates what changed. `root` is the project's folder; `cacheFile` remembers the sources of each unit. `api` is
 * what the generated files call the module that plugins import.
 */
export async function generateRoutes({
  root,
  force = false,
  cacheFile = path.join(root, 'build', 'routes.json'),
  api = '#host',
}) {
  const units = findUnits(root).map((unit) => ({ ...unit, api }));
  const cache = readCache(cacheFile);
  const stale = units.filter((unit) => force || !isFresh(root, unit, cache[unit.folder]));
  if (stale.length > 0) {
    loaded ??= loadTsoa();
    const options = compilerOptions(loaded.ts, root);
    for (const unit of stale) cache[unit.folder] = generateUnit(root, unit, { ...loaded, options });
  }
  dropGone(root, units, cache);
  mkdirSync(path.dirname(cacheFile), { recursive: true });
  writeFileSync(cacheFile, JSON.stringify(cache));
  return { generated: stale.map((unit) => unit.folder), unchanged: units.length - stale.length };
}

/** Folders `controllers/<surface>` of the host, the plugins and the test plugins. */
function findUnits(root) {
  const owners = ['src', ...foldersIn(root, 'plugins'), ...foldersIn(root, 'test/fixtures/plugins')];
  return owners.flatMap((owner) =>
    foldersIn(root, path.posix.join(owner, 'controllers'))
      .map((folder) => ({
        folder,
        surface: path.posix.basename(folder),
        controllers: controllersIn(root, folder),
      }))
      .filter((unit) => unit.controllers.length > 0),
  );
}

function foldersIn(root, folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.posix.join(folder, entry.name));
}

function controllersIn(root, folder) {
  return readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.controller.ts'))
    .sort();
}

function readCache(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** The generator itself counts as a source. */
function isFresh(root, unit, known) {
  if (!known || known.generator !== hashFile(SELF) || !existsSync(path.join(root, unit.folder, OUTPUT)))
    return false;
  if (known.controllers.join() !== unit.controllers.join()) return false;
  return Object.entries(known.sources).every(([file, hash]) => hashFile(path.join(root, file)) === hash);
}

function dropGone(root, units, cache) {
  const present = new Set(units.map((unit) => unit.folder));
  for (const folder of Object.keys(cache)) {
    if (present.has(folder)) continue;
    rmSync(path.join(root, folder, OUTPUT), { force: true });
    delete cache[folder];
  }
}

function hashFile(file) {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return '';
  }
}

/** Loaded once a process: tsoa keeps the TypeScript that it met first. */
let loaded;

/** tsoa with its own TypeScript, whose parsed declaration files are shared between units: five times as fast. */
function loadTsoa() {
  const require = createRequire(import.meta.url);
  const inTsoa = createRequire(require.resolve('@tsoa/cli'));
  const typescriptPath = inTsoa.resolve('typescript');
  const ts = inTsoa(typescriptPath);
  const parsed = new Map();
  const seen = { program: undefined };
  const createProgram = (roots, options) => {
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (file, ...rest) => {
      if (!file.endsWith('.d.ts')) return read(file, ...rest);
      if (!parsed.has(file)) parsed.set(file, read(file, ...rest));
      return parsed.get(file);
    };
    seen.program = ts.createProgram(roots, options, host);
    return seen.program;
  };
  inTsoa.cache[typescriptPath].exports = { ...ts, createProgram };
  const base = path.dirname(require.resolve('@tsoa/cli'));
  return {
    seen,
    ts,
    MetadataGenerator: inTsoa(path.join(base, 'metadataGeneration/metadataGenerator.js')).MetadataGenerator,
    AbstractRouteGenerator: inTsoa(path.join(base, 'routeGeneration/routeGenerator.js'))
      .AbstractRouteGenerator,
    SpecGenerator3: inTsoa(path.join(base, 'swagger/specGenerator3.js')).SpecGenerator3,
  };
}

function compilerOptions(ts, root) {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

function generateUnit(root, unit, tsoa) {
  const folder = path.join(root, unit.folder);
  const files = unit.controllers.map((name) => path.posix.join(folder.split(path.sep).join('/'), name));
  let metadata;
  try {
    metadata = new tsoa.MetadataGenerator(files[0], tsoa.options, [], files).Generate();
  } catch (cause) {
    throw new Error(`${unit.folder}: ${cause.message}`, { cause });
  }
  const document = openApi(tsoa, metadata, unit);
  writeFileSync(path.join(folder, OUTPUT), render(tsoa, metadata, unit, folder, document));
  return {
    generator: hashFile(SELF),
    controllers: unit.controllers,
    sources: sourcesOf(root, tsoa.seen.program),
  };
}

function sourcesOf(root, program) {
  const own = program
    .getSourceFiles()
    .map((file) => path.relative(root, file.fileName).split(path.sep).join('/'))
    .filter((file) => !file.startsWith('..') && !file.includes('node_modules') && !file.endsWith(OUTPUT));
  return Object.fromEntries([...own, 'tsconfig.json'].map((file) => [file, hashFile(path.join(root, file))]));
}

function openApi(tsoa, metadata, unit) {
  const config = {
    name: unit.surface,
    version: '1',
    noImplicitAdditionalProperties: LENIENT.has(unit.surface) ? 'ignore' : 'throw-on-extras',
    securityDefinitions: { principal: { type: 'apiKey', name: 'Authorization', in: 'header' } },
    xEnumVarnames: false,
  };
  return new tsoa.SpecGenerator3(metadata, config).GetSpec();
}

function render(tsoa, metadata, unit, folder, document) {
  const lenient = LENIENT.has(unit.surface);
  const options = {
    routesDir: folder,
    basePath: '/',
    esm: true,
    noImplicitAdditionalProperties: lenient ? 'silently-remove-extras' : 'throw-on-extras',
    bodyCoercion: lenient,
  };
  class Routes extends tsoa.AbstractRouteGenerator {}
  const context = new Routes(metadata, options).buildContext();
  assertRulesKept(context, unit.folder);
  const operations = context.controllers.flatMap((controller, c) =>
    controller.actions.map((action, a) => operation(controller, action, metadata.controllers[c].methods[a])),
  );
  return [
    '// Written by the build. Do not edit.',
    `import type { GeneratedRoutes } from '${unit.api}';`,
    ...context.controllers.map(
      (controller) => `import { ${controller.name} } from '${controller.modulePath}';`,
    ),
    '',
    `const models = ${json(context.models)} as unknown as GeneratedRoutes['models'];`,
    `const document = ${json(document)} as unknown as GeneratedRoutes['document'];`,
    `const operations = [\n${operations.join(',\n')},\n] as unknown as GeneratedRoutes['operations'];`,
    '',
    `export const routes: GeneratedRoutes = { models, config: ${json(context.minimalSwaggerConfig)}, operations, document };`,
    '',
  ].join('\n');
}

/** `json` drops what is undefined; names of classes stand outside of it. */
function operation(controller, action, method) {
  const plain = {
    id: `${controller.name}.${action.name}`,
    action: action.name,
    method: action.method,
    path: action.fullPath,
    security: action.security,
    success: action.successStatus === 'undefined' ? undefined : action.successStatus,
    extensions: Object.fromEntries((method.extensions ?? []).map(({ key, value }) => [key, value])),
    args: action.parameters,
  };
  return `  { controller: ${controller.name}, ...${json(plain)} }`;
}

function json(value) {
  return JSON.stringify(value);
}
