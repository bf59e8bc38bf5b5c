import { type KoaTemplateService, ValidateError } from '@tsoa/runtime';
import type { Context } from 'koa';
import { PlaceKeepingService } from './place-keeping.js';
import { type FieldProblem, ProblemError } from './problem.js';
import type { GeneratedOperation, GeneratedRoutes } from './routes.js';
import type { Surface } from './surfaces/surface.js';

type TemplateArguments = Parameters<KoaTemplateService['getValidatedArgs']>[0];

/** Reads and checks the arguments of one operation. */
export class ArgumentReader {
  private readonly service: KoaTemplateService;
  private readonly queryNames: ReadonlySet<string>;
  private readonly hasBody: boolean;

  constructor(
    generated: GeneratedRoutes,
    private readonly operation: GeneratedOperation,
    private readonly surface: Surface,
  ) {
    this.service = new PlaceKeepingService(generated.models, generated.config);
    const args = Object.values(operation.args);
    this.queryNames = new Set([
      ...args.filter((arg) => arg.in === 'query').map((arg) => arg.name),
      ...surface.commonQuery,
    ]);
    this.hasBody = args.some((arg) => arg.in === 'body' || arg.in === 'body-prop');
  }

  /** Throws one problem that names the faulty fields. */
  read(ctx: Context): unknown[] {
    if (this.surface.strict) this.refuseUnknownQuery(ctx);
    // An absent body is an empty one, so that the answer can name the fields that are missing.
    if (this.hasBody) ctx.request.body ??= {};
    try {
      return this.service.getValidatedArgs({
        args: this.operation.args,
        context: ctx,
        next: noNext,
      } as unknown as TemplateArguments);
    } catch (error) {
      if (error instanceof ValidateError) throw invalid(error);
      throw error;
    }
  }

  private refuseUnknownQuery(ctx: Context): void {
    for (const name in ctx.query) {
      if (this.queryNames.has(name)) continue;
      const details = [
        { field: name, message: `${name} is not a parameter of this operation`, rule: 'unknown' },
      ];
      throw new ProblemError('invalid', `Unknown parameter: ${name}`, { details });
    }
  }
}

/** An answer never grows far beyond the question: nobody reads more faults than these. */
const MOST_NAMED = 100;

const noNext = (): Promise<void> => Promise.resolve();

function invalid(error: ValidateError): ProblemError {
  const details = Object.entries(error.fields)
    .flatMap(([place, { message }]) => fieldProblem(place, message))
    .slice(0, MOST_NAMED);
  const names = details.map((detail) => detail.field).join(', ');
  return new ProblemError('invalid', `Invalid or missing: ${names}`, { details });
}

/** tsoa's words for a broken rule, and ours. */
const RULES: readonly (readonly [
  pattern: RegExp,
  rule: string,
  say: (field: string, match: RegExpMatchArray) => string,
])[] = [
  [/^'.*' is required$/, 'required', (field) => `${field} is required`],
  [/^min (.*)$/, 'min', (field, [, n]) => `${field} must be ${n} or more`],
  [/^max (.*)$/, 'max', (field, [, n]) => `${field} must be ${n} or less`],
  [/^minLength (.*)$/, 'min_length', (field, [, n]) => `${field} must be at least ${n} characters long`],
  [/^maxLength (.*)$/, 'max_length', (field, [, n]) => `${field} must be at most ${n} characters long`],
  [/^minItems (.*)$/, 'min_items', (field, [, n]) => `${field} must have at least ${n} items`],
  [/^maxItems (.*)$/, 'max_items', (field, [, n]) => `${field} must have at most ${n} items`],
  [/^required unique array$/, 'unique', (field) => `${field} must not repeat an item`],
  [/^Not match in '(.*)'$/s, 'pattern', (field, [, p]) => `${field} must match ${p}`],
  [
    /^should be one of the following; \[(.*)\]$/s,
    'enum',
    (field, [, l]) => `${field} must be one of ${(l ?? '').replaceAll("'", '').replaceAll(',', ', ')}`,
  ],
  [/ISO 8601/, 'format', (field) => `${field} must be a date in ISO 8601`],
  [
    /^invalid (integer|float|string|boolean|array|object)/,
    'type',
    (field, [, type]) => `${field} must be of type ${type === 'float' ? 'number' : type}`,
  ],
];

function fieldProblem(place: string, message: string): FieldProblem[] {
  const field = fieldName(place);
  const excess = /^"(.*)" is an excess property/.exec(message);
  if (excess) return excessFields(field, excess[1] ?? '');
  const union = /^Could not match the union .*? Issues: (.*)$/s.exec(message);
  if (union) return [ofUnion(field, union[1] ?? '[]')];
  for (const [pattern, rule, say] of RULES) {
    const match = message.match(pattern);
    if (match) return [{ field, rule, message: say(field, match) }];
  }
  return [{ field, rule: 'custom', message }];
}

/** `body.address.city` and `body.stages.$0.name` as the caller wrote them. */
function fieldName(place: string): string {
  return place.replace(/^(requestBody|body)\./, '').replace(/\.\$(\d+)/g, '.$1');
}

function excessFields(place: string, names: string): FieldProblem[] {
  return names.split(',').map((name) => {
    const field =
      place === 'body' || place === name || place.endsWith(`.${name}`)
        ? place.replace(/^body$/, name)
        : `${place}.${name}`;
    return { field, rule: 'unknown', message: `${field} is not a known field` };
  });
}

type Issue = readonly [place: string, problem: { readonly message: string }];

/** Of `X | null` the rule of X is what the caller needs to hear; of alternative words all of them. */
function ofUnion(field: string, issues: string): FieldProblem {
  const all = (JSON.parse(issues) as Record<string, { message: string }>[]).flatMap((alternative): Issue[] =>
    Object.entries(alternative),
  );
  const meant = all.filter(([, { message }]) => !/^should be one of the following; \[null\]/.test(message));
  const words = meant.map(
    ([, { message }]) => /^should be one of the following; \[(.*)\]$/s.exec(message)?.[1],
  );
  const [first] = meant;
  if (first && words.every((word) => word !== undefined)) {
    const message = `should be one of the following; [${words.join(',')}]`;
    return fieldProblem(first[0], message)[0] as FieldProblem;
  }
  const found = first && fieldProblem(first[0], first[1].message)[0];
  return found ?? { field, rule: 'type', message: `${field} is of the wrong type` };
}
