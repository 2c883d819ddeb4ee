/** Defined only in the bundle that `npm run build` makes. */
declare const BUNDLE: true;
