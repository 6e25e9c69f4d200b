/** The parts of a policy that write objects, each with a mode of its own, as they stand in its spec. */
export const SECTIONS = ['network', 'projects', 'rbac', 'settings'] as const;

export type Section = (typeof SECTIONS)[number];
