import type { Aliases, Item } from '../../model.ts';
import { type LearnedName, learnNames } from './learned-names.ts';
import { createSignatureReader, type Signature, type SignatureReader } from './signature.ts';

/** Signatures of the items of one edition: each is read once, however often the edition is composed. */
export interface ItemSignatures {
  /** Names that the items taught. */
  readonly learned: readonly LearnedName[];
  /** Knows them too. */
  readonly reader: SignatureReader;
  of(item: Item): Signature;
}

export function createItemSignatures(items: readonly Item[], aliases: Aliases): ItemSignatures {
  const learned = learnNames(items, aliases);
  const reader = createSignatureReader(aliases, learned);
  const read = new Map<Item, Signature>();
  return {
    learned,
    reader,
    of(item) {
      const signature = read.get(item) ?? reader.read(item.title, item.summary, item.url);
      read.set(item, signature);
      return signature;
    },
  };
}
