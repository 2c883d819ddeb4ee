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
