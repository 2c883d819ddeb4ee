/** The data and actions of the review page. A change is refused if the draft is newer than the one the person saw. */
import { roomLeft } from '../compose/choose/arrange.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { type Edit, type Review, readReview, revise, writeReview } from '../edition/review.ts';
import { phrase } from '../ground/phrase.ts';
import type { Clock, Message, Phrase, Slot, Story } from '../model.ts';
import { rememberRelease } from '../show/arrivals.ts';
import { changeText } from '../show/edition-changes.ts';
import { readRoomNames } from '../show/room-names.ts';
import type { Draft, EditionChange, Store } from '../store/store.ts';
import { type Done, done, refused } from './done.ts';

export interface ReviewDeskOptions {
  readonly store: Store;
  readonly settings: SettingsInForce;
  readonly clock: Pick<Clock, 'now'>;
  /** Starts sending a digest's edition, without waiting for the result. */
  run(digestId: string): void;
}

export type ReviewDesk = ReturnType<typeof createReviewDesk>;

type SlotName = Pick<Slot, 'digestId' | 'local'>;

export interface ReviewOnPage {
  readonly slot: Slot;
  /** The digest's title. */
  readonly title: string;
  readonly decision: Draft['decision'];
  readonly version: number;
  /** Names of its groups. */
  readonly groups: readonly string[];
  readonly sections: readonly { readonly title: string; readonly stories: readonly ReviewedStory[] }[];
  readonly removed: readonly ReviewedStory[];
  /** The nearest misses, nearest first, and the total number. */
  readonly near: readonly NearMiss[];
  readonly nearMisses: number;
  /** How many more stories fit. */
  readonly room: number;
  readonly changes: readonly EditionChange[];
  readonly messages: readonly Pick<Message, 'msgtype' | 'content'>[];
}

export interface ReviewedStory {
  readonly id: string;
  readonly title: string;
  readonly publishers: readonly string[];
  readonly change: EditionChange['kind'] | undefined;
}

interface NearMiss extends ReviewedStory {
  readonly why: string;
}

/** The number of near misses on the page. */
const shownNear = 8;

export function createReviewDesk({ store, settings, clock, run }: ReviewDeskOptions) {
  return {
    /** The waiting slots, earliest first. */
    async list() {
      return (await store.drafts()).map(({ slot, decision, content }) => ({
        slot,
        decision,
        title: readReview(content)?.original.digest.settings.title ?? slot.digestId,
      }));
    },
    async open(slot: SlotName): Promise<ReviewOnPage | undefined> {
      const draft = await store.draft(slot);
      const review = draft && readReview(draft.content);
      if (draft === undefined || review === undefined) return undefined;
      const nameOf = await readRoomNames(store, settings.now().language);
      const digest = settings.now().digests.find(({ id }) => id === slot.digestId);
      const groups = (digest?.webhooks ?? review.original.digest.settings.webhooks).map(nameOf);
      return onPage(draft, review, groups);
    },
    /** @param version the version that the person saw */
    async edit(slot: SlotName, version: number, edit: Edit): Promise<Done> {
      const opened = await openVersion(slot, version);
      if (opened.kind === 'refused') return opened;
      const { draft, review } = opened;
      const revised = revise(review, edit, clock.now());
      if (revised.kind === 'no-room') return noRoom;
      if (revised.kind === 'nothing') return nothing;
      const did = saidOf(edit, review, revised.review);
      return save({ ...draft, version: version + 1, content: writeReview(revised.review) }, did);
    },
    async decide(slot: SlotName, version: number, decision: 'seen' | 'held'): Promise<Done> {
      const opened = await openVersion(slot, version);
      if (opened.kind === 'refused') return opened;
      const { draft, review } = opened;
      const isReleased = decision === 'seen' && draft.decision === 'held';
      const goesNow = isReleased && draft.slot.instant <= clock.now();
      const saved = await save(
        { ...draft, version: version + 1, decision: goesNow ? 'released' : decision },
        decided(decision, `${review.original.digest.settings.title} ${draft.slot.local.replace('T', ' ')}`, {
          isReleased,
          goesNow,
        }),
      );
      // If the program ends here, the worker finds the released draft at its next start.
      if (saved.kind === 'done' && goesNow) {
        await rememberRelease(store, draft.slot);
        run(slot.digestId);
      }
      return saved;
    },
  };

  async function openVersion(slot: SlotName, version: number) {
    const draft = await store.draft(slot);
    const review = draft && readReview(draft.content);
    if (draft === undefined || review === undefined) return gone;
    if (draft.version !== version) return stale;
    return { kind: 'open', draft, review } as const;
  }

  async function save(draft: Draft, did: Phrase): Promise<Done> {
    return (await store.saveDraft(draft)) ? done(did) : stale;
  }
}

