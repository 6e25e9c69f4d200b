import { entriesOf, type Fields, fieldsOf } from '../unknown.ts';

/** What of the metadata of a Secret tells where it comes from. Whoever may write the Secret may write these, too. */
export interface Marks {
  readonly name: string;
  readonly namespace: string;
  /** Undefined where only the metadata was asked for. */
  readonly type: string | undefined;
  readonly labels: Fields;
  readonly annotations: Fields;
  /** What owns it, as kind.group, and whether it is the one that controls it. */
  readonly owners: readonly { readonly kind: string; readonly controls: boolean }[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function ownerOf(value: unknown): Marks['owners'][number] {
  const { apiVersion, kind, controller } = fieldsOf(value) ?? {};
  const group = text(apiVersion).split('/').slice(0, -1).join('/');
  return { kind: `${text(kind)}.${group}`, controls: controller === true };
}

/** The marks of a Secret, of whatever it consists. Its data is not looked at. */
export function marksOf(raw: object): Marks {
  const { metadata, type } = raw as Fields;
  const { name, namespace, labels, annotations, ownerReferences } = fieldsOf(metadata) ?? {};
  return {
    name: text(name),
    namespace: text(namespace),
    type: typeof type === 'string' ? type : undefined,
    labels: fieldsOf(labels) ?? {},
    annotations: fieldsOf(annotations) ?? {},
    owners: (entriesOf(ownerReferences) ?? []).map(ownerOf),
  };
}
