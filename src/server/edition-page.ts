import { sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import { editionLine, sentMessage } from '../show/edition-text.ts';
import type { Edition } from '../store/store.ts';
import { html } from './html.ts';
import { pageOf } from './page.ts';
import { bubble, storyList } from './preview-page.ts';

/** An edition as a self-contained file: its messages, and why its stories were chosen. */
export function editionPage(edition: Edition, language: Language): string {
  const say = sayIn(language);
  const body = html`<header>
<h1>${edition.title}</h1>
<p>${editionLine(edition, language)}</p>
</header>
<div class="columns">
<section class="chat" aria-label="${say('群里看到的样子', 'As the group saw it')}">
${edition.messages.map((message) => bubble(sentMessage(message), edition.title))}
</section>
<section class="why">
<h2>${say('为什么是这些', 'Why these stories')}</h2>
${storyList(edition.decisions.stories, say)}
</section>
</div>`;
  return pageOf({ language, title: `${edition.title} · ${edition.slot.local}`, isFile: true, body });
}
