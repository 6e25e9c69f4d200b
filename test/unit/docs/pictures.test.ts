import { readFileSync } from 'node:fs';
import test from 'ava';
import { terminalSvg } from '../../demo/terminal-svg.ts';

const texts = (svg: string): string[] => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

test('what is printed is shown, and nothing of it is taken for markup', (t) => {
  t.deepEqual(texts(terminalSvg('a & b', ['<b> & "c"'])), [
    '&lt;b&gt; & &quot;c&quot;'.replace(' & ', '\u00A0&amp;\u00A0'),
  ]);
  t.true(terminalSvg('a & b', []).includes('<title>a &amp; b</title>'));
});

test('a colour holds until it ends, over lines too', (t) => {
  const colours = [...terminalSvg('', ['a \u001B[32mb', 'c\u001B[0m d']).matchAll(/<text [^>]*fill="([^"]*)"/g)];
  t.deepEqual(
    colours.map(([, colour]) => colour),
    ['#d0d7de', '#56d364', '#56d364', '#d0d7de'],
  );
});

test('a line that is too long is cut, and seen to be cut', (t) => {
  const [line = ''] = texts(terminalSvg('', ['x'.repeat(500)]));
  t.is(line, `${'x'.repeat(111)}…`);
});

test('the picture of the demo is one of these', (t) => {
  const svg = readFileSync(new URL('../../../docs/pictures/demo.svg', import.meta.url), 'utf8');
  t.regex(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="906"/);
  t.true(texts(svg).some((text) => text.includes('healed')));
});
