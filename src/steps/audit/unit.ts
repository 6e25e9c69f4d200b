/** What is looked at as one: an object of a watch. Names of watches hold no space; those of Roles and the like may. */
export const unitText = (name: string, key: string): string => `${name} ${key}`;

export function unitOf(text: string): { readonly name: string; readonly key: string } {
  const end = text.indexOf(' ');
  return { name: text.slice(0, end), key: text.slice(end + 1) };
}
