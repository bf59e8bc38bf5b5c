/** What a pattern says, as far as it can be matched in one pass over the text. */
export type Node =
  | { readonly kind: 'char'; readonly atom: string }
  | { readonly kind: 'assert'; readonly atom: Assertion }
  | { readonly kind: 'all'; readonly parts: readonly Node[] }
  | { readonly kind: 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number };

export type Assertion = '^' | '$' | '\\b' | '\\B';

/** A pattern that cannot be used; the message says why. */
export class PatternFault extends Error {}

const CLASS = /\[(?:\\.|[^\]\\])*\]/suy;
const ESCAPE =
  /\\(?:[pPu]\{[^}]*\}|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|.)/suy;
const CHARACTER = /./suy;
const GROUP = /\((?:\?:|\?<[^=!>][^>]*>|(?!\?))/uy;
const TIMES = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/uy;

/** Of a pattern that JavaScript accepts with the flag `u`. Throws for what looks back or ahead. */
export class PatternParser {
  private at = 0;

  constructor(private readonly source: string) {}

  parse(): Node {
    return this.alternatives();
  }

  private alternatives(): Node {
    const parts = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at += 1;
      parts.push(this.sequence());
    }
    return parts.length === 1 ? (parts[0] as Node) : { kind: 'any', parts };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      parts.push(this.repeated(this.part()));
    }
    return { kind: 'all', parts };
  }

  private part(): Node {
    const next = this.source[this.at];
    if (next === '(') return this.group();
    if (next === '^' || next === '$') return { kind: 'assert', atom: this.take(CHARACTER) as Assertion };
    if (next === '[') return { kind: 'char', atom: this.take(CLASS) };
    if (next !== '\\') return { kind: 'char', atom: this.take(CHARACTER) };
    const atom = this.take(ESCAPE);
    if (atom === '\\b' || atom === '\\B') return { kind: 'assert', atom };
    if (/^\\[1-9k]/.test(atom)) throw new PatternFault('must not refer back to a group');
    return { kind: 'char', atom };
  }

  private group(): Node {
    if (this.matches(GROUP) === undefined) throw new PatternFault('must not look ahead or behind');
    const inner = this.alternatives();
    this.at += 1;
    return inner;
  }

  private repeated(part: Node): Node {
    const times = this.matches(TIMES);
    if (!times) return part;
    const [, sign, least = '', comma, most] = times;
    if (sign) return { kind: 'repeat', part, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const min = Number(least);
    if (comma === '') return { kind: 'repeat', part, min, max: min };
    return { kind: 'repeat', part, min, max: most === '' ? Infinity : Number(most) };
  }

  private take(shape: RegExp): string {
    const [text] = this.matches(shape) ?? [];
    if (text === undefined) throw new PatternFault('cannot be read');
    return text;
  }

  private matches(shape: RegExp): RegExpExecArray | undefined {
    shape.lastIndex = this.at;
    const match = shape.exec(this.source);
    if (!match) return undefined;
    this.at = shape.lastIndex;
    return match;
  }
}
