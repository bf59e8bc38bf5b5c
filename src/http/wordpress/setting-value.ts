import type { FieldProblem } from '../problem.js';
import type { KnownSetting } from './core-settings.js';

type Value = string | number | boolean;

/** What a written setting is worth: a value, null for the default, or what is wrong with it. */
export interface ReadSetting {
  readonly is?: Value | null;
  readonly fault?: FieldProblem;
}

const LONGEST = 10_000;
const EMAIL = /^[^\s@<>"'(),:;\\[\]]+@[^\s@<>"'(),:;\\[\]]+\.[^\s@<>"'(),:;\\[\].]+$/;

/** Converts as WordPress does: `"7"` is 7 where an integer is meant. */
export function readSetting(setting: KnownSetting, sent: unknown): ReadSetting {
  if (sent === null) return { is: null };
  const value = converted(setting.type, sent);
  const { name } = setting;
  if (value === undefined) return fault(name, 'type', `${name} is not of type ${setting.type}.`);
  if (setting.fixed && value !== setting.default) {
    return fault(name, 'fixed', `${name} is set where the site is started, by SITE_URL.`);
  }
  return broken(setting, value) ?? { is: value };
}

function converted(type: KnownSetting['type'], sent: unknown): Value | undefined {
  if (type === 'string') return typeof sent === 'string' ? sent : undefined;
  if (type === 'boolean') return booleans.get(sent);
  const number = typeof sent === 'string' && sent.trim() !== '' ? Number(sent) : sent;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

const booleans: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  ['1', true],
  ['true', true],
  [false, false],
  [0, false],
  ['0', false],
  ['false', false],
  ['', false],
]);

function broken(setting: KnownSetting, value: Value): ReadSetting | undefined {
  const { name, minimum, maximum } = setting;
  if (setting.enum && !setting.enum.includes(value as string | number)) {
    return fault(name, 'enum', `${name} is not one of ${setting.enum.join(', ')}.`);
  }
  if (minimum !== undefined && Number(value) < minimum)
    return fault(name, 'min', `${name} must be ${minimum} or more`);
  if (maximum !== undefined && Number(value) > maximum)
    return fault(name, 'max', `${name} must be ${maximum} or less`);
  if (typeof value !== 'string') return undefined;
  if (value.length > LONGEST)
    return fault(name, 'max_length', `${name} must be at most ${LONGEST} characters long.`);
  return ofFormat(setting, value);
}

function ofFormat({ name, format, pattern }: KnownSetting, value: string): ReadSetting | undefined {
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
    return fault(name, 'pattern', `${name} must match ${pattern}`);
  if (format === 'line' && /[\r\n]/.test(value)) return fault(name, 'pattern', `${name} must be one line.`);
  if (format === 'email' && !EMAIL.test(value)) return fault(name, 'email', 'Invalid email address.');
  if (format === 'timezone' && !isTimezone(value))
    return fault(name, 'format', `${name} is not a known time zone.`);
  if (format === 'language' && !/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/.test(value)) {
    return fault(name, 'pattern', `${name} is not a locale such as en_US.`);
  }
  return undefined;
}

/** Empty stands for UTC. */
function isTimezone(value: string): boolean {
  if (value === '') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function fault(field: string, rule: string, message: string): ReadSetting {
  return { fault: { field, rule, message } };
}
