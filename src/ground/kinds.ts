/** The names of kinds and signs as lists, for the schemas of files; the types say that none is missing. */
import type { Kind, Sign } from '../model.ts';

const everyKind: Readonly<Record<Kind, true>> = {
  news: true,
  release: true,
  patch: true,
  paper: true,
  opinion: true,
  guide: true,
  case: true,
  bulletin: true,
  roundup: true,
  promo: true,
  forum: true,
  page: true,
};

const everySign: Readonly<Record<Sign, true>> = {
  rumour: true,
  planned: true,
  done: true,
  settled: true,
  failed: true,
  rise: true,
  fall: true,
  guide: true,
  paper: true,
  ranking: true,
  trial: true,
  price: true,
  reply: true,
  dismissal: true,
  denial: true,
  quote: true,
  opinion: true,
  nothing: true,
};

export const kinds = Object.keys(everyKind) as readonly Kind[];
export const signs = Object.keys(everySign) as readonly Sign[];
