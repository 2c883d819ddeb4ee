import type { Phrase, Problem } from '../model.ts';

/** Text in both languages of the program. */
export function phrase(zh: string, en: string): Phrase {
  return { 'zh-CN': zh, en };
}

/** What is wrong with one value, said so that the name of its key can stand in front: "`schedule` is …". */
export interface Fault {
  readonly what: Phrase;
  readonly remedy: Phrase;
}

/** What became of an untrusted value. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Fault);

/** A value that is right, trusted from here on. */
export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** A value that is wrong; `what` is said so that the name of its key can stand in front. */
export function refuse(what: Phrase, remedy: Phrase): { readonly ok: false } & Fault {
  return { ok: false, what, remedy };
}

/** `is "9 点"; expected …`: the usual fault of a value that has another form than it should. */
export function refuseValue(value: unknown, expected: Phrase, remedy: Phrase): { readonly ok: false } & Fault {
  return refuse(unexpected(value, expected), remedy);
}

/** The first half of such a fault, for messages whose remedy is found elsewhere. */
export function unexpected(value: unknown, expected: Phrase): Phrase {
  const shown = show(value);
  return phrase(`写成了 ${shown}，应是${spaced(expected['zh-CN'])}`, `is ${shown}; expected ${expected.en}`);
}

/** A problem that has no line: a missing file or variable. */
export function problemWithoutPlace(file: string, fault: Fault): Problem {
  return { file, line: undefined, column: undefined, what: fault.what, remedy: fault.remedy };
}

/** In the order of the file, as a person reads it. */
export function byPlace(one: Problem, other: Problem): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}

/** The phrase with `label` in front: `schedule 写成了 …`. */
export function about(label: Phrase, what: Phrase): Phrase {
  return phrase(`${label['zh-CN']} ${what['zh-CN']}`, `${label.en} ${what.en}`);
}

/** Chinese sets a space before a Latin word. */
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
