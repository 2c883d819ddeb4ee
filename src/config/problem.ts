import { phrase } from '../ground/phrase.ts';
import type { Phrase, Problem } from '../model.ts';

/** What is wrong with one value. `what` is a predicate, so that the name of the key can precede it: "`schedule` is …". */
export interface Fault {
  readonly what: Phrase;
  readonly remedy: Phrase;
}

/** What became of an untrusted value. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Fault);

/** A valid value, trusted from here on. */
export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** An invalid value; `what` is a predicate, as in `Fault`. */
export function refuse(what: Phrase, remedy: Phrase): { readonly ok: false } & Fault {
  return { ok: false, what, remedy };
}

/** `is "9 点"; expected …`: the usual fault of a value in the wrong form. */
export function refuseValue(value: unknown, expected: Phrase, remedy: Phrase): { readonly ok: false } & Fault {
  return refuse(unexpected(value, expected), remedy);
}

/** Only the `what` of such a fault, for callers that find the remedy elsewhere. */
export function unexpected(value: unknown, expected: Phrase): Phrase {
  const shown = show(value);
  return phrase(`写成了 ${shown}，应是${spaced(expected['zh-CN'])}`, `is ${shown}; expected ${expected.en}`);
}

/** For an empty text where one is needed. */
export const refuseBlank = refuse(
  phrase('是空的', 'is empty'),
  phrase('填上内容，或删掉这一项', 'give it a value, or delete it'),
);

/** A problem that has no line: a missing file or variable. */
export function problemWithoutPlace(file: string, fault: Fault): Problem {
  return { file, line: undefined, column: undefined, what: fault.what, remedy: fault.remedy };
}

/** Sorts problems by line and column. */
export function byPlace(one: Problem, other: Problem): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}

/** The phrase with `label` in front: `schedule 写成了 …`. */
export function about(label: Phrase, what: Phrase): Phrase {
  return phrase(`${label['zh-CN']} ${what['zh-CN']}`, `${label.en} ${what.en}`);
}

/** Chinese puts a space before a Latin word. */
function spaced(chinese: string): string {
  return /^[\w]/.test(chinese) ? ` ${chinese}` : chinese;
}

const shownLength = 60;

function show(value: unknown): string {
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  const text = typeof value === 'string' ? `"${value.replaceAll(/\s+/g, ' ')}"` : String(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
