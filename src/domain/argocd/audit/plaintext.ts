/** Whether a URL is fetched without encryption. Argo CD takes `git://` for none of its own: util/git/git.go. */
export const isPlaintext = (url: string): boolean => /^\s*http:\/\//i.test(url);
