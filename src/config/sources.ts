import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { variableNames } from './values.js';

/** Where a value came from. `file`: kept in a file of the data folder. */
export type Source = 'default' | 'environment' | '.env' | 'file';

/** What was given, before it is checked. */
export interface Given {
  readonly texts: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, Source>>;
  readonly faults: readonly string[];
}

/** The environment wins over `.env`; an empty value counts as not given in both. */
export function readGiven(folder: string, env: NodeJS.ProcessEnv): Given {
  const file = readEnvFile(join(folder, '.env'));
  const texts: Record<string, string> = {};
  const sources: Record<string, Source> = {};
  for (const name of variableNames) {
    for (const [source, values] of [
      ['environment', env],
      ['.env', file.values],
    ] as const) {
      const text = values[name]?.trim();
      if (!text) continue;
      texts[name] = text;
      sources[name] = source;
      break;
    }
  }
  return { texts, sources, faults: file.faults };
}

interface EnvFile {
  readonly values: NodeJS.Dict<string>;
  readonly faults: readonly string[];
}

function readEnvFile(path: string): EnvFile {
  try {
    return { values: parseEnv(readFileSync(path, 'utf8')), faults: [] };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    return { values: {}, faults: code === 'ENOENT' ? [] : [`.env: cannot be read: ${message}`] };
  }
}
