/** How text looks; what is inside another part inherits. Lengths in points. */
export interface PdfStyle {
  readonly fontSize?: number;
  readonly bold?: boolean;
  readonly italics?: boolean;
  readonly color?: string;
  readonly fillColor?: string;
  readonly alignment?: 'left' | 'right' | 'center' | 'justify';
  readonly lineHeight?: number;
  /** One for all sides, horizontal and vertical, or left, top, right, bottom. */
  readonly margin?: number | readonly [number, number] | readonly [number, number, number, number];
}

interface PdfPart extends PdfStyle {
  /** Of `styles`, by name. */
  readonly style?: string | readonly string[];
  readonly width?: number | '*' | 'auto';
  readonly pageBreak?: 'before' | 'after';
  /** Not parted by the end of a page. */
  readonly unbreakable?: boolean;
  readonly colSpan?: number;
  readonly rowSpan?: number;
  /** Lines of a cell: left, top, right, bottom. */
  readonly border?: readonly [boolean, boolean, boolean, boolean];
  readonly noWrap?: boolean;
}

export interface PdfText extends PdfPart {
  readonly text: string | readonly (string | PdfText)[];
  /** A web address. */
  readonly link?: string;
}

export interface PdfTable extends PdfPart {
  readonly table: {
    readonly body: readonly (readonly PdfContent[])[];
    readonly widths?: readonly (number | '*' | 'auto')[];
    /** Rows at the top that every page repeats. */
    readonly headerRows?: number;
    readonly dontBreakRows?: boolean;
  };
  readonly layout?: 'noBorders' | 'headerLineOnly' | 'lightHorizontalLines';
}

/** What pdfmake lays out, as far as it is plain data. */
export type PdfContent =
  | string
  | PdfText
  | PdfTable
  | (PdfPart & { readonly stack: readonly PdfContent[] })
  | (PdfPart & { readonly columns: readonly PdfContent[]; readonly columnGap?: number })
  | (PdfPart & { readonly image: string; readonly fit?: readonly [width: number, height: number] })
  | (PdfPart & { readonly canvas: readonly PdfLine[] })
  | readonly PdfContent[];

export interface PdfLine {
  readonly type: 'line';
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly lineWidth?: number;
  readonly lineColor?: string;
}

/** A document as plain data: it is laid out in another thread, which no function reaches. */
export interface PdfDocument {
  readonly content: PdfContent;
  readonly styles?: Readonly<Record<string, PdfStyle>>;
  readonly defaultStyle?: PdfStyle;
  /** PNG or JPEG as `data:` URLs, by the names that `content` uses. Nothing is fetched, and no file is read. */
  readonly images?: Readonly<Record<string, string>>;
  /** Left, top, right, bottom. */
  readonly margins?: readonly [number, number, number, number];
  /** Default: A4. */
  readonly pageSize?: 'A4' | 'LETTER';
  /** At the bottom of each page, left and right; `{page}` and `{pages}` become numbers. */
  readonly footer?: readonly [left: string, right: string];
  /** Across each page: `DRAFT`. */
  readonly watermark?: string;
  /** Of the whole text, as BCP 47. */
  readonly language?: string;
  readonly info?: { readonly title?: string; readonly author?: string; readonly subject?: string };
}

/** Documents as PDF. The same document gives the same bytes, whenever and wherever it is made. */
export interface Pdf {
  /**
   * Text is set in Roboto: Latin, Greek and Cyrillic; other characters become empty boxes. Not inside a transaction:
   * it takes its time. Throws for a document that cannot be laid out, and `unavailable` when too many wait.
   */
  render(document: PdfDocument): Promise<Buffer>;
}
