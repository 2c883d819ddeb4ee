/**
 * `make` with a memory: each key is made once and kept as long as the key itself. What a user's word lists compile to
 * is made once for all compositions, and goes when other settings take their place.
 */
export function onceFor<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const known = made.get(key) ?? { value: make(key) };
    made.set(key, known);
    return known.value;
  };
}
