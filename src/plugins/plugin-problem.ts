import { isProblem, type ProblemCode, ProblemError } from '../http/problem.js';

/** Where in its life a plugin was when it failed. */
export type PluginStep =
  | 'install'
  | 'find'
  | 'load'
  | 'check'
  | 'migrate'
  | 'setup'
  | 'publish'
  | 'organizations'
  | 'commit'
  | 'undo'
  | 'deactivate'
  | 'uninstall';

export interface PluginFailure {
  readonly plugin: string;
  readonly step: PluginStep;
  /** Machine word: `setup_failed`. */
  readonly reason: string;
  /** What went wrong, as the rest of a sentence. */
  readonly message: string;
  readonly cure: string;
  /** Other plugins that stand in the way. */
  readonly plugins?: readonly string[];
  readonly cause?: unknown;
}

/**
 * A refusal that names plugin, step and cure. `conflict`: the state of the site forbids it, and changing that
 * helps; `unprocessable`: the fault is the plugin's own; `not_found`: there is no such plugin.
 */
export function pluginProblem(code: ProblemCode, failure: PluginFailure): ProblemError {
  const { plugin, step, reason, cure, plugins, cause } = failure;
  const message = `${plugin}: ${step}: ${failure.message.replace(/[.\s]+$/, '')}. ${cure}`;
  return new ProblemError(code, message, {
    reason: `plugin_${reason}`,
    data: { plugin, step, reason, cure, ...(plugins && { plugins }) },
    cause,
  });
}

/**
 * What a step threw, with the plugin's name. A lost database stays what it is; refusals of other rooms keep their
 * code and reason.
 */
export function stepFailed(plugin: string, step: PluginStep, cause: unknown, cure: string): ProblemError {
  if (isProblem(cause) && (cause.code === 'unavailable' || cause.data.plugin === plugin)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const known = isProblem(cause) && cause.code === 'conflict';
  const reason = (known ? cause.reason : undefined) ?? `${step}_failed`;
  return pluginProblem(known ? 'conflict' : 'unprocessable', { plugin, step, reason, message, cure, cause });
}

export function unknownPlugin(name: string): ProblemError {
  return pluginProblem('not_found', {
    plugin: name,
    step: 'find',
    reason: 'not_found',
    message: 'there is no such plugin',
    cure: 'Install it, or put its folder into PLUGINS_DIR.',
  });
}

/** For the administrator's eyes: the stack where there is one. */
export function describeFault(error: unknown): string {
  const root = isProblem(error) && error.cause !== undefined ? error.cause : error;
  return root instanceof Error ? (root.stack ?? root.message) : String(root);
}
