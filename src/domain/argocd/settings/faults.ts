import { cap } from '../../text.ts';
import type { Fault, Judge } from './setting.ts';

/** Without what stands before the `@` of an address: it may be a password. */
export const masked = (value: string): string => value.replaceAll(/:\/\/[^/\s@]*@/g, '://…@');

const shown = (value: string): string => (value === '' ? 'empty' : JSON.stringify(cap(masked(value), 60)));

/** `is true`, `is "text"`, `is empty`. */
export const stated = (value: string): string => `is ${/^(true|false|\d+)$/.test(value) ? value : shown(value)}`;

/** Wrong are these values. */
export const is =
  (...bad: readonly string[]): Judge =>
  (value) =>
    bad.includes(value) ? { detail: stated(value) } : undefined;

/** Wrong is everything but these values. */
export const isNot =
  (...good: readonly string[]): Judge =>
  (value) =>
    good.includes(value) ? undefined : { detail: stated(value) };

/** Wrong is what has none of a text. */
export const isSet: Judge = (value) => (value === '' ? undefined : { detail: stated(value) });
export const isUnset: Judge = (value) => (value === '' ? { detail: 'is not set' } : undefined);

/** Only judged where the condition holds. */
export const where =
  (condition: (context: Parameters<Judge>[1]) => boolean, judge: Judge): Judge =>
  (value, context) =>
    condition(context) ? judge(value, context) : undefined;

/** Whether some value of another setting is one of these. */
export const other =
  (id: string, ...values: readonly string[]) =>
  (context: Parameters<Judge>[1]): boolean =>
    context.values(id).some((value) => values.includes(value));

/** Whether another setting says anything. */
export const given =
  (id: string) =>
  (context: Parameters<Judge>[1]): boolean =>
    context.values(id).some((value) => value !== '');

export const fault = (detail: string, severity?: Fault['severity']): Fault => ({
  detail,
  ...(severity !== undefined && { severity }),
});

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration such as `24h`; undefined for any other text. Source: ParseDuration of argoproj/pkg/time. */
export function seconds(value: string): number | undefined {
  const [, amount = '', unit = ''] = /^(\d{1,19})([smhd])$/.exec(value) ?? [];
  const scale = UNITS[unit];
  return scale === undefined ? undefined : Number(amount) * scale;
}

/** `0`, `0s`, `0.0M`: nothing, in whatever unit. */
export const isZero = (value: string): boolean => /^[+-]?0[0.]*[a-zA-Z]*$/.test(value);

/** Whether a list of namespaces has an entry that every namespace matches. Source: util/glob/list.go of Argo CD. */
export const everyNamespace = (value: string): boolean =>
  value.split(',').some((entry) => /^(\*+|\/\^?\(?\.[*+]\)?\$?\/|\/\.\/)$/.test(entry));
