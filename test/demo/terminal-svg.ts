/** A terminal as a picture: lines with the colours of `screen.ts` as an SVG, without anything but text and rectangles. */

const COLUMNS = 112;
const FONT_PX = 13;
/** Of the usual monospaced fonts; each run of text is made to fit it, whatever font there is. */
const CHARACTER_PX = 7.8;
const LINE_PX = 18;
const MARGIN_PX = 16;
const BAR_PX = 34;

/** By the code of the escape sequence; the others are those of plain text. */
const STYLES: Readonly<Record<string, string>> = {
  '1': 'fill="#ffffff" font-weight="bold"',
  '2': 'fill="#8b949e"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#56d364"',
};
const PLAIN = 'fill="#d0d7de"';

/** An escape sequence that sets a colour; as a string, since a linter takes the character in an expression for a slip. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`);

interface Run {
  readonly text: string;
  readonly style: string;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The runs of one line, cut to the width of the terminal. @param code the colour that the line before left on */
function runsOf(line: string, code: string): { readonly runs: readonly Run[]; readonly code: string } {
  // Spaces would be joined by whoever draws it.
  const parts = [code, ...line.replaceAll('\t', '  ').replaceAll(' ', '\u00A0').split(COLOUR)];
  let left = COLUMNS;
  const runs = parts.flatMap((text, index): Run[] => {
    if (index % 2 === 0 || text === '' || left <= 0) return [];
    const shown = text.length > left ? `${text.slice(0, left - 1)}…` : text;
    left -= text.length;
    return [{ text: shown, style: STYLES[parts[index - 1] ?? ''] ?? PLAIN }];
  });
  return { runs, code: parts.at(-2) ?? '' };
}

function lineSvg(runs: readonly Run[], row: number): string {
  const y = BAR_PX + MARGIN_PX + row * LINE_PX + FONT_PX;
  let column = 0;
  const spans = runs.map(({ text, style }) => {
    const x = (MARGIN_PX + column * CHARACTER_PX).toFixed(1);
    const width = (text.length * CHARACTER_PX).toFixed(1);
    column += text.length;
    return text.trim() === ''
      ? ''
      : `<text x="${x}" y="${y}" textLength="${width}" lengthAdjust="spacingAndGlyphs" ${style}>${escapeXml(text)}</text>`;
  });
  return spans.join('');
}

/**
 * @param title what it shows, for people who cannot see it
 * @returns an SVG of 906 × (66 + 18 for each line) pixels
 */
export function terminalSvg(title: string, lines: readonly string[]): string {
  const width = Math.ceil(COLUMNS * CHARACTER_PX + 2 * MARGIN_PX);
  const height = BAR_PX + 2 * MARGIN_PX + lines.length * LINE_PX;
  const lights = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, index) => `<circle cx="${20 + index * 20}" cy="${BAR_PX / 2}" r="6" fill="${colour}"/>`,
  );
  let code = '';
  const rows = lines.map((line) => {
    const { runs, ...after } = runsOf(line, code);
    code = after.code;
    return runs;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...lights,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_PX}">`,
    ...rows.map(lineSvg).filter((line) => line !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
