/** What the portal uses of yazl, which has no types of its own. */
declare module 'yazl' {
  import type { Readable } from 'node:stream'

  export class ZipFile {
    /** The archive, while it is written. */
    readonly outputStream: Readable
    addReadStream(content: Readable, path: string, options?: { mtime?: Date; mode?: number }): void
    end(): void
    on(event: 'error', listener: (error: Error) => void): this
  }
}
