/** A double click sends a form twice. The second request gets the answer of the first and changes nothing. */
import type { Answer } from './visit.ts';

/** Longer than any double click, and shorter than it takes to read the answer and press again. */
const withinMs = 1500;

export function createDoubleClicks(now: () => Date) {
  const recent = new Map<string, { readonly at: number; readonly answer: Promise<Answer> }>();
  return async (path: string, form: FormData, act: () => Promise<Answer>): Promise<Answer> => {
    // Only forms of a page have a token; a program may well send the same request twice.
    if (!form.has('form')) return act();
    const at = now().getTime();
    for (const [key, before] of recent) if (Math.abs(at - before.at) > withinMs) recent.delete(key);
    const key = JSON.stringify([path, ...form]);
    const answer = recent.get(key)?.answer ?? act();
    recent.set(key, { at, answer });
    return answer;
  };
}
