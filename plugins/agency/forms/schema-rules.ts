import type { FieldProblem } from '#host';
import { LinearPattern } from './linear-pattern.js';
import { PatternFault } from './pattern-parser.js';
import {
  FORMATS,
  NOTES,
  PLAIN_WORDS,
  SCHEMA_LIST_WORDS,
  SCHEMA_MAP_WORDS,
  SCHEMA_WORDS,
} from './schema-keywords.js';

export type Schema = Readonly<Record<string, unknown>>;

/** Rules that are looked at for one value at most: so many times the values of an answer is the work of checking it. */
const MOST_RULES = 600;
const DEEPEST = 24;
const LONGEST = 64 * 1024;
/** Of all patterns together. Forms that are in use keep theirs in memory. */
const MOST_PATTERN_STEPS = 10_000;
const DRAFT = /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;
const LOCAL = /^#\/\$defs\/([^/~%]+)$/;
/** Compares each item with each other one. */
const RULES_OF_UNIQUE = 100;

/**
 * Walks a schema that somebody wrote: names what a form's schema may not have, and counts its rules. A reference
 * counts as what it refers to, each time, and may not lead back to itself; so a small text is no large amount of work.
 */
export class SchemaRules {
  readonly faults: FieldProblem[] = [];
  readonly count: number;
  private readonly referred = new Map<string, number>();
  private readonly under = new Set<string>();
  private patternSteps = 0;

  constructor(private readonly root: Schema) {
    this.count = JSON.stringify(root).length > LONGEST ? this.large() : this.rules(root, 'schema', 0);
    if (root.type !== 'object') this.fault('schema.type', 'enum', 'must be "object"');
    if (this.count > MOST_RULES) this.fault('schema', 'max', `has more than ${MOST_RULES} rules`);
  }

  private large(): number {
    this.fault('schema', 'max_length', `is longer than ${LONGEST} characters`);
    return 0;
  }

  private rules(schema: unknown, place: string, depth: number): number {
    if (typeof schema === 'boolean') return 1;
    if (!isObject(schema)) return this.fault(place, 'type', 'must be a schema');
    if (depth > DEEPEST) return this.fault(place, 'depth', `lies deeper than ${DEEPEST} schemas`);
    let sum = 1;
    for (const [word, value] of Object.entries(schema)) {
      sum += this.ofWord(word, value, `${place}.${word}`, depth);
      if (sum > MOST_RULES) return sum;
    }
    return sum;
  }

  private ofWord(word: string, value: unknown, place: string, depth: number): number {
    if (SCHEMA_WORDS.has(word)) return this.rules(value, place, depth + 1);
    if (SCHEMA_LIST_WORDS.has(word)) return this.ofAll(value, Array.isArray(value), place, depth);
    if (SCHEMA_MAP_WORDS.has(word)) {
      if (word === 'patternProperties') this.patterns(value, place);
      const sum = this.ofAll(value, isObject(value), place, depth);
      // Counted where they are referred to.
      return word === '$defs' ? 0 : sum;
    }
    if (word === '$ref') return this.reference(value, place, depth);
    if (word === '$schema') return this.draft(value, place);
    if (NOTES.has(word)) return 0;
    if (!PLAIN_WORDS.has(word)) return this.fault(place, 'unknown', 'is no keyword that forms know');
    if (word === 'pattern') this.pattern(value, place);
    if (word === 'format') this.format(value, place);
    return word === 'uniqueItems' && value === true ? RULES_OF_UNIQUE : sizeOf(value);
  }

  private ofAll(schemas: unknown, isRight: boolean, place: string, depth: number): number {
    if (!isRight) return this.fault(place, 'type', 'has the wrong type');
    let sum = 0;
    for (const [name, schema] of Object.entries(schemas as object)) {
      sum += this.rules(schema, `${place}.${name}`, depth + 1);
      if (sum > MOST_RULES) return sum;
    }
    return sum;
  }

  private reference(value: unknown, place: string, depth: number): number {
    const [, name] = (typeof value === 'string' && LOCAL.exec(value)) || [];
    const defs = isObject(this.root.$defs) ? this.root.$defs : {};
    if (name === undefined || !Object.hasOwn(defs, name))
      return this.fault(place, 'reference', 'must be "#/$defs/" and a name that is there');
    const known = this.referred.get(name);
    if (known !== undefined) return known;
    if (this.under.has(name)) return this.fault(place, 'reference', 'leads back to itself');
    this.under.add(name);
    const sum = this.rules(defs[name], `schema.$defs.${name}`, depth + 1);
    this.under.delete(name);
    this.referred.set(name, sum);
    return sum;
  }

  private draft(value: unknown, place: string): number {
    if (typeof value === 'string' && DRAFT.test(value)) return 0;
    return this.fault(place, 'enum', 'must be "https://json-schema.org/draft/2020-12/schema"');
  }

  private patterns(value: unknown, place: string): void {
    if (isObject(value))
      for (const source of Object.keys(value)) this.pattern(source, `${place}.${source.slice(0, 100)}`);
  }

  private pattern(source: unknown, place: string): void {
    if (typeof source !== 'string') return;
    if (this.patternSteps > MOST_PATTERN_STEPS) return;
    try {
      this.patternSteps += new LinearPattern(source, { left: 0 }).size;
      if (this.patternSteps > MOST_PATTERN_STEPS)
        this.fault(
          'schema',
          'max',
          'has patterns that are too long or repeat too much, all of them together',
        );
    } catch (error) {
      if (!(error instanceof PatternFault)) throw error;
      this.fault(place, 'pattern', error.message);
    }
  }

  private format(name: unknown, place: string): void {
    if (typeof name !== 'string' || FORMATS.some((known) => known === name)) return;
    this.fault(place, 'enum', `must be one of ${FORMATS.join(', ')}`);
  }

  /** Answers that nothing more is to be counted there. */
  private fault(field: string, rule: string, what: string): number {
    const named = this.faults.some((known) => known.field === field);
    if (!named) this.faults.push({ field, rule, message: `${field} ${what}` });
    return 0;
  }
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How many values it is, its parts counted. */
export function sizeOf(value: unknown, ofText: (text: string) => number = () => 1): number {
  if (typeof value === 'string') return ofText(value);
  if (typeof value !== 'object' || value === null) return 1;
  return 1 + Object.values(value).reduce((sum: number, part) => sum + sizeOf(part, ofText), 0);
}
