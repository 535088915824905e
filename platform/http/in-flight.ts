import { AsyncLocalStorage } from 'node:async_hooks'

/** What the front and the pages know together of the request that is being answered. */
type InFlight = { requestId: string; running: boolean }

// The server's own code and the framework's bundles are two copies of this module in one process.
const place = Symbol.for('portal.in-flight')
const shared: { [key: symbol]: AsyncLocalStorage<InFlight> | undefined } = globalThis as {
  [key: symbol]: AsyncLocalStorage<InFlight> | undefined
}

function storage(): AsyncLocalStorage<InFlight> {
  shared[place] ??= new AsyncLocalStorage<InFlight>()
  return shared[place]
}

/** Handles a request so that everything it causes can be traced to it. */
export function inFlight<T>(request: InFlight, answer: () => T): T {
  return storage().run(request, answer)
}

/**
 * Said by an action when its input has been understood and its use case begins. What fails before that is the sender's
 * mistake (4xx), what fails after it is ours (500).
 */
export function beginUseCase(): void {
  const request = storage().getStore()
  if (request) request.running = true
}
