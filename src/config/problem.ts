import { phrase } from '../ground/phrase.ts';
import type { Phrase, Problem } from '../model.ts';

/** A fault of one value. `what` is a predicate, so that the name of the key can precede it: "`schedule` is …". */
export type Fault = Pick<Problem, 'what' | 'remedy'>;

/** The result of parsing an untrusted value. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Fault);

/** A valid value, trusted from here on. */
export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** Applies changes to a text one after the other, up to the first that is refused. */
export function changeAll<Item>(
  text: string,
  items: readonly Item[],
  change: (text: string, item: Item) => Parsed<string>,
): Parsed<string> {
  return items.reduce<Parsed<string>>(
    (edited, item) => (edited.ok ? change(edited.value, item) : edited),
    accept(text),
  );
}

/** An invalid value; `what` is a predicate, as in `Fault`. */
export function refuse(what: Phrase, remedy: Phrase): { readonly ok: false } & Fault {
  return { ok: false, what, remedy };
}

/** `is "9 点"; expected …`: the usual fault of a value in the wrong form. */
export function refuseValue(value: unknown, expected: Phrase, remedy: Phrase): { readonly ok: false } & Fault {
  return refuse(unexpected(value, expected), remedy);
}

/** Only the `what` of such a fault, for callers with their own remedy. */
export function unexpected(value: unknown, expected: Phrase): Phrase {
  const shown = show(value);
  return phrase(`写成了 ${shown}，应是${spaced(expected['zh-CN'])}`, `is ${shown}; expected ${expected.en}`);
}

/** The fault of an empty required text. */
export const refuseBlank = refuse(
  phrase('是空的', 'is empty'),
  phrase('填上内容，或删掉这一项', 'give it a value, or delete it'),
);

/** A problem without a line, such as a missing file or variable. */
export function problemWithoutPlace(file: string, fault: Fault): Problem {
  return { file, line: undefined, column: undefined, what: fault.what, remedy: fault.remedy };
}

/** Sorts problems by line and column. */
export function byPlace(one: Problem, other: Problem): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}

/** "Did you mean …?", or another remedy where nothing is near. */
export function didYouMean(suggestion: string | undefined, otherwise: Phrase): Phrase {
  return suggestion === undefined ? otherwise : phrase(`是不是 ${suggestion}？`, `did you mean ${suggestion}?`);
}

/** The phrase with `label` in front: `schedule 写成了 …`. In Chinese only a Latin word is set off by a space. */
export function about(label: Phrase, what: Phrase): Phrase {
  const isLatin = /[\x21-\x7e]$/.test(label['zh-CN']) || /^[\x21-\x7e]/.test(what['zh-CN']);
  return phrase(`${label['zh-CN']}${isLatin ? ' ' : ''}${what['zh-CN']}`, `${label.en} ${what.en}`);
}

/** In Chinese text a Latin word is preceded by a space. */
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
