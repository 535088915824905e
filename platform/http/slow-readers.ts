import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** A reader that takes nothing of a waiting answer for so long is cut off. Pieces of 16 KB make that 800 bytes a second. */
const patienceMs = 20_000
const lookMs = 1000

type Reader = Pick<Socket, 'bytesWritten' | 'writableLength' | 'destroy'>
type Progress = { taken: number; at: number }

/**
 * Watches readers: a reader that takes nothing for 20 s is cut off, since an answer that is read byte by
 * byte holds memory and a place of the server for as long as its reader likes.
 */
export function watchReaders() {
  const readers = new Map<Reader, Progress>()
  return {
    add: (reader: Reader, now: number) => void readers.set(reader, { taken: 0, at: now }),
    remove: (reader: Reader) => void readers.delete(reader),
    /** Looks at all of them; `now` in milliseconds of any clock that only goes forward. */
    look(now: number): void {
      for (const [reader, progress] of readers) {
        const taken = reader.bytesWritten - reader.writableLength
        if (reader.writableLength === 0 || taken !== progress.taken) readers.set(reader, { taken, at: now })
        else if (now - progress.at >= patienceMs) reader.destroy()
      }
    },
  }
}

/** Cuts off slow readers of a server for as long as it listens. */
export function cutSlowReaders(server: Server): void {
  const readers = watchReaders()
  const timer = setInterval(() => readers.look(performance.now()), lookMs).unref()
  server.on('connection', (socket: Socket) => {
    readers.add(socket, performance.now())
    socket.once('close', () => readers.remove(socket))
  })
  server.once('close', () => clearInterval(timer))
}
