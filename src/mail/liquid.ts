import { Liquid, type LiquidOptions, type Template } from 'liquidjs';

/** Enough for any mail, and an end for what would never end. */
const LIMITS = { parseLimit: 500_000, renderLimit: 500, memoryLimit: 5_000_000 } as const;

/** What templates may use: no files, nothing but the values they are given, no way around the escaping. */
const OPTIONS: LiquidOptions = {
  ...LIMITS,
  templates: {},
  ownPropertyOnly: true,
  strictFilters: true,
  lenientIf: true,
  timezoneOffset: 0,
};

const html = engine({ ...OPTIONS, outputEscape: 'escape' });
const plain = engine(OPTIONS);

export type Values = Readonly<Record<string, unknown>>;

/** Escapes what it puts in. */
export function renderHtml(source: string, values: Values): string {
  return html.parseAndRenderSync(source, values);
}

/** For the subject: one line of plain text. */
export function renderLine(source: string, values: Values): string {
  return oneLine(plain.parseAndRenderSync(source, values));
}

/** Throws when the source cannot be read, or names a variable that the values lack. */
export function assertRenders(source: string, values: Values): void {
  const parsed: Template[] = html.parse(source);
  const lacking = html.globalVariablesSync(parsed).filter((name) => !Object.hasOwn(values, name));
  if (lacking.length > 0) throw new Error(`undefined variable: ${lacking.join(', ')}`);
  html.renderSync(parsed, values, { strictVariables: true });
}

/** Tags and outputs as they stand in the source. */
export function liquidParts(source: string): readonly string[] {
  const comments = spans(source, /<!--/g, { '<!--': '-->' });
  const starts = [0, ...comments.map(([, end]) => end)];
  const shown = starts.map((start, index) => source.slice(start, comments[index]?.[0])).join('');
  return spans(shown, /\{%|\{\{/g, { '{%': '%}', '{{': '}}' }).map(([start, end]) => shown.slice(start, end));
}

/**
 * From each opening mark to its next closing one. Goes over the text once: a pattern that looks to the end of the text
 * anew for each mark that is never closed would need seconds.
 */
function spans(text: string, opening: RegExp, closing: Readonly<Record<string, string>>) {
  const last = new Map(Object.entries(closing).map(([open, close]) => [open, text.lastIndexOf(close)]));
  const found: (readonly [start: number, end: number])[] = [];
  for (let open = opening.exec(text); open; open = opening.exec(text)) {
    const [mark] = open;
    const inside = open.index + mark.length;
    opening.lastIndex = open.index + 1;
    if ((last.get(mark) ?? -1) < inside) continue;
    const close = closing[mark] as string;
    opening.lastIndex = text.indexOf(close, inside) + close.length;
    found.push([open.index, opening.lastIndex]);
  }
  return found;
}

function engine(options: LiquidOptions): Liquid {
  const made = new Liquid(options);
  // Escaping is not the template's to switch off.
  made.registerFilter('raw', { raw: false, handler: (value: unknown) => value });
  return made;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();
}
