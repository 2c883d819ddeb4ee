/** Reads a model's answer, before its content is checked. */
import { z } from 'zod';

const answerSchema = z.object({ items: z.array(z.unknown()) });

/** The items of `{"items":[…]}` that match the schema. A missing, wrong or duplicate id drops only its own items. */
export function readItems<Item extends { readonly id: number }>(
  answer: string,
  schema: z.ZodType<Item>,
): readonly Item[] {
  return [...Map.groupBy(readAllItems(answer, schema), ({ id }) => id).values()].flatMap(([only, ...others]) =>
    only === undefined || others.length > 0 ? [] : [only],
  );
}

/** As `readItems`, also those with the same id. */
export function readAllItems<Item>(answer: string, schema: z.ZodType<Item>): readonly Item[] {
  const parsed = answerSchema.safeParse(firstObject(answer));
  return (parsed.data?.items ?? []).flatMap((item) => schema.safeParse(item).data ?? []);
}

/** The JSON object in a text that may have reasoning, a code fence or small talk around it. */
function firstObject(answer: string): unknown {
  const spoken = answer.replace(/<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/gu, '');
  const [start, end] = [spoken.indexOf('{'), spoken.lastIndexOf('}')];
  try {
    return JSON.parse(spoken.slice(start, end + 1));
  } catch {
    return undefined;
  }
}
