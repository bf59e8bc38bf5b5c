import { type FieldProblem, ProblemError } from '../http/problem.js';
import type { OrganizationSettings, PostalAddress } from './accounts.js';
import { isEmail } from './user-rules.js';

type Check = (value: unknown) => string | undefined;

const ADDRESS_LINES = ['line1', 'line2', 'city', 'state', 'postalCode', 'country'];

/** One check a setting; each answers what is wrong, or nothing. */
const CHECKS: Readonly<Record<keyof OrganizationSettings, Check>> = {
  name: text(1, 200),
  currency: (value) => (isCurrency(value) ? undefined : 'must be an ISO 4217 code'),
  timezone: (value) => (isTimezone(value) ? undefined : 'must be an IANA time zone'),
  locale: (value) => (isLocale(value) ? undefined : 'must be a BCP 47 language tag'),
  logoUrl: orNull((value) => (isWebAddress(value) ? undefined : 'must be an http or https address')),
  address: orNull(address),
  taxId: orNull(text(0, 100)),
  contactEmail: orNull((value) =>
    typeof value === 'string' && isEmail(value) ? undefined : 'must be an e-mail address',
  ),
  invoicePrefix: line(0, 20),
  invoiceTerms: orNull(text(0, 5000)),
  taxRate: (value) =>
    isPercent(value) ? undefined : `must be a number from 0 to 100 with at most ${PERCENT_DECIMALS} decimals`,
};

/** The changes, or `unprocessable` with every faulty name. */
export function checkOrgSettings(given: Readonly<Record<string, unknown>>): Partial<OrganizationSettings> {
  const details: FieldProblem[] = [];
  for (const [field, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(CHECKS, field) ? CHECKS[field as keyof OrganizationSettings] : undefined;
    const fault = check ? check(value) : 'is not a setting';
    if (fault) details.push({ field, message: `${field} ${fault}`, rule: check ? 'format' : 'unknown' });
  }
  if (details.length === 0) return given as Partial<OrganizationSettings>;
  throw new ProblemError('unprocessable', details.map(({ message }) => message).join('; '), { details });
}

/** As exact as lines of invoices take it: no rate is rounded before it is used. */
const PERCENT_DECIMALS = 4;

function isPercent(value: unknown): boolean {
  if (typeof value !== 'number' || !(value >= 0 && value <= 100)) return false;
  return Number(value.toFixed(PERCENT_DECIMALS)) === value;
}

function text(minimum: number, maximum: number): Check {
  return (value) => {
    const fits = typeof value === 'string' && value.trim().length >= minimum && value.length <= maximum;
    return fits ? undefined : `must be a text of ${minimum} to ${maximum} characters`;
  };
}

function line(minimum: number, maximum: number): Check {
  const fits = text(minimum, maximum);
  return (value) => fits(value) ?? (/\p{Cc}/u.test(String(value)) ? 'must be one line' : undefined);
}

function orNull(check: Check): Check {
  return (value) => (value === null ? undefined : check(value));
}

function address(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  for (const [line, content] of Object.entries(value as PostalAddress)) {
    if (!ADDRESS_LINES.includes(line)) return `has no line ${JSON.stringify(line)}`;
    if (typeof content !== 'string' || content.length > 200)
      return `line ${line} must be a text of at most 200 characters`;
  }
  return undefined;
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

function isCurrency(value: unknown): boolean {
  return typeof value === 'string' && CURRENCIES.has(value);
}

function isTimezone(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= 64 &&
    accepts(() => new Intl.DateTimeFormat('en', { timeZone: value }))
  );
}

function isLocale(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= 35 &&
    accepts(() => Intl.getCanonicalLocales(value))
  );
}

function isWebAddress(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 2000 || !URL.canParse(value)) return false;
  return ['http:', 'https:'].includes(new URL(value).protocol);
}

function accepts(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
