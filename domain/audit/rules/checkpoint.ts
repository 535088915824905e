/** The head of the log at one size (C2SP tlog-checkpoint), without its signature. */
export type Checkpoint = { origin: string; size: number; root: Buffer }

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`

/** Reads the body of a note as a checkpoint; null for anything else. Lines after the third are extensions. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [origin = '', size = '', encoded = ''] = text.split('\n')
  const root = Buffer.from(encoded, 'base64')
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || root.length !== 32) return null
  return { origin, size: Number(size), root }
}

/** The name of a log and of its key. A log that was broken off has a successor with a name of its own. */
export const originOf = (appUrl: string, logNumber: number): string =>
  `${new URL(appUrl).host}/audit${logNumber === 1 ? '' : `/${logNumber}`}`

/** The number of the log that a checkpoint is of; 0 for a text that is none. */
export function logNumberOf(note: string): number {
  const origin = readCheckpoint(note)?.origin
  if (origin === undefined) return 0
  return Number(/\/audit\/(\d+)$/.exec(origin)?.[1] ?? 1)
}

/** C2SP tlog-proof: everything that shows an entry to be in the log; `entry` is what the leaf is the hash of. */
export function proofText(given: {
  entry: Buffer
  index: number
  hashes: readonly Buffer[]
  checkpoint: string
}): string {
  const lines = [
    'c2sp.org/tlog-proof@v1',
    `extra ${given.entry.toString('base64')}`,
    `index ${given.index}`,
    ...given.hashes.map((hash) => hash.toString('base64')),
  ]
  return `${lines.join('\n')}\n\n${given.checkpoint}`
}
