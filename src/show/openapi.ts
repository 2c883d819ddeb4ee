import { z } from 'zod';
import { apiSchemas, mostEditions } from './api.ts';

const text = { type: 'string' } as const;

function inQuery(name: string, description: string, schema: object = text): object {
  return { name, in: 'query', description, schema };
}

function inPath(name: string, description: string): object {
  return { name, in: 'path', required: true, description, schema: text };
}

const digestParameter = inQuery('digest', 'Id of a digest. Default: all, or the first.');

interface Operation {
  readonly schema: z.ZodType;
  readonly summary: string;
  readonly parameters: readonly object[];
}

const operations: Readonly<Record<string, Operation>> = {
  '/api/status': {
    schema: apiSchemas.status,
    summary: 'The state of the program, as printed by `digest status --json`',
    parameters: [],
  },
  '/api/editions': {
    schema: apiSchemas.editions,
    summary: 'Past editions, newest first',
    parameters: [
      digestParameter,
      inQuery('before', 'The `next` of an earlier answer', { type: 'integer' }),
      inQuery('limit', 'At most so many', { type: 'integer', minimum: 1, maximum: mostEditions, default: 30 }),
    ],
  },
  '/api/editions/{digest}/{slot}': {
    schema: apiSchemas.edition,
    summary: 'One edition: its messages, its stories with their points, and left-out items',
    parameters: [
      inPath('digest', 'Id of a digest'),
      inPath('slot', 'Local time of the slot: `2026-02-01T09:00`; a further edition as `2026-02-01T0900-2`'),
    ],
  },
  '/api/feeds': { schema: apiSchemas.feeds, summary: 'The feeds and their health', parameters: [] },
  '/api/preview': {
    schema: apiSchemas.preview,
    summary: 'The edition due or the next one, composed from stored items; nothing is fetched or sent',
    parameters: [digestParameter],
  },
  '/api/search': {
    schema: apiSchemas.search,
    summary: 'Searches published stories, and items that the newest editions left out',
    parameters: [
      { ...inQuery('q', 'Words, separated by spaces', { ...text, maxLength: 100 }), required: true },
      digestParameter,
      inQuery('from', 'How many results to skip', { type: 'integer', minimum: 0 }),
    ],
  },
};

/** The JSON API as an OpenAPI 3.1 document. @param version of the program */
export function openApi(version: string): object {
  return {
    openapi: '3.1.0',
    info: { title: 'AI News Digest', version, description: 'Read only.' },
    paths: Object.fromEntries(
      Object.entries(operations).map(([path, { schema, summary, parameters }]) => [
        path,
        {
          get: {
            summary,
            parameters,
            responses: {
              200: { description: 'OK', content: { 'application/json': { schema: schemaOf(schema) } } },
              401: { description: 'The password is HTTP_TOKEN, with any user name' },
              ...(path.includes('{') || path === '/api/preview' ? { 404: { description: 'Not found' } } : {}),
            },
          },
        },
      ]),
    ),
    components: { securitySchemes: { token: { type: 'http', scheme: 'basic' } } },
    security: [{ token: [] }],
  };
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { reused: 'inline' });
  return rest;
}
