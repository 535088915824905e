/** Asks at most once in `ms` milliseconds; who calls meanwhile shares the answer. */
export function sharedAnswer<T>(ask: () => Promise<T>, ms: number): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | undefined
  return () => {
    const now = performance.now()
    if (!last || now - last.at > ms) last = { at: now, answer: ask() }
    return last.answer
  }
}
