import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { type FieldProblem, ProblemError } from '#host';
import { answerFaults } from './answer-faults.js';
import { LinearPattern, OutOfSteps, type Steps, spend } from './linear-pattern.js';
import { FORMATS } from './schema-keywords.js';
import { type Schema, SchemaRules, sizeOf } from './schema-rules.js';

/** Rules times values: what checking one answer may cost. A text is one for each so many characters. */
const MOST_WORK = 60_000;
const TEXT_OF_ONE = 64;
/** Characters that patterns and formats look at, patterns once for each place where they may be. */
const MOST_STEPS = 500_000;
const MOST_KEPT = 100;
const MOST_NAMED = 100;
/** Formats are regular expressions too, and not all of them look at each character once. */
const LONGEST_FORMATTED = 1000;

/** As ajv-formats has them. */
type Format =
  | RegExp
  | ((text: string) => boolean)
  | { readonly validate: RegExp | ((text: string) => boolean) };

interface Compiled {
  readonly validate: ValidateFunction;
  readonly rules: number;
}

/**
 * Checks schemas and answers, in an amount of work that no schema and no answer can raise beyond a bound: rules are
 * counted, references do not go round, patterns are matched in one pass.
 */
export class SchemaChecker {
  private readonly meta = new Ajv2020({ messages: false, allErrors: true, logger: false });
  private readonly steps: Steps = { left: 0 };
  private readonly formats = Object.fromEntries(
    FORMATS.map((name) => [name, this.format(fullFormats[name] as Format)]),
  );
  private readonly kept = new Map<string, Compiled>();

  /** 422 with a detail for each place of the schema that is at fault. */
  assertSchema(schema: Schema): void {
    const { faults, count } = new SchemaRules(schema);
    if (faults.length === 0 && !this.meta.validateSchema(schema)) {
      const misused = answerFaults(this.meta.errors ?? []);
      faults.push(...misused.map(({ field, ...rest }) => ({ ...rest, field: `schema.${field}` })));
    }
    if (faults.length > 0) throw refused(faults);
    this.compiled(schema, count);
  }

  /** What is at fault with an answer; nothing when it is as the schema wants it. `key` names the schema. */
  faults(key: string, schema: Schema, data: Schema): FieldProblem[] {
    const { validate, rules } = this.known(key, schema);
    if (rules * sizeOf(data, worth) > MOST_WORK) return [tooMuch()];
    this.steps.left = MOST_STEPS;
    try {
      return validate(data) ? [] : answerFaults(validate.errors ?? []);
    } catch (error) {
      if (error instanceof OutOfSteps) return [tooMuch()];
      throw error;
    } finally {
      validate.errors = null;
    }
  }

  private known(key: string, schema: Schema): Compiled {
    const known = this.kept.get(key) ?? this.compiled(schema, new SchemaRules(schema).count);
    this.kept.delete(key);
    this.kept.set(key, known);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return known;
  }

  private compiled(schema: Schema, rules: number): Compiled {
    try {
      return { validate: this.compiler().compile(schema), rules };
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw refused([{ field: 'schema', rule: 'custom', message: `schema: ${why.slice(0, 500)}` }]);
    }
  }

  /** For texts that are not too long. */
  private format(known: Format): { readonly validate: (text: string) => boolean } {
    const fits = fitting(known);
    const validate = (text: string) => {
      if (text.length > LONGEST_FORMATTED) return false;
      spend(this.steps, text.length);
      return fits(text);
    };
    return { validate };
  }

  /** A new one each time: it never forgets what it has compiled. */
  private compiler(): Ajv2020 {
    const regExp = Object.assign((source: string) => new LinearPattern(source, this.steps), { code: '' });
    return new Ajv2020({
      allErrors: true,
      messages: false,
      meta: false,
      validateSchema: false,
      ownProperties: true,
      strictTypes: false,
      strictTuples: false,
      logger: false,
      // 19.99 / 0.01 is not quite 1999 as machines count.
      multipleOfPrecision: 4,
      formats: this.formats,
      code: { regExp },
    });
  }
}

export function refused(details: readonly FieldProblem[]): ProblemError {
  const named = details.slice(0, MOST_NAMED);
  return new ProblemError(
    'unprocessable',
    named
      .map(({ message }) => message)
      .join('; ')
      .slice(0, 2000),
    {
      details: named,
    },
  );
}

function tooMuch(): FieldProblem {
  return { field: 'data', rule: 'max', message: 'data is more than this form can check' };
}

function worth(text: string): number {
  return 1 + Math.floor(text.length / TEXT_OF_ONE);
}

function fitting(format: Format): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => format.test(text);
  return typeof format === 'function' ? format : fitting(format.validate);
}
