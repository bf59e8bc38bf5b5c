import { type Assertion, type Node, PatternFault, PatternParser } from './pattern-parser.js';

/** What is left to spend on matching; whoever runs many patterns gives all of them the same. */
export interface Steps {
  left: number;
}

/** Thrown when nothing is left. */
export class OutOfSteps extends Error {}

/** Throws `OutOfSteps` where there are fewer left. */
export function spend(steps: Steps, count: number): void {
  steps.left -= count;
  if (steps.left < 0) throw new OutOfSteps();
}

/** Goes on at several places at once. */
interface Split {
  readonly kind: 'split';
  to: readonly number[];
}

type Fits = (character: string) => boolean;

type Step =
  | { readonly kind: 'char'; readonly fits: Fits }
  | { readonly kind: 'assert'; readonly atom: Assertion }
  | Split
  | { readonly kind: 'done' };

const LONGEST = 500;
const MOST_STEPS = 1000;
const WORD = /^\w$/;

/**
 * A regular expression that is matched in one pass: all ways through it are followed side by side, so that the work
 * is at most its length times the text's. JavaScript's own goes back and tries again, for years if a stranger likes.
 * It means what `new RegExp(source, 'u').test` means.
 */
export class LinearPattern {
  private readonly program: Step[] = [];
  /** What a character must be, by how it is written: repetitions have it in common. */
  private readonly atoms = new Map<string, Fits>();

  /** Throws `PatternFault` for what is no pattern, cannot be matched in one pass, or is too large. */
  constructor(
    private readonly source: string,
    private readonly steps: Steps,
  ) {
    if (source.length > LONGEST) throw new PatternFault(`must be at most ${LONGEST} characters long`);
    if (!isPattern(source)) throw new PatternFault('is no regular expression');
    this.emit(new PatternParser(source).parse());
    this.add({ kind: 'done' });
  }

  /** How much work a character of the text is at most. */
  get size(): number {
    return this.program.length;
  }

  /** Ajv tells patterns apart by it. */
  toString(): string {
    return this.source;
  }

  test(text: string): boolean {
    spend(this.steps, text.length);
    const characters = [...text];
    let ways = new Set<number>();
    for (let at = 0; at <= characters.length; at += 1) {
      this.follow(0, at, characters, ways);
      if (ways.has(this.program.length - 1)) return true;
      const character = characters[at];
      if (character === undefined) return false;
      ways = this.after(character, at, characters, ways);
    }
    return false;
  }

  private after(character: string, at: number, characters: string[], ways: Set<number>): Set<number> {
    const next = new Set<number>();
    for (const way of ways) {
      const step = this.program[way];
      if (step?.kind === 'char' && step.fits(character)) this.follow(way + 1, at + 1, characters, next);
    }
    return next;
  }

  /** Notes all places that are reached without reading a character. */
  private follow(start: number, at: number, characters: readonly string[], ways: Set<number>): void {
    const open = [start];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (ways.has(place)) continue;
      spend(this.steps, 1);
      ways.add(place);
      const step = this.program[place];
      if (step?.kind === 'split') open.push(...step.to);
      else if (step?.kind === 'assert' && holds(step.atom, at, characters)) open.push(place + 1);
    }
  }

  private emit(node: Node): void {
    if (node.kind === 'char') this.add({ kind: 'char', fits: this.fits(node.atom) });
    else if (node.kind === 'assert') this.add({ kind: 'assert', atom: node.atom });
    else if (node.kind === 'all') for (const part of node.parts) this.emit(part);
    else if (node.kind === 'any') this.emitAny(node.parts);
    else this.emitRepeat(node.part, node.min, node.max);
  }

  private fits(atom: string): Fits {
    const known = this.atoms.get(atom) ?? fitting(atom);
    this.atoms.set(atom, known);
    return known;
  }

  /** Each alternative ends with a leap behind the last one. */
  private emitAny(parts: readonly Node[]): void {
    const ends: Split[] = [];
    for (const [n, part] of parts.entries()) {
      const isLast = n === parts.length - 1;
      const fork = isLast ? undefined : this.split();
      const inside = this.program.length;
      this.emit(part);
      if (!fork) continue;
      ends.push(this.split());
      fork.to = [inside, this.program.length];
    }
    for (const end of ends) end.to = [this.program.length];
  }

  private emitRepeat(part: Node, min: number, max: number): void {
    const start = this.program.length;
    for (let n = 0; n < min; n += 1) {
      this.emit(part);
      // Nothing, however often, stays nothing.
      if (this.program.length === start) return;
    }
    if (max === Infinity) this.emitLoop(part);
    else this.emitSome(part, max - min);
  }

  private emitSome(part: Node, most: number): void {
    const forks: (readonly [Split, number])[] = [];
    for (let n = 0; n < most; n += 1) {
      const fork = this.split();
      forks.push([fork, this.program.length]);
      this.emit(part);
    }
    for (const [fork, inside] of forks) fork.to = [inside, this.program.length];
  }

  private emitLoop(part: Node): void {
    const fork = this.split();
    const inside = this.program.length;
    this.emit(part);
    this.split().to = [inside - 1];
    fork.to = [inside, this.program.length];
  }

  private split(): Split {
    const step: Split = { kind: 'split', to: [] };
    this.add(step);
    return step;
  }

  private add(step: Step): void {
    if (this.program.length >= MOST_STEPS) throw new PatternFault('repeats too much');
    this.program.push(step);
  }
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** What one character must be is left to JavaScript. */
function fitting(atom: string): Fits {
  if (!/^[\\.[]/.test(atom)) return (character) => character === atom;
  const shape = new RegExp(`^${atom}$`, 'u');
  return (character) => shape.test(character);
}

function holds(atom: Assertion, at: number, characters: readonly string[]): boolean {
  if (atom === '^') return at === 0;
  if (atom === '$') return at === characters.length;
  const isBoundary = WORD.test(characters[at - 1] ?? '') !== WORD.test(characters[at] ?? '');
  return isBoundary === (atom === '\\b');
}
