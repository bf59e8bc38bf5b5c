import type { Terminal } from './terminal.js';

/** What a command found out or did, for people and for programs. */
export interface Answer {
  /** Printed by `--json`, and nothing else. */
  readonly json: unknown;
  readonly text: string;
  /** The command worked, and what it found is bad: exit 1. */
  readonly failed?: boolean;
}

export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** Where and for which site a command runs. */
export interface Surroundings {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
}

export interface CommandSpec {
  /** With its arguments: `activate <name>`. */
  readonly usage: string;
  readonly description: string;
  /** Flags and what they are for. */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly required?: readonly (readonly [flags: string, description: string])[];
  run(input: { readonly args: readonly string[]; readonly options: Options } & Surroundings): Promise<Answer>;
}

/** Commands below one word: `plugin list`, `plugin activate`. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly CommandSpec[];
}

/** A refusal in one line; no stack, exit 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** The command was not understood; one line, exit 2. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** The text of an option, if it was given. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** `a,b` or `a, b`; undefined when the option was not given. */
export function listOf(options: Options, name: string): readonly string[] | undefined {
  return textOf(options, name)
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
