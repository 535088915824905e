import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { send } from './answer.ts'
import { watchReaders } from './slow-readers.ts'

/** More than the system takes in for a reader who does not read. */
const large = Buffer.alloc(32_000_000, 'a')

function reader(given: { bytesWritten: number; writableLength: number }) {
  let isCut = false
  const destroy = () => {
    isCut = true
  }
  return { ...given, destroy: destroy as unknown as Socket['destroy'], isCut: () => isCut }
}

test('cuts a reader who takes nothing for twenty seconds, and no other', () => {
  const readers = watchReaders()
  const idle = reader({ bytesWritten: 500, writableLength: 0 })
  const stuck = reader({ bytesWritten: 500, writableLength: 400 })
  const slow = reader({ bytesWritten: 500, writableLength: 400 })
  for (const one of [idle, stuck, slow]) readers.add(one, 0)
  const cutAt = new Map<string, number>()
  for (let second = 1; second <= 60; second++) {
    if (second % 15 === 0) slow.writableLength -= 16
    readers.look(second * 1000)
    for (const [name, one] of Object.entries({ idle, stuck, slow }))
      if (one.isCut() && !cutAt.has(name)) cutAt.set(name, second)
  }
  expect([...cutAt]).toEqual([['stuck', 21]])
})

test('an answer is taken from when the one before it was read', () => {
  const readers = watchReaders()
  const kept = reader({ bytesWritten: 500, writableLength: 0 })
  readers.add(kept, 0)
  readers.look(60_000)
  Object.assign(kept, { bytesWritten: 900, writableLength: 100 })
  readers.look(61_000)
  readers.look(80_000)
  expect(kept.isCut()).toBe(false)
  readers.look(81_000)
  expect(kept.isCut()).toBe(true)
})

test('fifty who do not read are cut, one who reads slowly gets the whole answer', async () => {
  const readers = watchReaders()
  const server = createServer((req, res) => void send(req, res, { status: 200, body: large }))
  const sockets: Socket[] = []
  server.on('connection', (socket) => {
    sockets.push(socket)
    readers.add(socket, 0)
    socket.on('error', () => {}).once('close', () => readers.remove(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const open = (headers = '') => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${headers}\r\n`)
    return socket
  }
  const slow = open('Connection: close\r\n').pause()
  await vi.waitFor(() => expect(sockets).toHaveLength(1), 20_000)
  const stuck = Array.from({ length: 50 }, () => open().pause())
  try {
    await vi.waitFor(() => {
      expect(sockets).toHaveLength(51)
      expect(sockets.every(({ writableLength }) => writableLength > 0)).toBe(true)
    }, 20_000)
    let read = 0
    let upTo = 0
    slow.on('data', (piece) => {
      read += piece.length
      if (read >= upTo) slow.pause()
    })
    // Fifteen seconds pass whenever the slow one has read ten more megabytes.
    for (const now of [15_000, 30_000, 45_000]) {
      upTo += 10_000_000
      slow.resume()
      await vi.waitFor(() => expect(read).toBeGreaterThanOrEqual(upTo), 20_000)
      readers.look(now)
    }
    upTo = Number.POSITIVE_INFINITY
    const ended = once(slow, 'end')
    slow.resume()
    await ended
    expect(read).toBeGreaterThan(large.length)
    await vi.waitFor(() => expect(sockets.every(({ destroyed }) => destroyed)).toBe(true), 20_000)
  } finally {
    for (const socket of [...stuck, slow]) socket.destroy()
    server.close()
  }
})
