/**
 * References to images, as container runtimes read them. Source: github.com/distribution/reference v0.6.0, ParseNormalizedNamed
 * (normalize.go) and the grammar in reference.go.
 */

/** An image by its full name: `nginx` is `docker.io` and `library/nginx`. */
export interface ImageReference {
  /** The registry: a host, and its port where one is given. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  /** Such as `sha256:…`. The tag does not matter where there is one. */
  readonly digest?: string;
}

const DOCKER_HUB = 'docker.io';
const MAX_REPOSITORY = 255;

const HOST = /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][-a-zA-Z0-9]*[a-zA-Z0-9])$/;
const IPV6 = /^\[[a-fA-F0-9:]+\]$/;
const PORT = /:[0-9]+$/;
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
/** What would be the id of an image, and cannot be pulled. */
const IDENTIFIER = /^[a-f0-9]{64}$/;

/** The text before a character and the one after it; undefined for the latter where the character is not there. */
function cut(text: string, at: string): readonly [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

/** Whether the first of several components is a registry: nothing else has a dot, a colon or a capital letter, or is localhost. */
const isRegistry = (component: string): boolean =>
  component === 'localhost' || /[.:]/.test(component) || component.toLowerCase() !== component;

function splitRegistry(text: string): readonly [registry: string, rest: string] {
  const [first, others] = cut(text, '/');
  if (others === undefined) return [DOCKER_HUB, `library/${text}`];
  if (!isRegistry(first)) return [DOCKER_HUB, text];
  if (first !== DOCKER_HUB && first !== 'index.docker.io') return [first, others];
  return [DOCKER_HUB, others.includes('/') ? others : `library/${others}`];
}

function isHost(registry: string): boolean {
  const host = registry.replace(PORT, '');
  return IPV6.test(host) || host.split('.').every((part) => HOST.test(part));
}

const isRepository = (text: string): boolean =>
  text.length <= MAX_REPOSITORY && text.split('/').every((component) => COMPONENT.test(component));

/** A registry with an underscore, which no host has, is the first component of a repository by the grammar. */
const isName = (registry: string, repository: string): boolean =>
  isRepository(isHost(registry) ? repository : `${registry}/${repository}`);

/**
 * What a container runtime makes of the image of a container; undefined where it refuses it: capital letters, the id of
 * an image, an unknown algorithm of a digest, a URL.
 */
export function parseImage(text: string): ImageReference | undefined {
  if (IDENTIFIER.test(text)) return undefined;
  const [registry, rest] = splitRegistry(text);
  const [named, digest] = cut(rest, '@');
  const [repository, tag] = cut(named, ':');
  if (!isName(registry, repository)) return undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  return { registry, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** A registry, or a registry and a path in it, as it is compared: hosts know no capital letters. */
function comparable(place: string): string {
  const [host, path] = cut(place, '/');
  const registry = host.toLowerCase() === 'index.docker.io' ? DOCKER_HUB : host.toLowerCase();
  return path === undefined ? registry : `${registry}/${path}`;
}

/**
 * Whether an image comes from a place: a registry such as `docker.io`, a path in it such as `ghcr.io/example`, which does
 * not include `ghcr.io/example-evil`, or a single repository. Images of Docker Hub that are named by one word are in
 * `docker.io/library`.
 */
export function isFrom({ registry, repository }: ImageReference, place: string): boolean {
  const name = comparable(`${registry}/${repository}`);
  const wanted = comparable(place);
  return name === wanted || name.startsWith(`${wanted}/`);
}
