/** Points between the margins of a page. */
const PAGE = 495;
const USUAL = 9;
/** Points between two columns. */
const GAP = 16;
/** Letters of the narrowest column of texts, which break into lines. */
const NARROWEST = 9;
/** How wide a letter is, of the size of the font: of figures, of what groups them, and of anything else. */
const FIGURE = 0.57;
const MARK = 0.25;
const LETTER = 0.62;

/** What stands in a column, the title among it. Figures do not break. */
export interface PrintedColumn {
  readonly texts: readonly string[];
  readonly breaks: boolean;
}

/** The size of the font in which a table fits the page: what sticks out is not printed. */
export function sizeFitting(columns: readonly PrintedColumn[]): number {
  const wide = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const room = PAGE - GAP * (columns.length - 1);
  return Math.min(USUAL, Math.floor((room / wide) * 10) / 10);
}

function widthOf({ texts, breaks }: PrintedColumn): number {
  const widest = texts.reduce((most, text) => Math.max(most, spread(text)), 0);
  return breaks ? Math.min(widest, NARROWEST * LETTER) : widest;
}

function spread(text: string): number {
  let sum = 0;
  for (const letter of text) sum += /\d/.test(letter) ? FIGURE : /[.,]/.test(letter) ? MARK : LETTER;
  return sum;
}
