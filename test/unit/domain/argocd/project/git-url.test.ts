import test from 'ava';
import fc from 'fast-check';
import { normalGitUrl, shownUrl } from '../../../../../src/domain/argocd/project/git-url.ts';

/** What NormalizeGitURL of Argo CD said. */
const cases: [url: string, expected: string][] = [
  ['https://Gitea.Local/Org/Repo.git', 'https://gitea.local/org/repo'],
  ['  https://h/x \t', 'https://h/x'],
  ['git@github.com:Org/Repo.git', 'git@github.com/org/repo'],
  ['ssh://git@github.com/org/repo', 'git@github.com/org/repo'],
  ['ssh://git@github.com:22/org/repo', 'git@github.com:22/org/repo'],
  ['user@host:2222/org/repo', 'user@host/2222/org/repo'],
  ['https://h/x.git/', 'https://h/x.git/'],
  ['https://h/x?.git#F', 'https://h/x?.git#f'],
  ['https://h/*.git', 'https://h/*'],
  ['*', '*'],
  ['**', '**'],
  ['', ''],
  ['https://h/org-?', 'https://h/org-?'],
  ['https://h/[a-c]/*', 'https://h/[a-c]/*'],
  ['https://h/{a,b}/*', 'https://h/%7Ba,b%7D/%2A'],
  ['https://h/a b*', 'https://h/a%20b%2A'],
  [String.raw`https://h/a\*`, 'https://h/a%5C%2A'],
  ['https://{a,b}/x', ''],
  ['https://h/%41', 'https://h/%41'],
  ['https://h/ö', 'https://h/%C3%B6'],
  ['https://h:x/a', ''],
  ['https://h/%zz', ''],
  ['a b:c', ''],
  ['github.com:org/repo', 'github.com:org/repo'],
  ['oci://reg/x', 'oci://reg/x'],
  ['reg/x', 'reg/x'],
  ['file:///tmp/x', 'file:///tmp/x'],
  ['https://[::1]:8443/x', 'https://[::1]:8443/x'],
  ['https://[::1/x', ''],
  ['https://h/a\u0000b', ''],
  ['\u0085https://h/x\u3000', 'https://h/x'],
  ['\ufeffhttps://h/x', ''],
  ['https://h/İ', 'https://h/i'],
  ['https://h/ΑΣ', 'https://h/%CE%B1%CF%83'],
  ['https://u:p@h/x', 'https://u:p@h/x'],
  ['https:opaque', 'https:opaque'],
  ['//h/x', '//h/x'],
  ['https://h/a?b c#d e', 'https://h/a?b c#d%20e'],
];

for (const [url, expected] of cases) {
  test(`${JSON.stringify(url)} is compared as ${JSON.stringify(expected)}`, (t) => {
    t.is(normalGitUrl(url), expected);
  });
}

test('whatever the URL, there is an answer, and it does not change any more', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (url) => {
      t.is(typeof normalGitUrl(url), 'string');
    }),
  );
  fc.assert(
    fc.property(fc.webUrl(), (url) => {
      const once = normalGitUrl(url);
      fc.pre(!once.endsWith('.git'));
      t.is(normalGitUrl(once), once);
    }),
  );
});

for (const [url, shown] of [
  ['https://user:secret@h/x', 'https://h/x'],
  ['https://token@h/x', 'https://h/x'],
  ['https://a@b@h/x', 'https://h/x'],
  ['https://h/a@b', 'https://h/a@b'],
  ['git@github.com:org/repo', 'git@github.com:org/repo'],
] as const) {
  test(`${url} is shown as ${shown}`, (t) => {
    t.is(shownUrl(url), shown);
  });
}
