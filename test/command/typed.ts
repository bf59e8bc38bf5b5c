import type { Surroundings } from '../../src/cli/command.js';
import { run } from '../../src/cli.js';

export interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface TypedOptions {
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Answers to questions; without them nobody is there. */
  readonly answers?: readonly string[];
  readonly stdin?: string;
}

/** Runs `koapress <words>` in this process. */
export async function typed(words: readonly string[], options: TypedOptions): Promise<Typed> {
  const answers = [...(options.answers ?? [])];
  let out = '';
  let err = '';
  const surroundings: Surroundings = {
    folder: options.folder,
    env: options.env ?? {},
    terminal: {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      interactive: options.answers !== undefined,
      watched: false,
      ask: async (question) => {
        err += question;
        return answers.shift() ?? '';
      },
      read: async () => options.stdin ?? '',
    },
  };
  const code = await run(words, surroundings);
  return { code, out, err };
}

/** What `--json` printed: one value on one line, and nothing else. */
export function jsonOf({ out }: Typed): unknown {
  const lines = out.split('\n');
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`not one line: ${out}`);
  return JSON.parse(lines[0] ?? '');
}
