import { readSync, writeSync } from 'node:fs'

const readyForQuery = 0x5a
const authentication = 0x52
/** The authentication message that lists mechanisms of SASL. */
const sasl = 10
/** Kinds of authentication messages that wait for an answer: a password, SASL, SASL continued. */
const asksForAnswer = new Set([3, 5, sasl, 11])
/** Messages that the server answers: a query, the end of a prepared one, a password. The first message has no kind. */
const isAnswered = new Set([0x51, 0x53, 0x70])

/**
 * Half duplex over two open files: sends what libpq writes and, once a message is whole that the server answers, waits for all
 * of the answer. The WASM of pg_dump cannot wait by itself.
 */
export function speakToServer({ input, output }: { input: number; output: number }) {
  let sent: Buffer = Buffer.alloc(0)
  let isFirst = true
  let received: Buffer = Buffer.alloc(0)

  /** Takes the whole messages off what was sent. True when the last of them is answered and nothing is left over. */
  function isTurnOver(): boolean {
    let answered = false
    for (;;) {
      const head = isFirst ? 0 : 1
      if (sent.length < head + 4) break
      const length = head + sent.readUInt32BE(head)
      if (sent.length < length) break
      answered = isFirst || isAnswered.has(sent[0] ?? 0)
      isFirst = false
      sent = sent.subarray(length)
    }
    return answered && sent.length === 0
  }

  /** Hands the whole messages of what was received on. True when the server has said all that it will say unasked. */
  function isAnswerOver(onMessage: (message: Buffer) => void): boolean {
    let over = false
    while (received.length >= 5) {
      const length = 1 + received.readUInt32BE(1)
      if (received.length < length) break
      const message = received.subarray(0, length)
      received = received.subarray(length)
      const asked = message[0] === authentication ? message.readUInt32BE(5) : undefined
      over = message[0] === readyForQuery || (asked !== undefined && asksForAnswer.has(asked))
      onMessage(asked === sasl ? withoutChannelBinding(message) : Buffer.from(message))
    }
    return over && received.length === 0
  }

  return {
    /** Sends bytes and hands every message of the answer to `onMessage`. Returns at the end of the answer or of the connection. */
    exchange(bytes: Uint8Array, onMessage: (message: Uint8Array) => void): void {
      writeAll(output, bytes)
      sent = Buffer.concat([sent, bytes])
      if (!isTurnOver()) return
      const buffer = Buffer.alloc(65_536)
      do {
        const count = readSync(input, buffer)
        if (count === 0) return
        received = Buffer.concat([received, buffer.subarray(0, count)])
      } while (!isAnswerOver(onMessage))
    },
  }
}

/**
 * The ways to authenticate that a server offers, without those bound to TLS: Node ends TLS, so libpq does not know of it and
 * takes such an offer for an attack.
 */
function withoutChannelBinding(message: Buffer): Buffer {
  const offered = message.subarray(9).toString('latin1').split('\0')
  const kept = offered.filter((name) => name !== '' && !name.endsWith('-PLUS'))
  const body = Buffer.from(`${kept.map((name) => `${name}\0`).join('')}\0`, 'latin1')
  const head = Buffer.from(message.subarray(0, 9))
  head.writeUInt32BE(8 + body.length, 1)
  return Buffer.concat([head, body])
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from)
}
