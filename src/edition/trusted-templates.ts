/**
 * A template that crashes the program (out of memory, a bug in the engine) would crash it again at every start.
 * Templates are rendered under a crash mark; those that crashed the program twice are not used again until they change.
 */
import { hash } from 'node:crypto';
import type { Templates } from '../model.ts';
import type { Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';

/** After this many crashes the templates count as the cause. */
const mostCrashes = 2;

const facts = { crashes: 'templates:crashes', good: 'templates:good' } as const;

type MarkingStore = Pick<Store, 'beginRendering' | 'endRendering' | 'interruptedRenderings' | 'fact' | 'saveFact'>;

/** Renders synchronously, under a mark that remains if the process crashes. Throws what `render` throws. */
export async function renderMarked<T>(
  store: Pick<MarkingStore, 'beginRendering' | 'endRendering'>,
  templates: Templates,
  render: () => T,
): Promise<T> {
  await unlessUnwritable(store.beginRendering(nameOf(templates)));
  try {
    return render();
  } finally {
    await unlessUnwritable(store.endRendering());
  }
}

/** Stores the templates of a successful edition: they are the fallback while later ones crash the program. */
export async function rememberTemplates(store: MarkingStore, templates: Templates): Promise<void> {
  const name = nameOf(templates);
  if (parsed<GoodTemplates>(await store.fact(facts.good))?.name === name) return;
  await store.saveFact(facts.good, JSON.stringify({ name, templates } satisfies GoodTemplates));
}

/**
 * The fallback for templates that crashed the program twice: those of the last stored edition, else the shipped ones.
 * @returns undefined if these templates may be used, or if there are no others
 */
export async function templatesInstead(
  store: MarkingStore,
  templates: Templates,
  shipped: () => Templates,
): Promise<Templates | undefined> {
  const name = nameOf(templates);
  if ((await crashesWith(name, store)) < mostCrashes) return undefined;
  const good = parsed<GoodTemplates>(await store.fact(facts.good));
  if (good !== undefined && good.name !== name) return good.templates;
  const others = shipped();
  return nameOf(others) === name ? undefined : others;
}

interface GoodTemplates {
  readonly name: string;
  readonly templates: Templates;
}

/** Crashes are counted for the templates that crashed last; changed templates start at zero. */
interface Crashes {
  readonly name: string;
  readonly count: number;
}

async function crashesWith(name: string, store: MarkingStore): Promise<number> {
  const before = parsed<Crashes>(await store.fact(facts.crashes));
  const ends = await store.interruptedRenderings();
  const crashes = ends.reduce<Crashes | undefined>(
    (known, ended) => ({ name: ended, count: known?.name === ended ? known.count + 1 : 1 }),
    before,
  );
  if (ends.length > 0) await store.saveFact(facts.crashes, JSON.stringify(crashes));
  return crashes?.name === name ? crashes.count : 0;
}

function nameOf(templates: Templates): string {
  const texts = Object.entries(templates).flatMap(([format, ofFormat]) =>
    Object.entries(ofFormat).map(([name, { source }]) => [format, name, source]),
  );
  return hash('sha256', JSON.stringify(texts), 'base64url');
}

function parsed<T>(fact: string | undefined): T | undefined {
  return fact === undefined ? undefined : (JSON.parse(fact) as T);
}

/** If the mark cannot be written, rendering continues without it. */
async function unlessUnwritable(marking: Promise<void>): Promise<void> {
  try {
    await marking;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}
