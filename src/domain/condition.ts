import { CONDITION_REASONS, type ConditionType, type ReasonOf } from './reasons.ts';
import { sentence, sentences, some } from './text.ts';

/** A condition without the time, which only the writer knows. */
export interface ConditionFinding<T extends ConditionType = ConditionType> {
  readonly type: T;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: ReasonOf<T>;
  readonly message: string;
}

export interface Problem<R extends string = ReasonOf<ConditionType>> {
  readonly reason: R;
  readonly message: string;
}

/** One problem for all that is said of it; undefined where nothing is. */
export const problem = <R extends string>(reason: R, messages: readonly string[]): Problem<R> | undefined =>
  messages.length === 0 ? undefined : { reason, message: some(messages) };

/** As it is said of a condition: in whole sentences. */
export const finding = <T extends ConditionType>(
  type: T,
  status: ConditionFinding['status'],
  { reason, message }: Problem<ReasonOf<T>>,
): ConditionFinding<T> => ({ type, status, reason, message: sentence(message) });

/** A condition that is true where there is no problem; otherwise the gravest one is its reason. */
export function state<T extends ConditionType>(
  type: T,
  problems: readonly Problem<ReasonOf<T>>[],
  fine: Problem<ReasonOf<T>>,
): ConditionFinding<T> {
  const order: readonly string[] = CONDITION_REASONS[type];
  const sorted = problems.toSorted((a, b) => order.indexOf(a.reason) - order.indexOf(b.reason));
  const [first] = sorted;
  if (first === undefined) return finding(type, 'True', fine);
  const message = sentences(
    sorted.map((entry) => entry.message),
    5,
  );
  return finding(type, 'False', { reason: first.reason, message });
}
