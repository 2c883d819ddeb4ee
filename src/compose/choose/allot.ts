/** How much of one story is printed. */
export interface Amount {
  readonly wholeTitle: boolean;
  /** How many sentences are printed under the title. */
  readonly sentences: number;
}

/** Amounts by story id; a story without an entry has its short title alone. */
export type Amounts = ReadonlyMap<string, Amount>;

export const leastAmount: Amount = { wholeTitle: false, sentences: 0 };

/** Something more of one story, to be printed if there is room. */
export interface Wish {
  readonly storyId: string;
  readonly wish: Partial<Amount>;
}

export interface AllotInput {
  /** In the order in which they are granted. */
  readonly wishes: readonly Wish[];
  /** What is printed if no wish is granted. */
  readonly least: Amounts;
  /** The messages of `least`. */
  readonly messages: readonly { readonly bytes: number; readonly storyIds: readonly string[] }[];
  readonly limit: number;
  /** The length of two line breaks, in the unit of the limit. @default 2 */
  readonly blankLines?: number;
  /** The length of a story's block with that amount, in the unit of the limit. */
  readonly bytesOf: (storyId: string, amount: Amount) => number;
}

/**
 * Allots the bytes that the messages have left. Each wish is granted if the message that holds the story has room
 * for it, so the number of messages stays the same. A wish that does not fit leaves its room to the next.
 */
export function allot({ wishes, least, messages, limit, blankLines = 2, bytesOf }: AllotInput): Amounts {
  const amounts = new Map(least);
  const room = messages.map(({ bytes }) => limit - bytes);
  const messageOf = new Map(
    messages.flatMap(({ storyIds }, index) => storyIds.map((storyId) => [storyId, index] as const)),
  );
  for (const { storyId, wish } of wishes) {
    const index = messageOf.get(storyId);
    const current = amounts.get(storyId) ?? leastAmount;
    const wanted = { ...current, ...wish };
    if (index === undefined || wanted.sentences < current.sentences) continue;
    const more = bytesOf(storyId, wanted) - bytesOf(storyId, current);
    // A story without sentences has none to grant.
    if (more === 0) continue;
    // A story with sentences is set apart by up to two blank lines.
    const growth = current.sentences === 0 && wanted.sentences > 0 ? more + blankLines : more;
    if (growth > (room[index] ?? 0)) continue;
    room[index] = (room[index] ?? 0) - growth;
    amounts.set(storyId, wanted);
  }
  return amounts;
}
