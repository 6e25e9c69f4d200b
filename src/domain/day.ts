export const DAY_MS = 86_400_000;

/** The beginning of the day in UTC that a moment is in, in ms since the epoch. */
export const midnight = (now: number): number => Math.floor(now / DAY_MS) * DAY_MS;
