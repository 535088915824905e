export type Subscriber = { subject: string; email: string; name: string }

/**
 * The platform's cache of newsletter subscribers. It never decides: the portal is asked before each message. A
 * webhook removes people as soon as they withdraw.
 */
export class Subscribers {
  readonly #bySubject: Map<string, Subscriber>
  /** Ids of webhook messages that were obeyed: the portal may send one again. */
  readonly #obeyed = new Set<string>()

  constructor(all: readonly Subscriber[]) {
    this.#bySubject = new Map(all.map((one) => [one.subject, one]))
  }

  has(subject: string): boolean {
    return this.#bySubject.has(subject)
  }

  all(): Subscriber[] {
    return [...this.#bySubject.values()]
  }

  drop(subject: string): void {
    this.#bySubject.delete(subject)
  }

  /** False when this message was obeyed before. */
  once(messageId: string): boolean {
    if (this.#obeyed.has(messageId)) return false
    this.#obeyed.add(messageId)
    return true
  }
}
