import type { TemplateName } from '../model.ts';

/** What a template may print. Text and addresses are already safe for the digest's format. */
export interface TemplateViews {
  readonly header: EditionView;
  readonly section: SectionView;
  readonly story: StoryView;
  readonly footer: EditionView;
}

/** The whole edition, for header and footer. */
export interface EditionView {
  readonly language: string;
  readonly title: string;
  /** For the `date` filter. */
  readonly slot: Date;
  /** How many stories it has, and how many were selected before the byte limit cut some off. */
  readonly stories: number;
  readonly selected: number;
  readonly late: boolean;
  /** "春节 9 天" when the edition covers more than its usual time; else empty. */
  readonly backlog: string;
  /** Far fewer feeds were read than usual. */
  readonly thin: boolean;
  readonly feeds: number;
  readonly feedsRead: number;
  readonly hours: number;
  readonly items: number;
  /** How many titles are a machine's translation. */
  readonly translated: number;
}

export interface SectionView {
  readonly language: string;
  readonly title: string;
}

export interface StoryView {
  readonly language: string;
  readonly number: number;
  /** It is in 要闻. */
  readonly top: boolean;
  readonly title: string;
  readonly url: string;
  /** Whole sentences that say more than the title; empty where there are none, or no room for them. */
  readonly summary: string;
  /** The publisher of title and link; and up to three publishers that are not among `links`. */
  readonly source: string;
  readonly names: readonly string[];
  /** "英文", "英文 PDF": what a reader should know before tapping; else empty. */
  readonly note: string;
  /** Where it is discussed; null when nowhere, or when `links` has it. */
  readonly discussion: { readonly name: string; readonly points: number; readonly url: string } | null;
  /** 另见: at most two, only in 要闻. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
  /** 前情 */
  readonly background: LinkView | null;
  /** What was told before, when this is an update. */
  readonly update: LinkView | null;
}

export interface LinkView {
  readonly title: string;
  readonly url: string;
}

/** The names that a template may use, as a tree: a leaf, an object, or a list of either. */
export type Shape = 'value' | readonly [Shape] | { readonly [name: string]: Shape };

const link = { title: 'value', url: 'value' } as const;

const edition = {
  language: 'value',
  title: 'value',
  slot: 'value',
  stories: 'value',
  selected: 'value',
  late: 'value',
  backlog: 'value',
  thin: 'value',
  feeds: 'value',
  feedsRead: 'value',
  hours: 'value',
  items: 'value',
  translated: 'value',
} as const satisfies Record<keyof EditionView, Shape>;

const story = {
  language: 'value',
  number: 'value',
  top: 'value',
  title: 'value',
  url: 'value',
  summary: 'value',
  source: 'value',
  names: ['value'],
  note: 'value',
  discussion: { name: 'value', points: 'value', url: 'value' },
  links: [{ name: 'value', url: 'value' }],
  background: link,
  update: link,
} as const satisfies Record<keyof StoryView, Shape>;

/** Every variable of every template; `checkTemplates` reports any other. */
export const templateShapes: Readonly<Record<TemplateName, { readonly [name: string]: Shape }>> = {
  header: edition,
  section: { language: 'value', title: 'value' } satisfies Record<keyof SectionView, Shape>,
  story,
  footer: edition,
};
