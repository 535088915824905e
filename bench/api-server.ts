// The portal's front and API in its own process, without the framework's pages.
import { setTimeout as sleep } from 'node:timers/promises'
import { createPortalServer } from '#app/_server/front/portal-server.ts'
import { services as openServices } from '../platform/services.ts'

const services = openServices('server')
const noSnapshots = { find: () => undefined, count: () => 0, loaded: () => true, close: async () => {} }
const portal = createPortalServer({
  services,
  next: (_req, res) => void res.writeHead(404).end(),
  snapshots: noSnapshots,
  buildId: 'bench',
  publicFiles: new Set(),
})
while (!(await services.database.healthy())) await sleep(100)
portal.listener.listen(services.env.PORT, '127.0.0.1', () => console.log('listening'))
process.on('SIGTERM', () => {
  void portal.drain().then(async () => {
    await services.database.close()
    process.exit(0)
  })
})
