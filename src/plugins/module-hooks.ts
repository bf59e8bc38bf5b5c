import { type ResolveFnOutput, registerHooks } from 'node:module';

/** Where the modules of one plugin lie, and what it may import by name. */
export interface PluginModules {
  /** Folder URLs with a slash at the end, resolved and as given: modules below are the plugin's own. */
  readonly roots: readonly string[];
  /** `koapress/contracts/<plugin>`: the address of that plugin's contract. */
  readonly contract: (plugin: string) => string | undefined;
}

const HOST_API = new URL('../plugin-api.js', import.meta.url).href;
const TSOA_RUNTIME = import.meta.resolve('@tsoa/runtime');
const CONTRACT = /^koapress\/contracts\/([a-z0-9-]+)$/;
/** Makes an address new, so that Node reads the file again. */
const FRESH = 'koapress-try';

/**
 * Node has one module loader a process, so its hooks are the one thing here that is not owned by a site. What a
 * plugin of one site resolves still depends on that site only: the importing file says whose plugin it is.
 */
const known = new Set<PluginModules>();
let installed = false;

/** From now on modules below these roots import the host's own copies. */
export function registerPluginModules(modules: PluginModules): () => void {
  if (!installed) {
    registerHooks({ resolve });
    installed = true;
  }
  known.add(modules);
  return () => known.delete(modules);
}

/** An address that Node has not seen, also for all modules of the plugin that it leads to. */
export function freshAddress(address: string, attempt: string): string {
  const url = new URL(address);
  url.searchParams.set(FRESH, attempt);
  return url.href;
}

type NextResolve = (specifier: string, context?: Parameters<typeof resolve>[1]) => ResolveFnOutput;
interface ResolveContext {
  readonly conditions: string[];
  readonly importAttributes: NodeJS.Dict<string>;
  readonly parentURL: string | undefined;
}

function resolve(specifier: string, context: ResolveContext, next: NextResolve): ResolveFnOutput {
  const owner = context.parentURL === undefined ? undefined : ownerOf(context.parentURL);
  if (!owner) return next(specifier, context);
  const own = hostCopy(owner, specifier);
  if (own !== undefined) return { url: own, shortCircuit: true };
  const found = next(specifier, context);
  const attempt = new URL(context.parentURL as string).searchParams.get(FRESH);
  if (attempt === null || !isBelow(owner, found.url)) return found;
  return { ...found, url: freshAddress(found.url, attempt) };
}

function ownerOf(address: string): PluginModules | undefined {
  for (const modules of known) if (isBelow(modules, address)) return modules;
  return undefined;
}

function isBelow(modules: PluginModules, address: string): boolean {
  return modules.roots.some((root) => address.startsWith(root));
}

function hostCopy(owner: PluginModules, specifier: string): string | undefined {
  if (specifier === '#host' || specifier === 'koapress/plugin-api') return HOST_API;
  if (specifier === '@tsoa/runtime') return TSOA_RUNTIME;
  const plugin = CONTRACT.exec(specifier)?.[1];
  if (plugin === undefined) return undefined;
  const contract = owner.contract(plugin);
  if (contract === undefined) throw new Error(`There is no contract of a plugin "${plugin}"`);
  return contract;
}
