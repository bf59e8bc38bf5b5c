import { createInterface } from 'node:readline/promises';

/** Where a command reads and writes; tests give their own. */
export interface Terminal {
  out(text: string): void;
  /** Questions, progress and faults: stdout belongs to the answer. */
  err(text: string): void;
  /** Somebody is there to answer. */
  readonly interactive: boolean;
  /** Written to by somebody who reads along, not by a file or another program. */
  readonly watched: boolean;
  ask(question: string): Promise<string>;
  /** All of stdin. */
  read(): Promise<string>;
}

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  get interactive() {
    return process.stdin.isTTY === true && process.stderr.isTTY === true;
  },
  get watched() {
    return process.stdout.isTTY === true;
  },
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
  async read() {
    const parts: Buffer[] = [];
    for await (const part of process.stdin) parts.push(part as Buffer);
    return Buffer.concat(parts).toString('utf8');
  },
};
