/** The read-only JSON API with the content of the pages. It is never public. */
import packageJson from '../../package.json' with { type: 'json' };
import { readEditionName } from '../ground/edition-path.ts';
import { editionJson, editionsJson, mostEditions, previewedJson, searchJson } from '../show/api.ts';
import { openApi } from '../show/openapi.ts';
import type { StatusReport } from '../show/status.ts';
import type { Archive } from './archive-pages.ts';
import type { PreviewOnPage } from './preview-page.ts';
import { numberIn } from './request.ts';
import type { Routes } from './routes.ts';
import { readSearch } from './search-page.ts';
import type { Answer } from './visit.ts';

export interface ApiOptions {
  readonly archive: Archive;
  digests(): readonly { readonly id: string }[];
  status(): Promise<StatusReport>;
  preview(digestId: string): Promise<PreviewOnPage>;
}

export function registerApi(routes: Routes, { archive, digests, status, preview }: ApiOptions): void {
  routes.page('/api/openapi.json', async () => json(openApi(packageJson.version)));
  routes.page('/api/status', async () => json(await status()));
  routes.page('/api/feeds', async () => json({ feeds: (await status()).feeds }));
  routes.page('/api/editions', async ({ query }) => {
    const limit = Math.min(Math.max(numberIn(query.limit) ?? 30, 1), mostEditions);
    return json(await editionsJson(archive, { digestId: query.digest, beforeId: numberIn(query.before), limit }));
  });
  routes.page('/api/editions/:digest/:slot', async ({ params }) => {
    const name = readEditionName(params.slot ?? '');
    const edition = name && (await archive.edition(params.digest ?? '', name.local, name.number));
    return edition === undefined ? notFound : json(editionJson(edition));
  });
  routes.page('/api/preview', async ({ query }) => {
    const id = (query.digest === undefined ? digests()[0] : digests().find((digest) => digest.id === query.digest))?.id;
    return id === undefined ? notFound : json(previewedJson(await preview(id)));
  });
  routes.page('/api/search', async ({ query }) => {
    const { words } = readSearch(query.q);
    return json(await searchJson(archive, { words, digestId: query.digest, offset: numberIn(query.from) }));
  });
}

function json(value: unknown): Answer {
  return { kind: 'document', type: 'application/json; charset=utf-8', content: JSON.stringify(value) };
}

const notFound: Answer = { kind: 'text', status: 404, text: 'not found' };
