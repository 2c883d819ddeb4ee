import { z } from 'zod';
import { feedsFileSchema } from './feeds-schema.ts';

/** The text of feeds.schema.json: JSON Schema draft 7, which every editor's YAML support knows. */
export function editorSchema(): string {
  const schema = z.toJSONSchema(feedsFileSchema, {
    io: 'input',
    target: 'draft-7',
    // Shared definitions would be shorter but harder to read.
    reused: 'inline',
  });
  return `${JSON.stringify({ ...schema, title: 'feeds.yaml' }, null, 2)}\n`;
}
