/** The last part of a key: `send` of `steps.send`. */
type LastPart<Key extends string> = Key extends `${string}.${infer Rest}` ? LastPart<Rest> : Key

/**
 * Texts without arguments for a component, each named by the last part of its key: `pickTexts(t, ['save', 'steps.send'])`
 * is `{ save, send }`. The keys are those of `t`.
 */
export function pickTexts<
  Translate extends (key: never) => string,
  const Key extends Parameters<Translate>[0] & string,
>(t: Translate, keys: readonly Key[]): { [One in Key as LastPart<One>]: string } {
  const entries = keys.map((key: string) => [key.slice(key.lastIndexOf('.') + 1), t(key as never)])
  return Object.fromEntries(entries)
}
