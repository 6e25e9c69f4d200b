import type { SyncState } from '../engine/reflector.ts';
import type { SourceName, View } from './observe.ts';

/** A kind that cannot be seen, and why. */
export interface Unseen {
  readonly resource: string;
  readonly state: SyncState;
}

/** Without a sight of these nothing that is planned is true: what is not seen would count as not there. */
const NEEDED: readonly SourceName[] = [
  'networkPolicies',
  'deployments',
  'statefulSets',
  'namespaces',
  'endpointSlices',
  'services',
];
/** What Argo CD must reach is read from these; a missing kind only means that there are none. */
const OF_ARGO_CD: readonly SourceName[] = ['applications', 'appProjects', 'applicationSets'];

const unseen = ({ reflectors }: View, names: readonly SourceName[], states: readonly SyncState[]): Unseen[] =>
  names
    .map((name) => ({ resource: reflectors[name].source.type.plural, state: reflectors[name].state }))
    .filter(({ state }) => states.includes(state));

/** Everything that should be seen and is not. */
export const unreadable = (view: View): Unseen[] => [
  ...unseen(view, NEEDED, ['forbidden', 'missing', 'starting']),
  ...unseen(view, OF_ARGO_CD, ['forbidden', 'starting']),
];

/** Whether too little is seen to write anything. */
export const isBlind = (view: View): boolean => unreadable(view).length > 0;
