import type { Collection } from '../collect/collect.ts';
import type { Config } from '../config/config.ts';
import type { ShownEdition } from '../edition/shown-edition.ts';
import type { FeedOutcome } from '../model.ts';
import { isDown } from '../operator/feed-watch.ts';

/** The content of a preview, for terminal, JSON and page. */
export interface Preview extends ShownEdition {
  readonly config: Config;
  readonly collection: Collection;
}

/** The preview as JSON. Its shape is a contract (README, "For scripts"). */
export function previewJson({ settings, slot, collection, composition, decisions }: Preview): unknown {
  return {
    digest: { id: settings.id, title: settings.title, slot: slot.iso, timezone: settings.timezone },
    stories: decisions.stories.map(({ id, rewording, ...story }) => story),
    dropped: decisions.dropped.map(({ title, url, feed, why }) => ({ title, url, feed, why })),
    messages: composition.messages.map(({ msgtype, content, bytes }) => ({ msgtype, content, bytes })),
    feeds: collection.outcomes.map((outcome) => ({
      name: outcome.feed.name,
      url: outcome.feed.url,
      ok: !isDown(outcome),
      status: outcome.status ?? null,
      items: outcome.kind === 'read' ? outcome.items : null,
      error: errorOf(outcome),
    })),
  };
}

function errorOf(outcome: FeedOutcome): string | null {
  if (outcome.kind === 'failed') return outcome.failure.what.en;
  return isDown(outcome) ? 'it failed before and is backing off' : null;
}
