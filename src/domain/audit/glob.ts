/**
 * Whether a glob matches the whole text: `*` is any number of characters, slashes among them, `?` is exactly one, and
 * everything else is itself. A star that was too short is made longer and none before it is looked at again: the steps
 * are at most those of one length times the other, whatever the glob.
 */
export function globMatches(glob: string, text: string): boolean {
  let [inGlob, inText] = [0, 0];
  let star = -1;
  let afterStar = 0;
  while (inText < text.length) {
    const wanted = glob[inGlob];
    if (wanted === '*') {
      star = inGlob++;
      afterStar = inText;
    } else if (wanted === '?' || wanted === text[inText]) {
      inGlob += 1;
      inText += 1;
    } else if (star === -1) {
      return false;
    } else {
      inGlob = star + 1;
      inText = ++afterStar;
    }
  }
  while (glob[inGlob] === '*') inGlob += 1;
  return inGlob === glob.length;
}
