import { some } from './text.ts';

/** A condition without the time, which only the writer knows. */
export interface ConditionFinding {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export interface Problem {
  readonly reason: string;
  readonly message: string;
}

/** One problem for all that is said of it; undefined where nothing is. */
export const problem = (reason: string, messages: readonly string[]): Problem | undefined =>
  messages.length === 0 ? undefined : { reason, message: some(messages) };

/** A condition that is true where there is no problem; otherwise the first one is its reason. */
export function state(type: string, problems: readonly Problem[], fine: Problem): ConditionFinding {
  const first = problems[0];
  if (first === undefined) return { type, status: 'True', ...fine };
  return {
    type,
    status: 'False',
    reason: first.reason,
    message: some(
      problems.map(({ message }) => message),
      5,
    ),
  };
}
