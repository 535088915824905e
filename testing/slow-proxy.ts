import net from 'node:net'

/** A way to the server of `url` on which everything takes `delayMs` longer and which can fall silent. For tests. */
export async function slowProxy(url: string, delayMs: number) {
  const target = new URL(url)
  const sockets = new Set<net.Socket>()
  let silent = false
  const pass = (from: net.Socket, to: net.Socket) => {
    sockets.add(from)
    from.on('data', (chunk) => setTimeout(() => silent || to.destroyed || to.write(chunk), delayMs))
    from.on('error', () => {})
    from.on('close', () => {
      sockets.delete(from)
      setTimeout(() => to.destroy(), delayMs)
    })
  }
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname)
    pass(client, upstream)
    pass(upstream, client)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const through = new URL(url)
  through.port = String(typeof address === 'object' && address ? address.port : '')
  return {
    url: through.href,
    silence: (on: boolean) => {
      silent = on
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