/** Somebody else's change came first. */
const stale = refused(
  phrase(
    '别人刚改过这一期，下面是现在的样子；要改的话再改一次。',
    'Somebody else has just changed this edition. This is the new version; repeat your change if you still want it.',
  ),
);
const gone = refused(phrase('这一期已经发出，改不了了。', 'This edition has already been sent and cannot be changed.'));
const noRoom = refused(
  phrase(
    '放不下：先拿掉一条，或让 maxMessages 多一条消息。',
    'There is no room: drop a story first, or allow one more message (maxMessages).',
  ),
);
const nothing = refused(phrase('已经是这样了。', 'Nothing to change.'));

/** Describes an edit for the log of changes. */
function saidOf(edit: Edit, before: Review, after: Review): Phrase {
  const of = (said: Phrase) => phrase(`审稿：${said['zh-CN']}`, `review: ${said.en}`);
  if (edit.kind === 'reset') return of(phrase('全部还原', 'undid all changes'));
  const change = after.changes.find(({ storyId }) => storyId === edit.storyId);
  const title = before.original.desk.input.stories.find(({ id }) => id === edit.storyId)?.lead.title ?? '';
  return of(change === undefined ? phrase(`“${title}”还原`, `put “${title}” back`) : changeText(change));
}

function decided(
  decision: 'seen' | 'held',
  edition: string,
  { isReleased, goesNow }: { readonly isReleased: boolean; readonly goesNow: boolean },
): Phrase {
  if (decision === 'held') return phrase(`扣住 ${edition}`, `held ${edition}`);
  if (goesNow) return phrase(`放行 ${edition}，现在发`, `released ${edition}, to be sent now`);
  if (isReleased) return phrase(`放行 ${edition}，到点照发`, `released ${edition}, to be sent on time`);
  return phrase(`看过 ${edition}，到点照发`, `reviewed ${edition}, to be sent on time`);
}

function onPage(draft: Draft, review: Review, groups: readonly string[]): ReviewOnPage {
  const { desk, digest: original } = review.original;
  const { digest, messages } = review.current;
  const kinds = new Map(review.changes.map(({ storyId, kind }) => [storyId, kind]));
  const shown = ({ id, lead, publishers }: Story): ReviewedStory => ({
    id,
    title: desk.input.headlines?.get(lead.title)?.headline ?? lead.title,
    publishers: publishers.map(({ name }) => name),
    change: kinds.get(id),
  });
  const told = new Set(digest.sections.flatMap(({ stories }) => stories.map(({ id }) => id)));
  const out = desk.input.stories.filter(({ id }) => !told.has(id));
  const near = out.filter(({ id }) => !desk.order.includes(id));
  const why = new Map(original.dropped.map((row) => [`${row.title}\n${row.url}`, row.why]));
  return {
    slot: draft.slot,
    title: original.settings.title,
    decision: draft.decision,
    version: draft.version,
    groups,
    sections: digest.sections.map(({ title, stories }) => ({ title, stories: stories.map(shown) })),
    removed: out.filter(({ id }) => desk.order.includes(id)).map(shown),
    near: near
      .slice(0, shownNear)
      .map((story) => ({ ...shown(story), why: why.get(`${story.lead.title}\n${story.lead.url}`) ?? '' })),
    nearMisses: near.length,
    room: roomLeft(desk, [...told]),
    changes: review.changes,
    messages,
  };
}
