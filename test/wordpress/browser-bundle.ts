import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * A script that answers the default export of a CommonJS package in a page: its files and those that they require,
 * each as a function, in one expression.
 */
export function bundle(name: string): string {
  const modules = new Map<string, string>();
  const entry = createRequire(import.meta.url).resolve(name);
  collect(entry, modules);
  const functions = [...modules].map(
    ([file, code]) => `${JSON.stringify(file)}: (require, module, exports) => {${code}\n}`,
  );
  return `(() => {
    const process = { env: { NODE_ENV: 'production' } };
    const functions = {${functions.join(',\n')}};
    const loaded = {};
    const load = (file) => {
      if (loaded[file]) return loaded[file].exports;
      const module = (loaded[file] = { exports: {} });
      functions[file](load, module, module.exports);
      return module.exports;
    };
    return load(${JSON.stringify(entry)}).default;
  })()`;
}

/** Each `require` of a file names the file that it found. */
function collect(file: string, modules: Map<string, string>): void {
  if (modules.has(file)) return;
  modules.set(file, '');
  const require = createRequire(file);
  const code = readFileSync(file, 'utf8').replace(
    /\brequire\((["'])([^"']+)\1\)/g,
    (_, _quote, wanted: string) => {
      const found = require.resolve(wanted);
      collect(found, modules);
      return `require(${JSON.stringify(found)})`;
    },
  );
  modules.set(file, code);
}
