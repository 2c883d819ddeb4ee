import type { Block } from '../../src/model.ts';

interface Measure {
  readonly limit: number;
  /** What ends bold text. */
  readonly after: string;
  /** In the unit of the room. */
  lengthOfText(text: string): number;
}

/** The least number of messages, by trying every way to cut; only for blocks that need no cutting themselves. */
export function fewestMessages(blocks: readonly Block[], { limit, after, lengthOfText }: Measure): number {
  const lengthOf = (from: number, to: number, mark: number) => {
    const [first, ...rest] = blocks.slice(from, to);
    if (first === undefined) return Number.POSITIVE_INFINITY;
    const heading = blocks
      .slice(0, from)
      .find((block) => block.kind === 'heading' && first.kind === 'story' && block.section === first.section);
    const title = heading?.text.slice(0, heading.text.length - after.length);
    const lead = title === undefined ? '' : `${title}（续）${after}\n`;
    const body = rest.map((block) => (block.spaced ? '\n\n' : '\n') + block.text).join('');
    return lengthOfText(lead + first.text + body) + mark;
  };
  if (lengthOf(0, blocks.length, 0) <= limit) return 1;
  // Fewer than ten messages in these cases: a mark has six characters.
  const least = new Map<number, number>([[blocks.length, 0]]);
  for (let from = blocks.length - 1; from >= 0; from--) {
    let best = Number.POSITIVE_INFINITY;
    for (let to = from + 1; to <= blocks.length; to++) {
      if (blocks[to - 1]?.kind === 'heading' || lengthOf(from, to, 6) > limit) continue;
      best = Math.min(best, 1 + (least.get(to) ?? Number.POSITIVE_INFINITY));
    }
    least.set(from, best);
  }
  return least.get(0) ?? Number.POSITIVE_INFINITY;
}
