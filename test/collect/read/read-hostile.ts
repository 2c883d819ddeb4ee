/** Reads one of the hostile documents by its number and prints the outcome; run by `hostile.soak.ts` in a small heap. */
import { readDocument } from '../../../src/collect/read/read-document.ts';
import { hostileDocuments } from './hostile-documents.ts';

const made = Object.entries(hostileDocuments)[Number(process.argv[2])];
if (!made) throw new Error('Expected the number of a hostile document');
const bytes = new TextEncoder().encode(made[1]());
const read = await readDocument({ bytes, contentType: undefined, url: 'https://feeds.example/', maxItems: 500 });
const outcome = read.kind === 'failed' ? read.failure.code : `${read.parsed.entries.length} entries`;
process.stdout.write(`${made[0]}: ${outcome}\n`);
