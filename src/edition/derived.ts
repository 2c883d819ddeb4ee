/**
 * What an edition takes from the store instead of deriving it again (see compose/derived.ts). It is only a cache: a text
 * that is missing, broken, of other items or of another program is derived again, with the same result.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { Clustered } from '../compose/cluster/cluster.ts';
import { type ComposeInput, group, inOrder, prepare } from '../compose/compose.ts';
import {
  clusteredIdentity,
  judgedIdentity,
  readClustered,
  readJudged,
  writeClustered,
  writeJudged,
} from '../compose/derived.ts';
import type { Said } from '../compose/judge/judge.ts';
import { onceFor } from '../compose/once-for.ts';
import type { Item } from '../model.ts';
import type { Store } from '../store/store.ts';

/** A larger text is not stored: some 50,000 items. */
const mostCharacters = 8_000_000;

/** @param code names the code that derives */
export async function derivedFrom(
  input: ComposeInput,
  store: Pick<Store, 'derived' | 'saveDerived'>,
  code: string = codeStamp(),
) {
  const items = inOrder(input.items);
  const judgedKey = keyOf([code, ...knowledgeOf(input)], judgedIdentity(input, items));
  const judged = unwrapped(await store.derived(judgedKey));
  const said = judged === undefined ? new Map<Item, Said>() : readJudged(judged, items);
  const groundwork = prepare(input, said);
  const clusteredKey = keyOf([judgedKey], clusteredIdentity(input, groundwork));
  const stored = unwrapped(await store.derived(clusteredKey));
  const { candidates } = groundwork.filtered;
  let clustered: Clustered | undefined;
  return {
    groundwork,
    /** Of the same input, or of one with a language model's words. */
    clustered(given: ComposeInput): Clustered {
      if (given.verdicts !== undefined) return group(given, groundwork);
      clustered ??= stored === undefined ? group(given, groundwork) : readClustered(stored, candidates);
      return clustered;
    },
    /** Stores what was derived. Nothing is stored of a composition with a language model's verdicts but the judgements. */
    async keep(): Promise<void> {
      const texts = [
        { key: judgedKey, content: writeJudged(said, items), before: judged },
        ...(clustered === undefined
          ? []
          : [{ key: clusteredKey, content: writeClustered(clustered, candidates), before: stored }]),
      ];
      const changed = texts.filter(({ content, before }) => content !== before && content.length <= mostCharacters);
      if (changed.length === 0) return;
      await store.saveDerived(
        changed.map(({ key, content }) => ({ key, content: wrapped(content), at: input.instant })),
      );
    },
  };
}

/** Topics, aliases and weights stay the same objects while the settings do. */
function knowledgeOf({ topics, aliases, weights }: ComposeInput): readonly string[] {
  return [topics, aliases, weights ?? noWeights].map(hashOfData);
}

const noWeights = {};
const hashOfData = onceFor((data: object) => keyOf([JSON.stringify(data)]));

/** Names the code that derives: other code may derive something else from the same items. */
function codeStamp(): string {
  stamp ??= keyOf([packageJson.version], codeFolders().flatMap(filesIn));
  return stamp;
}

let stamp: string | undefined;

/** From source the rooms that derive, else the bundle. */
function codeFolders(): readonly string[] {
  const rooms = ['../compose', '../ground'].map((room) => join(import.meta.dirname, room));
  return rooms.every((room) => existsSync(room)) ? rooms : [import.meta.dirname];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
}

function keyOf(...lists: readonly Iterable<string>[]): string {
  const hash = createHash('sha256');
  for (const list of lists) for (const text of list) hash.update(`${text}\n`);
  return hash.digest('hex');
}

/** A text with its hash before it, so that a broken one is noticed. */
function wrapped(content: string): string {
  return `${keyOf([content])}\n${content}`;
}

function unwrapped(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const content = text.slice(end + 1);
  return keyOf([content]) === text.slice(0, end) ? content : undefined;
}
