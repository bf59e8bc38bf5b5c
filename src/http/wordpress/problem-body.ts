import { type FieldProblem, type ProblemCode, ProblemError } from '../problem.js';

const CODES: Readonly<Record<ProblemCode, string>> = {
  malformed: 'rest_malformed_request',
  invalid: 'rest_invalid_param',
  unprocessable: 'rest_invalid_param',
  unauthenticated: 'rest_forbidden',
  bad_credentials: 'incorrect_password',
  bad_nonce: 'rest_cookie_invalid_nonce',
  forbidden: 'rest_forbidden',
  not_found: 'rest_not_found',
  no_route: 'rest_no_route',
  wrong_method: 'rest_no_route',
  conflict: 'rest_conflict',
  idempotency_key_reused: 'rest_idempotency_key_reused',
  idempotency_in_progress: 'rest_idempotency_in_progress',
  payment_required: 'rest_payment_required',
  too_large: 'rest_content_too_large',
  wrong_media_type: 'rest_unsupported_media_type',
  rate_limited: 'rest_too_many_requests',
  internal: 'internal_server_error',
  unavailable: 'rest_unavailable',
};

/** Clients look for these very words: api-fetch renews its nonce by one of them. */
const FIXED: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'bad_credentials',
  'bad_nonce',
  'no_route',
  'wrong_method',
]);

const RULES: Readonly<Record<string, string>> = {
  type: 'rest_invalid_type',
  enum: 'rest_not_in_enum',
  min: 'rest_out_of_bounds',
  max: 'rest_out_of_bounds',
  min_length: 'rest_too_short',
  max_length: 'rest_too_long',
  pattern: 'rest_invalid_pattern',
  min_items: 'rest_too_few_items',
  max_items: 'rest_too_many_items',
  unique: 'rest_duplicate_items',
  email: 'rest_invalid_email',
  uuid: 'rest_invalid_uuid',
};

/** Statuses that WordPress gives to one reason and not to its kind. */
const STATUS_OF: Readonly<Record<string, number>> = { rest_trash_not_supported: 501 };

export interface WordPressError {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly status: number };
}

/** `{code, message, data: {status, params, details}}`; `usual` is the status of the problem's code. */
export function wordpressError(problem: ProblemError, usual: number): WordPressError {
  const status = statusOf(problem, usual);
  if (problem.reason === 'invalid_json') return invalidJson(problem.message, status);
  const required = problem.details.filter((detail) => detail.rule === 'required');
  if (required.length > 0) return missing(required, status);
  if (problem.details.length > 0) return invalid(problem, status);
  return { code: codeOf(problem), message: problem.message, data: { ...publicData(problem), status } };
}

/** A plugin that cannot be switched on is no fault of the request. */
function statusOf({ code, data, reason = '' }: ProblemError, usual: number): number {
  const isPluginsFault =
    code === 'unprocessable' && typeof data.plugin === 'string' && reason.startsWith('plugin_');
  return isPluginsFault ? 422 : (STATUS_OF[reason] ?? usual);
}

/** The word for a problem, also on surfaces that imitate a plugin of WordPress. */
export function codeOf({ code, reason }: ProblemError): string {
  return FIXED.has(code) ? CODES[code] : (reason ?? CODES[code]);
}

function publicData({ code, data }: ProblemError): Readonly<Record<string, unknown>> {
  return code === 'wrong_method' ? {} : data;
}

function invalidJson(message: string, status: number): WordPressError {
  const data = { status, json_error_code: 4, json_error_message: 'Syntax error' };
  return { code: 'rest_invalid_json', message, data };
}

function missing(required: readonly FieldProblem[], status: number): WordPressError {
  const params = required.map((detail) => bracketed(detail.field));
  const message = `Missing parameter(s): ${params.join(', ')}`;
  return { code: 'rest_missing_callback_param', message, data: { status, params } };
}

function invalid(problem: ProblemError, status: number): WordPressError {
  const params: Record<string, string> = {};
  const details: Record<string, unknown> = {};
  for (const { field, rule, message } of problem.details) {
    const name = field.split('.')[0] as string;
    if (name in params) continue;
    params[name] = message.replaceAll(field, bracketed(field));
    const code = problem.reason?.startsWith('rest_') ? problem.reason : ruleCode(rule);
    details[name] = {
      code,
      message: params[name],
      data: rule === 'type' ? { param: bracketed(field) } : null,
    };
  }
  if (problem.code !== 'invalid')
    return { code: codeOf(problem), message: problem.message, data: { status, params } };
  const message = `Invalid parameter(s): ${Object.keys(params).join(', ')}`;
  return { code: 'rest_invalid_param', message, data: { status, params, details } };
}

/** A rule may also be WordPress' own word: `rest_user_invalid_username`. */
function ruleCode(rule: string): string {
  return RULES[rule] ?? (rule.startsWith('rest_') ? rule : 'rest_invalid_param');
}

/** `requests.0.method` as `requests[0][method]`. */
function bracketed(field: string): string {
  const [name, ...inner] = field.split('.');
  return `${name}${inner.map((part) => `[${part}]`).join('')}`;
}
